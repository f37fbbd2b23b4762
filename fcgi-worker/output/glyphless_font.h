/* SPDX-License-Identifier: BSD-3-Clause */
/* glyphless_font: the font of text in a PDF that can be found but not seen. */
#ifndef FCGI_WORKER_OUTPUT_GLYPHLESS_FONT_H
#define FCGI_WORKER_OUTPUT_GLYPHLESS_FONT_H

#include <stdint.h>

#include "base/buffer.h"
#include "output/pdf_file.h"

/*
 * The most letters beyond U+FFFF: the number of surrogates, which are codes
 * that mean nothing by themselves in UTF-16.
 */
#define GLYPHLESS_LETTERS 2048

/*
 * The letters beyond U+FFFF that a document has.  Since a code of the font has
 * only two bytes, each of these letters gets a surrogate as its code.
 */
struct glyphless_letters {
	uint32_t list[GLYPHLESS_LETTERS];
	unsigned count;
};

/*
 * Returns the code of a letter beyond U+FFFF in l's document, and adds the
 * letter to l if it is new.  If all codes are taken, returns U+FFFD, the mark
 * for unknown letters.
 */
unsigned glyphless_letters_code(struct glyphless_letters *l, uint32_t letter);

/* Appends the font's map from codes to letters (ToUnicode) to out. */
void glyphless_letters_add_map(
    const struct glyphless_letters *l, struct buffer *out);

/*
 * Writes the font as the object with this number, and further objects that it
 * needs.  tessdata is the directory that may have the font's file.  Returns the
 * number of the object for the map from codes to letters, which
 * glyphless_font_end writes later.  Sets f->failed on failure.
 */
unsigned glyphless_font_add(
    struct pdf_file *f, unsigned number, const char *tessdata);

/*
 * Writes the font's map from codes to letters, once all letters are known.  map
 * is what glyphless_font_add returned.  Sets f->failed on failure.
 */
void glyphless_font_end(
    struct pdf_file *f, unsigned map, const struct glyphless_letters *letters);

#endif
