/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_text_layer: writes the text of a page as drawing commands of a PDF.  They
 * show nothing, but text can be found and copied where the image shows it.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_TEXT_LAYER_H
#define FCGI_WORKER_OUTPUT_PDF_TEXT_LAYER_H

#include "base/buffer.h"
#include "engine/page.h"
#include "output/glyphless_font.h"

/*
 * The name of the font in the commands.  Its characters are half as wide as
 * high.
 */
#define PDF_TEXT_LAYER_FONT "/f-0-0"

enum pdf_text_layer_style {
	PDF_TEXT_LAYER_EXACT, /* as Tesseract has it */
	/*
	 * As in Tesseract before 5.5: a word and the blank behind it together
	 * are as wide as the word in the image.
	 */
	PDF_TEXT_LAYER_WITH_BLANKS,
	/*
	 * Positions are rounded to a tenth of a point, strings consist of
	 * bytes, and words that are text of the page already are left out.
	 */
	PDF_TEXT_LAYER_SHORT
};

/*
 * Appends the text of p to out; the image of p is height points high.  Adds
 * letters beyond U+FFFF to letters, those of the document, which the document's
 * font must have at the end.
 */
void pdf_text_layer_add(struct buffer *out, const struct page *p, double height,
    enum pdf_text_layer_style style, struct glyphless_letters *letters);

#endif
