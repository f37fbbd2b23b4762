/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tables: where the tables of a page are, and which words are in their cells.
 */
#ifndef FCGI_WORKER_ENGINE_TABLES_H
#define FCGI_WORKER_ENGINE_TABLES_H

#include "engine/line_finder.h"
#include "engine/page.h"

/*
 * Finds the tables of p: by the rules of found, which may be NULL, and by how
 * the words stand below each other.  The text of p stays as it is.  Returns 0,
 * or -1 without memory.
 */
int tables_find(struct page *p, const struct line_finder *found);

#endif
