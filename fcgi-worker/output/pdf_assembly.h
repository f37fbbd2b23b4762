/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_assembly: makes a PDF of the files that were sent.  PDFs among them keep
 * their pages, and others become page images.
 */
#ifndef FCGI_WORKER_OUTPUT_PDF_ASSEMBLY_H
#define FCGI_WORKER_OUTPUT_PDF_ASSEMBLY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "engine/page.h"
#include "output/pdf_graft.h"

/* A file that gives pages to the document. */
struct pdf_assembly_file {
	const struct bytes *pdf; /* borrowed; NULL: it is no PDF */
	unsigned pages;
	bool is_left_out; /* none of its pages is added */
};

struct pdf_assembly_settings {
	const char *tessdata, *version; /* see searchable_pdf_open */
	bool with_blanks;
	bool may_break_signatures;
};

struct pdf_assembly;

/*
 * Begins a document of the pages of count files, in their order; without files
 * (NULL), of page images.  Returns NULL without memory.
 */
struct pdf_assembly *pdf_assembly_open(const struct pdf_assembly_file *files,
    size_t count, const struct pdf_assembly_settings *settings);

/* Whether the page with this number, counted from 0 over all files, stays as it
 * was sent. */
bool pdf_assembly_keeps(const struct pdf_assembly *d, unsigned number);

/*
 * Adds the page p, whose number is above that of the page before.  p has an
 * image unless its page stays as it was sent.  Returns PDF_GRAFT_OK;
 * PDF_GRAFT_LOCKED if the page cannot stay as it was sent after all, but has no
 * image; or another result if it cannot be added.
 */
enum pdf_graft_result pdf_assembly_add(
    struct pdf_assembly *d, const struct page *p);

/* Returns about how many bytes the document has so far. */
size_t pdf_assembly_size(const struct pdf_assembly *d);

/* Ends the document.  Returns PDF_GRAFT_OK, or why it cannot be written. */
enum pdf_graft_result pdf_assembly_end(struct pdf_assembly *d);

/*
 * To be called after pdf_assembly_end.  Appends the next piece of the document
 * to out.  Returns 1; 0 when there is no piece left; or -1 on failure.
 */
int pdf_assembly_read(struct pdf_assembly *d, struct buffer *out);

/* Frees d; NULL is allowed. */
void pdf_assembly_free(struct pdf_assembly *d);

#endif
