/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tsv: pages as a table with tabs between its columns.
 */
#ifndef FCGI_WORKER_OUTPUT_TSV_H
#define FCGI_WORKER_OUTPUT_TSV_H

#include "base/buffer.h"
#include "engine/page.h"

/* Appends the names of the columns. */
void tsv_begin(struct buffer *out);

/* Appends the rows of p. */
void tsv_add_page(struct buffer *out, const struct page *p);

#endif
