/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_frame: how finely a page of a PDF file is drawn.
 */
#ifndef FCGI_WORKER_INPUT_PDF_FRAME_H
#define FCGI_WORKER_INPUT_PDF_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "input/pdf.h"
#include "input/sniff.h"

/*
 * How a page is rendered.  dpi counts pixels for 72 of the page's own units, in
 * which places on the page are given.  If the page's UserUnit is more than a
 * point, 72 units are more than an inch on paper.
 */
struct pdf_frame {
	double dpi;
	struct sniff_size size;
	bool is_for_letters; /* dpi is high only for small letters */
};

/* The lowest resolution at which something could still be read. */
#define PDF_FRAME_LEAST_DPI 36

/*
 * Sets frame to how a page, counted from 0, is rendered at dpi.  Returns 0, or
 * -1 when the page is broken.
 */
int pdf_frame_measure(
    const struct pdf *pdf, unsigned page, double dpi, struct pdf_frame *frame);

/*
 * Sets frame to how page is rendered at dpi, or at the highest lower resolution
 * that keeps it within max_pixels and max_side.  Returns 0, or -1 when the page
 * is broken.
 */
int pdf_frame_fit(const struct pdf *pdf, unsigned page, double dpi,
    size_t max_pixels, uint32_t max_side, struct pdf_frame *frame);

/*
 * Chooses the frame of page by what is on it: at the finest resolution that
 * anything there needs, be it an image, a mask or letters; letters need at
 * least 300 dpi.  The frame stays within max_pixels and max_side.  Returns 0,
 * or -1 when the page is broken.
 */
int pdf_frame_choose(const struct pdf *pdf, unsigned page, size_t max_pixels,
    uint32_t max_side, struct pdf_frame *frame);

/* How a page that was read is to be drawn once more. */
struct pdf_finer {
	double before;	     /* the dpi of the first time */
	double dpi;	     /* what would suit its letters */
	size_t letters_read; /* the first time */
	size_t max_pixels;
};

/*
 * Chooses the frame in which page is drawn once more: at the dpi of wanted, or
 * at the highest lower one that is within wanted's max_pixels and max_side.
 * Returns 0; 1 when hardly more could be seen than the first time; or -1 when
 * the page is broken.
 */
int pdf_frame_choose_finer(const struct pdf *pdf, unsigned page,
    const struct pdf_finer *wanted, uint32_t max_side, struct pdf_frame *frame);

/* Returns the share of page that images lie on, from 0 to 1. */
double pdf_frame_filled(const struct pdf *pdf, unsigned page);

#endif
