/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * glyphless_font: the font of text in a PDF that is found but not seen.
 */
#ifndef FCGI_WORKER_OUTPUT_GLYPHLESS_FONT_H
#define FCGI_WORKER_OUTPUT_GLYPHLESS_FONT_H

#include <stdint.h>

#include "base/buffer.h"
#include "output/pdf_file.h"

/* How many letters there can be: as many codes as mean nothing by themselves in
 * UTF-16. */
#define GLYPHLESS_LETTERS 2048

/*
 * The letters beyond U+FFFF that a document has.  A code of the font has two
 * bytes: each of these letters gets one that no other letter has.
 */
struct glyphless_letters {
	uint32_t list[GLYPHLESS_LETTERS];
	unsigned count;
};

/* Returns the code of a letter in the document of l; if all codes are taken,
 * that of the mark for letters that are not known, U+FFFD. */
unsigned glyphless_letters_code(struct glyphless_letters *l, uint32_t letter);

/* Appends the font's map (ToUnicode), by which viewers know what letters its
 * codes are. */
void glyphless_letters_add_map(
    const struct glyphless_letters *l, struct buffer *out);

/*
 * Writes the font as the object number, and further objects that it needs;
 * tessdata is the directory that may have Tesseract's file of it.  Returns the
 * number of the object that maps its codes to Unicode, which glyphless_font_end
 * writes. f->failed tells of faults.
 */
unsigned glyphless_font_add(
    struct pdf_file *f, unsigned number, const char *tessdata);

/* Writes the map, when all letters are known. */
void glyphless_font_end(
    struct pdf_file *f, unsigned map, const struct glyphless_letters *letters);

#endif
