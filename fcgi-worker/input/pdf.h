/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf: the pages of a PDF file as pixels.
 */
#ifndef FCGI_WORKER_INPUT_PDF_H
#define FCGI_WORKER_INPUT_PDF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "input/sniff.h"

struct pdf;

enum pdf_result { PDF_OK, PDF_BROKEN, PDF_ENCRYPTED };

/* How a page is rendered.  dpi counts pixels for 72 of the page's own units, as
 * places on pages do.  If the page's UserUnit is more than a point, that is
 * more than on paper. */
struct pdf_frame {
	double dpi;
	struct sniff_size size;
	bool is_for_letters; /* it is so fine because they are small */
};

/* Loads fonts and whatever else is read from disk but for font files, before
 * the process confines itself; keeps the library from writing to stderr. */
void pdf_init(void);

/* Where to: 0x00RRGGBB each, stride bytes a row. */
struct pdf_canvas {
	uint32_t *pixels;
	size_t stride;
	size_t max_pixels; /* of an image on the page */
};

/*
 * Opens the PDF bytes, which are borrowed until pdf_close.  Only on PDF_OK
 * there is something to close.
 */
enum pdf_result pdf_open(struct pdf **pdf, const struct bytes *bytes);

/* Closes pdf; NULL is allowed. */
void pdf_close(struct pdf *pdf);

/* Returns the number of pages, at least 1. */
unsigned pdf_count(const struct pdf *pdf);

/* Returns how many points a unit of page, counted from 0, has: its UserUnit,
 * mostly 1. */
double pdf_unit(const struct pdf *pdf, unsigned page);

/* The coarsest at which something could still be read. */
#define PDF_LEAST_DPI 36

/*
 * Finds the size of page page, counted from 0, at dpi.  Returns 0, or -1 when
 * the page is broken.
 */
int pdf_measure(
    const struct pdf *pdf, unsigned page, double dpi, struct pdf_frame *frame);

/*
 * Finds the size of page at dpi, or at as much less as keeps it within
 * max_pixels and max_side.  Returns 0, or -1 when the page is broken.
 */
int pdf_fit(const struct pdf *pdf, unsigned page, double dpi, size_t max_pixels,
    uint32_t max_side, struct pdf_frame *frame);

/*
 * Chooses the frame of page by what is on it: at the finest resolution that
 * anything there needs, that of its images and of their masks, and at least 300
 * dpi for letters; but within max_pixels and max_side.  Returns 0, or -1 when
 * the page is broken.
 */
int pdf_choose_frame(const struct pdf *pdf, unsigned page, size_t max_pixels,
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
int pdf_choose_finer_frame(const struct pdf *pdf, unsigned page,
    const struct pdf_finer *wanted, uint32_t max_side, struct pdf_frame *frame);

/* The size of page, in points, before UserUnit scales it. */
void pdf_points(
    const struct pdf *pdf, unsigned page, double *width, double *height);

/* Returns the share of page that images lie on, from 0 to 1. */
double pdf_filled(const struct pdf *pdf, unsigned page);

/*
 * Renders page page as frame says onto canvas.  Returns 0, 1 when
 * something on it is damaged and may be missing, or -1 when
 * it cannot be rendered; then *refused is the size of an image on it that is
 * too large or without memory, else of no width.
 */
int pdf_draw(const struct pdf *pdf, unsigned page,
    const struct pdf_frame *frame, const struct pdf_canvas *canvas,
    struct sniff_size *refused);

#endif
