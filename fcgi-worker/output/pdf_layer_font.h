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
 * Adds the font to q and sets *number to its object's number.  tessdata is the
 * directory that may have the font's file.  The font's data stay in source,
 * which must live as long as q, since libqpdf reads them when it writes.
 */
enum pdf_layer_font_result pdf_layer_font_add(
    qpdf_data q, const char *tessdata, struct buffer *source, int *number);

/*
 * Replaces the map from codes to letters of the font, the object of q with this
 * number, by one with these letters.  Returns 0, or -1 without memory.
 */
int pdf_layer_font_set_letters(
    qpdf_data q, int number, const struct glyphless_letters *letters);

#endif
