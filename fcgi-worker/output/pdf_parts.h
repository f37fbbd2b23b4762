/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_parts: a PDF of the files that were sent.  PDFs among them keep their
 * pages, others become page images; several are joined.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_PARTS_H
#define FCGI_WORKER_OUTPUT_PDF_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "engine/page.h"
#include "output/pdf_graft.h"

/* A file of which pages are to be in the document. */
struct pdf_parts_file {
	const struct bytes *pdf; /* NULL: it is none; borrowed */
	unsigned pages;
	bool is_left_out; /* none of its pages is added */
};

struct pdf_parts_settings {
	const char *tessdata, *version; /* see searchable_pdf_open */
	bool with_blanks;
	bool may_break_signatures;
};

struct pdf_parts;

/*
 * Begins a document of the pages of count files, in their order; without files,
 * of page images.  Returns it, or NULL without memory.
 */
struct pdf_parts *pdf_parts_open(const struct pdf_parts_file *files,
    size_t count, const struct pdf_parts_settings *settings);

/* Whether page number, counted from 0 over all files, stays as it was sent. */
bool pdf_parts_keeps(const struct pdf_parts *d, unsigned number);

/*
 * Adds p, which has an image unless it stays as it was sent; numbers rise.
 * PDF_GRAFT_LOCKED: it cannot stay so, and p has no image, or pages before p
 * have none any more.
 */
enum pdf_graft_result pdf_parts_add(struct pdf_parts *d, const struct page *p);

/* Returns about how many bytes the document has. */
size_t pdf_parts_size(const struct pdf_parts *d);

/* Ends the document. */
enum pdf_graft_result pdf_parts_end(struct pdf_parts *d);

/*
 * Appends the next piece of the document, which has ended, to out.  Returns
 * 1, 0 when there is none left, or -1.
 */
int pdf_parts_read(struct pdf_parts *d, struct buffer *out);

/* Frees d; NULL is allowed. */
void pdf_parts_free(struct pdf_parts *d);

#endif
