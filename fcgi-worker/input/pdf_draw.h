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

/*
 * Loads whatever the libraries read from disk except for font files, before the
 * process confines itself.  Keeps them from writing to stderr from now on.
 */
void pdf_draw_init(void);

/* Where a page is drawn: pixels 0x00RRGGBB, stride bytes a row. */
struct pdf_canvas {
	uint32_t *pixels;
	size_t stride;
	size_t max_pixels; /* of an image on the page */
	/*
	 * The result is compared with the same page without its text.  Then
	 * blends in groups stay as cairo draws them, even if they may be wrong.
	 */
	bool is_compared;
};

/*
 * Draws one page, counted from 0, as frame says onto canvas.  Returns 0; 1 when
 * something on the page is damaged and may be missing; or -1 when the page
 * cannot be drawn.  If the reason for -1 is an image that is too large or has
 * no memory, *refused is that image's size; else its width is 0.
 */
int pdf_draw(const struct pdf *pdf, unsigned page,
    const struct pdf_frame *frame, const struct pdf_canvas *canvas,
    struct sniff_size *refused);

#endif
