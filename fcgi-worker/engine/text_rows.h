/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text_rows: the words of a page in rows that go over its whole width, as
 * tables are read, whatever blocks and lines they stand in.
 */
#ifndef FCGI_WORKER_ENGINE_TEXT_ROWS_H
#define FCGI_WORKER_ENGINE_TEXT_ROWS_H

#include <stddef.h>

#include "engine/page.h"

struct text_rows_word {
	struct page_word *word;
	struct page_box box; /* as if the rows were level */
	int row;	     /* counted from the top, from 0 */
	int cell;	     /* of the table that is being made, or -1 */
	bool is_free;	     /* in no table yet */
	bool is_prose;	     /* of a block of lines that are full of words */
};

struct text_rows {
	struct text_rows_word *words; /* row by row, from left to right */
	size_t count;
	int rows;
	int height; /* of most letters that are not low */
};

/*
 * Puts the words of the text of p that stand upright, and goes from left to
 * right, into rows.  A row may rise or fall a little.  Returns 0, or -1 without
 * memory.  Whatever the result, end with text_rows_free.
 */
int text_rows_collect(struct page *p, struct text_rows *t);

/* Returns the first word of the row, or t->count if there is none. */
size_t text_rows_first(const struct text_rows *t, int row);

/* Frees what t holds. */
void text_rows_free(struct text_rows *t);

#endif
