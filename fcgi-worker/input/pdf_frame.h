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

/* How a page is rendered.  dpi counts pixels for 72 of the page's own units, as
 * places on pages do.  If the page's UserUnit is more than a point, that is
 * more than on paper. */
struct pdf_frame {
	double dpi;
	struct sniff_size size;
	bool is_for_letters; /* it is so fine because they are small */
};

/* The coarsest at which something could still be read. */
#define PDF_FRAME_LEAST_DPI 36

/* Finds the size that a page, counted from 0, has at dpi.  Returns 0, or -1
 * when the page is broken. */
int pdf_frame_measure(
    const struct pdf *pdf, unsigned page, double dpi, struct pdf_frame *frame);

/*
 * Finds the size of page at dpi, or at as much less as keeps it within
 * max_pixels and max_side.  Returns 0, or -1 when the page is broken.
 */
int pdf_frame_fit(const struct pdf *pdf, unsigned page, double dpi,
    size_t max_pixels, uint32_t max_side, struct pdf_frame *frame);

/*
 * Chooses the frame of page by what is on it: at the finest resolution that
 * anything there needs, that of its images and of their masks, and at least 300
 * dpi for letters; but within max_pixels and max_side.  Returns 0, or -1 when
 * the page is broken.
 */
int pdf_frame_choose(const struct pdf *pdf, unsigned page, size_t max_pixels,
    uint32_t max_side, struct pdf_frame *frame);

/* How a page that was read is to be drawn once more. */
struct pdf_finer {
	double before;	     /* the dpi that it was drawn at */
	double dpi;	     /* that would suit its letters */
	size_t letters_read; /* on it, the first time */
	size_t max_pixels;
};

/*
 * Chooses the frame in which page is drawn once more: at the dpi of wanted, or
 * at as much less as is within its max_pixels and max_side.  Returns 0, 1 when
 * no more could be seen than the first time, or -1 when the page is broken.
 */
int pdf_frame_choose_finer(const struct pdf *pdf, unsigned page,
    const struct pdf_finer *wanted, uint32_t max_side, struct pdf_frame *frame);

#endif
