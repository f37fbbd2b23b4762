/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * table_draft: a table while it is made from the words of a page.  It is a
 * grid, in which several places may be one cell.
 */
#ifndef FCGI_WORKER_ENGINE_TABLE_DRAFT_H
#define FCGI_WORKER_ENGINE_TABLE_DRAFT_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/page.h"
#include "engine/table_rows.h"

/* Larger tables are left as text. */
enum { TABLE_DRAFT_COLUMNS = 64, TABLE_DRAFT_ROWS = 500 };

struct table_draft_cell {
	int row, column, rows, columns; /* rows is 0: a part of another */
};

struct table_draft {
	int columns, rows;
	int x[TABLE_DRAFT_COLUMNS + 1]; /* left edges, and the last right one */
	int y[TABLE_DRAFT_ROWS + 1]; /* upper edges, and the last lower one */
	struct table_draft_cell *cells; /* rows * columns of them */
	bool is_divided[TABLE_DRAFT_ROWS +
			1]; /* of each y: it is an edge without a rule */
	bool has_rules;
};

/*
 * Makes d->cells, a cell for each place of the grid; the caller frees it.
 * Returns 0, or -1 without memory.
 */
int table_draft_begin(struct table_draft *d);

/* Returns the cell that the place belongs to, as an index. */
int table_draft_cell_at(const struct table_draft *d, int row, int column);

/*
 * Makes one cell that begins at row, column, and is that many rows high and
 * columns wide.
 */
void table_draft_join(
    struct table_draft *d, int row, int column, int rows, int columns);

/* Return the row that has y, and the column that has x; -1 outside. */
int table_draft_row(const struct table_draft *d, int y);
int table_draft_column(const struct table_draft *d, int x);

/* Returns the number of the column in which b begins, or 0 if it begins in
 * none. */
int table_draft_column_of(
    const struct table_draft *d, const struct page_box *b);

/* Adds the table to p, and each word of t to its cell, if it has one: from then
 * on the word is in a table.  Returns 0, or -1 without memory. */
int table_draft_add(
    const struct table_draft *d, struct table_rows *t, struct page *p);

#endif
