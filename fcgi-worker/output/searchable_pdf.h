/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * searchable_pdf: a PDF of page images with their text, invisible, over them.
 */
#ifndef FCGI_WORKER_OUTPUT_SEARCHABLE_PDF_H
#define FCGI_WORKER_OUTPUT_SEARCHABLE_PDF_H

#include <stdbool.h>

#include "base/buffer.h"
#include "engine/page.h"

struct searchable_pdf;

/*
 * Begins a document, kept in an unnamed file under $TMPDIR, else /tmp.
 * tessdata is where Tesseract's font may be; version, borrowed, is that of the
 * Tesseract that reads; for with_blanks see pdf_text_layer_add.  Returns it, or
 * NULL without memory; where there is no room for the file, all that follows
 * fails.
 */
struct searchable_pdf *searchable_pdf_open(
    const char *tessdata, const char *version, bool with_blanks);

/* Whether something failed because there is no room for the file. */
bool searchable_pdf_is_full(const struct searchable_pdf *s);

/* Adds a page, p, as its image with its text over it.  Returns 0, or -1 if p
 * has no image or the page cannot be written. */
int searchable_pdf_add(struct searchable_pdf *s, const struct page *p);

/* Returns the bytes of the document so far. */
size_t searchable_pdf_size(const struct searchable_pdf *s);

/* Ends the document.  Returns 0, or -1 when it is not whole. */
int searchable_pdf_end(struct searchable_pdf *s);

/*
 * Appends the next piece of the document, which has ended, to out.  Returns
 * 1, 0 when there is none left, or -1.
 */
int searchable_pdf_read(struct searchable_pdf *s, struct buffer *out);

/* Frees s; NULL is allowed. */
void searchable_pdf_free(struct searchable_pdf *s);

#endif
