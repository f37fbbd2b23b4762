/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_graft: a PDF as it was sent, with invisible text under the pages that
 * were recognized.
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
	PDF_GRAFT_BROKEN,	/* it is damaged where it must be changed */
	PDF_GRAFT_SIGNED,	/* it is signed, but must be changed */
	PDF_GRAFT_MAYBE_SIGNED, /* it may be signed, but must be changed */
	PDF_GRAFT_LOCKED,	/* libqpdf cannot change it; nothing is */
	PDF_GRAFT_NO_MEMORY,
	PDF_GRAFT_NO_ROOM /* for the temporary file */
};

struct pdf_graft_settings {
	const char *tessdata; /* where Tesseract's font may be */
	bool may_break_signatures;
	bool is_part; /* of a larger one, in which no signature is valid */
};

/*
 * To be called before a process confines itself.  Writes an encrypted document:
 * for the first key, libqpdf opens the source of random numbers, which cannot
 * be opened later.
 */
void pdf_graft_init(void);

/*
 * Opens pdf, which has this number of pages; pdf and the settings are borrowed.
 * If libqpdf cannot read the file, it can only be sent as it is, see
 * pdf_graft_is_locked.  Returns NULL without memory.
 */
struct pdf_graft *pdf_graft_open(const struct bytes *pdf, unsigned pages,
    const struct pdf_graft_settings *settings);

/*
 * Chooses the page with this index, from 0, to be kept in the document, rotated
 * as p says.  If p was recognized, replaces the page's invisible text by its
 * words.  Returns PDF_GRAFT_OK, or why the page cannot be changed.
 */
enum pdf_graft_result pdf_graft_add(
    struct pdf_graft *g, unsigned index, const struct page *p);

/* Whether libqpdf cannot read the PDF, so that nothing of it can be changed. */
bool pdf_graft_is_locked(const struct pdf_graft *g);

/*
 * Whether the PDF has layers.  The document, and not its pages, says which of
 * them are shown.
 */
bool pdf_graft_has_layers(const struct pdf_graft *g);

/*
 * Whether the PDF has too many objects to be copied: if each refers to the next
 * one, libqpdf's recursion could overflow the stack.
 */
bool pdf_graft_is_large(const struct pdf_graft *g);

/*
 * Returns about how many bytes the document has; exactly how many after
 * pdf_graft_end.
 */
size_t pdf_graft_size(const struct pdf_graft *g);

/*
 * Makes the document of the chosen pages: the very bytes of the PDF if nothing
 * had to be changed; otherwise an unnamed file in $TMPDIR.  Returns
 * PDF_GRAFT_OK, or why the document cannot be made.
 */
enum pdf_graft_result pdf_graft_end(struct pdf_graft *g);

/*
 * Returns the PDF as it was sent, if the document that pdf_graft_end made is
 * the same; otherwise NULL.
 */
const struct bytes *pdf_graft_as_sent(const struct pdf_graft *g);

/*
 * To be called after pdf_graft_end.  Appends the next piece of the document to
 * out.  Returns 1; 0 when there is no piece left; or -1 on failure.
 */
int pdf_graft_read(struct pdf_graft *g, struct buffer *out);

/* Frees g; NULL is allowed. */
void pdf_graft_free(struct pdf_graft *g);

#endif
