/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_text_layer: the text of a page as drawing commands of a PDF that show
 * nothing, so that it is found and copied where it is seen.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_TEXT_LAYER_H
#define FCGI_WORKER_OUTPUT_PDF_TEXT_LAYER_H

#include "base/buffer.h"
#include "engine/page.h"
#include "output/glyphless_font.h"

/* What the commands call the font.  Its characters are half as wide as high. */
#define PDF_TEXT_LAYER_FONT "/f-0-0"

enum pdf_text_layer_style {
	PDF_TEXT_LAYER_EXACT, /* as Tesseract has it */
	/* As Tesseract before 5.5, where a word is as wide as in the image
	 * together with the blank behind it. */
	PDF_TEXT_LAYER_WITH_BLANKS,
	/* Places are right by a tenth of a point, strings are of bytes, and
	 * words that the page has as its own text are left out. */
	PDF_TEXT_LAYER_SHORT
};

/* Appends the text of p; its image is height points high.  letters are those of
 * the document, and its font has to know them. */
void pdf_text_layer_add(struct buffer *out, const struct page *p, double height,
    enum pdf_text_layer_style style, struct glyphless_letters *letters);

#endif
