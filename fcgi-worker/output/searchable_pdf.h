/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * searchable_pdf: makes a PDF of page images with their text, invisible, over
 * them.
 */
#ifndef FCGI_WORKER_OUTPUT_SEARCHABLE_PDF_H
#define FCGI_WORKER_OUTPUT_SEARCHABLE_PDF_H

#include <stdbool.h>

#include "base/buffer.h"
#include "engine/page.h"

struct searchable_pdf;

/*
 * Begins a document in an unnamed file in $TMPDIR, or in /tmp if that is not
 * set.  tessdata is the directory that may have Tesseract's font; version,
 * borrowed, is that of the Tesseract that reads; for with_blanks see
 * PDF_TEXT_LAYER_WITH_BLANKS.  Returns NULL without memory.  If there is no
 * room for the file, all later functions fail.
 */
struct searchable_pdf *searchable_pdf_open(
    const char *tessdata, const char *version, bool with_blanks);

/* Whether something failed because there was no room for the file. */
bool searchable_pdf_is_full(const struct searchable_pdf *s);

/*
 * Adds the page p: its image, with its text over it.  Returns 0, or -1 if p has
 * no image or the page cannot be written.
 */
int searchable_pdf_add(struct searchable_pdf *s, const struct page *p);

/* Returns how many bytes the document has so far. */
size_t searchable_pdf_size(const struct searchable_pdf *s);

/* Ends the document.  Returns 0, or -1 if anything could not be written. */
int searchable_pdf_end(struct searchable_pdf *s);

/*
 * To be called after searchable_pdf_end.  Appends the next piece of the
 * document to out.  Returns 1; 0 when there is no piece left; or -1 on failure.
 */
int searchable_pdf_read(struct searchable_pdf *s, struct buffer *out);

/* Frees s; NULL is allowed. */
void searchable_pdf_free(struct searchable_pdf *s);

#endif
