/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * table_rows: the words of a page in rows that go over its whole width, as
 * tables are read, whatever blocks and lines they stand in.
 */
#ifndef FCGI_WORKER_ENGINE_TABLE_ROWS_H
#define FCGI_WORKER_ENGINE_TABLE_ROWS_H

#include <stddef.h>

#include "engine/page.h"

struct table_rows_word {
	struct page_word *word;
	struct page_box box; /* as if the rows were level */
	int row;	     /* counted from the top, from 0 */
	int cell;	     /* of the table that is being made, or -1 */
	bool is_in_table;    /* of those that were found so far */
	bool is_prose;	     /* of a block of lines that are full of words */
};

struct table_rows {
	struct table_rows_word *words; /* row by row, from left to right */
	size_t count;
	int rows;
	int height; /* three quarters of the words are less high */
};

/*
 * Puts the words of p into rows, if they stand upright and are read from left
 * to right.  A row may rise or fall a little.  Leaves out words that are only
 * rules or leaders; takes no word at all of a page with more than 20000.
 * Returns 0, or -1 without memory.  Whatever the result, end with
 * table_rows_free.
 */
int table_rows_collect(struct page *p, struct table_rows *t);

/* Returns the index of the first word of the row or of a later one; t->count if
 * there is none. */
size_t table_rows_first(const struct table_rows *t, int row);

/* Frees what t holds. */
void table_rows_free(struct table_rows *t);

#endif
