/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_encoding: whether the encoding of a font of a PDF names letters.
 */
#ifndef FCGI_WORKER_INPUT_PDF_ENCODING_H
#define FCGI_WORKER_INPUT_PDF_ENCODING_H

#include <qpdf/qpdf-c.h>
#include <stdbool.h>

/*
 * Whether most names in the font's /Differences only number the glyphs, as C110
 * does, and do not name a letter.  A number that equals the code does not
 * count.  poppler takes the codes of numbered glyphs for letters all the same.
 */
bool pdf_encoding_is_numbered(qpdf_data q, qpdf_oh font);

#endif
