/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_join: the pages of several PDFs in one.
 */
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
	bool is_sent; /* a client's own; else of page images */
};

/*
 * Writes the pages of count parts, one part after the other, into file, to be
 * freed with pdf_file_free.  It has the bookmarks and attached files of all
 * parts.  What else belongs to no page, such as the title, is taken from the
 * first part that is_sent; one part has to be.
 */
enum pdf_graft_result pdf_join_write(
    const struct pdf_join_part *parts, size_t count, struct pdf_file *file);

#endif
