/* SPDX-License-Identifier: BSD-3-Clause */
/* pdf_join: joins the pages of several PDFs. */
#ifndef FCGI_WORKER_OUTPUT_PDF_JOIN_H
#define FCGI_WORKER_OUTPUT_PDF_JOIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "output/pdf_graft.h"

struct pdf_file;

/* A PDF, borrowed. */
struct pdf_join_part {
	struct bytes bytes;
	bool is_sent; /* the client sent it; otherwise it has page images */
};

/*
 * Writes the pages of count parts, one part after the other, into file, to be
 * freed with pdf_file_free.  It has the bookmarks, forms and attached files of
 * all parts.  Everything else that belongs to no page, such as the title, comes
 * from the first part with is_sent, or from the last part if none has it.
 * Returns PDF_GRAFT_OK, or why that failed.
 */
enum pdf_graft_result pdf_join_write(
    const struct pdf_join_part *parts, size_t count, struct pdf_file *file);

#endif
