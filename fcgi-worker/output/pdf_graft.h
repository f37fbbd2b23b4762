/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_graft: a PDF as it was sent, with invisible text under the pages that had
 * to be read.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_GRAFT_H
#define FCGI_WORKER_OUTPUT_PDF_GRAFT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "engine/page.h"

struct pdf_graft;

enum pdf_graft_result {
	PDF_GRAFT_OK,
	PDF_GRAFT_BROKEN,	/* it is damaged where it has to be changed */
	PDF_GRAFT_SIGNED,	/* it is signed, and has to be changed */
	PDF_GRAFT_MAYBE_SIGNED, /* the same, but nobody knows whether it is */
	PDF_GRAFT_LOCKED, /* libqpdf cannot work on it: nothing is changed */
	PDF_GRAFT_NO_MEMORY,
	PDF_GRAFT_NO_ROOM /* for the temporary file */
};

struct pdf_graft_settings {
	const char *tessdata; /* where Tesseract's font may be */
	bool may_break_signatures;
	bool is_part; /* of a document with more, where no signature holds */
};

/* To be called before a process confines itself.  Writes an encrypted document:
 * for its key, libqpdf opens the source of random numbers, which a process does
 * once. */
void pdf_graft_init(void);

/* Opens pdf, which has this number of pages; it and the settings are borrowed.
 * Where libqpdf cannot work on the file, it can only be had as it is.  Returns
 * it, or NULL without memory. */
struct pdf_graft *pdf_graft_open(const struct bytes *pdf, unsigned pages,
    const struct pdf_graft_settings *settings);

/* Says that the page with this index, counted from 0, is to be in the document,
 * turned as p says.  If p was recognized, its words are laid under the page,
 * and invisible text that was there before is taken out.  Returns PDF_GRAFT_OK,
 * or why the page cannot be changed. */
enum pdf_graft_result pdf_graft_add(
    struct pdf_graft *g, unsigned index, const struct page *p);

/*
 * Whether libqpdf cannot work on the PDF, so that nothing of it can be changed.
 */
bool pdf_graft_is_locked(const struct pdf_graft *g);

/* Whether the document, not its pages, says what of them is to be seen. */
bool pdf_graft_has_layers(const struct pdf_graft *g);

/* Whether the PDF has too many objects to be copied: where one names another
 * that names another and so on, libqpdf might not come to the end. */
bool pdf_graft_is_large(const struct pdf_graft *g);

/* Returns about how many bytes the document has; exactly so after
 * pdf_graft_end. */
size_t pdf_graft_size(const struct pdf_graft *g);

/* Makes the document of the pages that were added: the very bytes of the PDF
 * where nothing had to be changed, else an unnamed file under $TMPDIR.  Returns
 * PDF_GRAFT_OK, or why it cannot be made. */
enum pdf_graft_result pdf_graft_end(struct pdf_graft *g);

/* Returns the PDF as it was sent, if the document, which has ended, is just
 * that; else NULL. */
const struct bytes *pdf_graft_as_sent(const struct pdf_graft *g);

/*
 * Appends the next piece of the document, which has ended, to out.  Returns
 * 1, 0 when there is none left, or -1.
 */
int pdf_graft_read(struct pdf_graft *g, struct buffer *out);

/* Frees g; NULL is allowed. */
void pdf_graft_free(struct pdf_graft *g);

#endif
