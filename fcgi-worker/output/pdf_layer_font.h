/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_layer_font: the glyphless font in a PDF that libqpdf has open.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_LAYER_FONT_H
#define FCGI_WORKER_OUTPUT_PDF_LAYER_FONT_H

#include <qpdf/qpdf-c.h>

#include "base/buffer.h"
#include "output/glyphless_font.h"

enum pdf_layer_font_result {
	PDF_LAYER_FONT_OK,
	PDF_LAYER_FONT_NO_MEMORY,
	PDF_LAYER_FONT_NO_ROOM /* for the temporary file */
};

/*
 * Makes the font an object of q, whose number is put into *number; tessdata is
 * where Tesseract's file of it may be.  The font stays in source, which has to
 * live as long as q: libqpdf reads its streams when it writes.
 */
enum pdf_layer_font_result pdf_layer_font_add(
    qpdf_data q, const char *tessdata, struct buffer *source, int *number);

/* Makes the font, object number of q, one that knows the letters.  Returns 0,
 * or -1 without memory. */
int pdf_layer_font_set_letters(
    qpdf_data q, int number, const struct glyphless_letters *letters);

#endif
