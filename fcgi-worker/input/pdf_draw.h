/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_draw: the pages of a PDF file as pixels.
 */
#ifndef FCGI_WORKER_INPUT_PDF_DRAW_H
#define FCGI_WORKER_INPUT_PDF_DRAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "input/pdf.h"
#include "input/pdf_frame.h"
#include "input/sniff.h"

/* Loads fonts and whatever else is read from disk but for font files, before
 * the process confines itself; keeps the library from writing to stderr. */
void pdf_draw_init(void);

/* Where to: 0x00RRGGBB each, stride bytes a row. */
struct pdf_canvas {
	uint32_t *pixels;
	size_t stride;
	size_t max_pixels; /* of an image on the page */
	/* The same page without its text is compared with it, so that blends in
	 * groups, which cairo may draw wrong, are left to cairo all the same.
	 */
	bool is_compared;
};

/* Renders one page, counted from 0, as frame says onto canvas.  Returns 0; 1
 * when something on the page is damaged and may be missing; or -1 when the page
 * cannot be rendered.  In that case *refused is the size of an image on the
 * page that is too large or without memory; otherwise its width is 0. */
int pdf_draw(const struct pdf *pdf, unsigned page,
    const struct pdf_frame *frame, const struct pdf_canvas *canvas,
    struct sniff_size *refused);

#endif
