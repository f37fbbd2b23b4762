/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * glyphless_font: the font of text in a PDF that is found but not seen.
 */
#ifndef FCGI_WORKER_OUTPUT_GLYPHLESS_FONT_H
#define FCGI_WORKER_OUTPUT_GLYPHLESS_FONT_H

#include "output/pdf_file.h"

/*
 * Writes the font as the object number, and further objects that it needs;
 * tessdata is the directory that may have Tesseract's file of it.  f->failed
 * tells of faults.
 */
void glyphless_font_add(
    struct pdf_file *f, unsigned number, const char *tessdata);

#endif
