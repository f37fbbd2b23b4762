/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * table_draft: a table while it is made from the words of a page.  Others
 * decide where its edges are.
 */
#include "engine/table_draft.h"

#include <stdlib.h>

#include "engine/box.h"

int
table_draft_begin(struct table_draft *d)
{
	size_t n = (size_t)d->rows * (size_t)d->columns;

	d->cells = calloc(n + 1, sizeof(*d->cells));
	for (int r = 0; d->cells != NULL && r < d->rows; r++)
		for (int c = 0; c < d->columns; c++)
			d->cells[r * d->columns + c] =
			    (struct table_draft_cell){r, c, 1, 1};
	return d->cells == NULL ? -1 : 0;
}

int
table_draft_cell_at(const struct table_draft *d, int row, int column)
{
	const struct table_draft_cell *c = &d->cells[row * d->columns + column];

	/* A cell that is a part of another one has the place of that one. */
	return c->row * d->columns + c->column;
}

void
table_draft_join(
    struct table_draft *d, int row, int column, int rows, int columns)
{
	for (int r = row; r < row + rows; r++)
		for (int c = column; c < column + columns; c++)
			d->cells[r * d->columns + c] =
			    (struct table_draft_cell){row, column, 0, 0};
	d->cells[row * d->columns + column] =
	    (struct table_draft_cell){row, column, rows, columns};
}

/*
 * Returns between which two edges the position is: i if it is from edges[i] to
 * before edges[i + 1]; -1 if it is outside of all.  There are n + 1 edges.
 */
static int
find_between(const int *edges, int n, int position)
{
	for (int i = 0; i < n; i++)
		if (position >= edges[i] && position < edges[i + 1])
			return i;
	return -1;
}

int
table_draft_row(const struct table_draft *d, int y)
{
	return find_between(d->y, d->rows, y);
}

int
table_draft_column(const struct table_draft *d, int x)
{
	return find_between(d->x, d->columns, x);
}

int
table_draft_column_of(const struct table_draft *d, const struct page_box *b)
{
	int k = table_draft_column(d, (b->left + b->right) / 2);

	/* A box that crosses an edge begins in the column of its left end. */
	if (k > 0 && b->left < d->x[k])
		k = table_draft_column(d, b->left);
	return k == -1 ? 0 : k;
}

static int
clamp_to(int x, int low, int high)
{
	return x < low ? low : x > high ? high : x;
}

/* Cuts box to the area that was read.  The edges of a table are level, so on a
 * page that is askew a box between them may reach beyond the area. */
static void
keep_within(struct page_box *box, const struct page_box *area)
{
	*box = (struct page_box){clamp_to(box->left, area->left, area->right),
	    clamp_to(box->top, area->top, area->bottom),
	    clamp_to(box->right, area->left, area->right),
	    clamp_to(box->bottom, area->top, area->bottom)};
}

/*
 * Puts each word of t that has a cell into that cell, and extends the boxes of
 * the cell and of the table to cover it.  cells has n entries, one for each
 * place of the grid; it is NULL where a place is part of another cell.  Returns
 * 0, or -1 without memory.
 */
static int
add_words(struct page *p, struct page_table *table, struct page_cell **cells,
    size_t n, struct table_rows *t)
{
	struct page_cell *cell;

	for (size_t i = 0; i < t->count; i++)
		if (t->words[i].cell != -1)
			cells[t->words[i].cell]->count++;
	for (size_t k = 0; k < n; k++) {
		if (cells[k] == NULL)
			continue;
		cells[k]->words = page_alloc(
		    p, (cells[k]->count + 1) * sizeof(struct page_word *));
		if (cells[k]->words == NULL)
			return -1;
		/* The words are counted once more as they are put in. */
		cells[k]->count = 0;
		keep_within(&cells[k]->box, &p->area);
	}
	for (size_t i = 0; i < t->count; i++) {
		if (t->words[i].cell == -1)
			continue;
		cell = cells[t->words[i].cell];
		cell->words[cell->count++] = t->words[i].word;
		/* The edges are level; the page may not be. */
		box_extend(&cell->box, &t->words[i].word->box);
		t->words[i].word->table = table;
		box_extend(&table->box, &cell->box);
		t->words[i].is_in_table = true;
		t->words[i].cell = -1;
	}
	return 0;
}

/* Adds c, a cell of d, to the table.  Returns it, or NULL without memory. */
static struct page_cell *
add_cell(const struct table_draft *d, const struct table_draft_cell *c,
    struct page *p, struct page_table *table)
{
	struct page_cell *cell = page_add_cell(p, table);

	if (cell == NULL)
		return NULL;
	cell->row = c->row;
	cell->column = c->column;
	cell->rows = c->rows;
	cell->columns = c->columns;
	cell->box = (struct page_box){d->x[c->column], d->y[c->row],
	    d->x[c->column + c->columns], d->y[c->row + c->rows]};
	return cell;
}

int
table_draft_add(
    const struct table_draft *d, struct table_rows *t, struct page *p)
{
	size_t n = (size_t)d->rows * (size_t)d->columns;
	struct page_cell **cells = calloc(n + 1, sizeof(struct page_cell *));
	struct page_table *table = cells == NULL ? NULL : page_add_table(p);
	int rc = table == NULL ? -1 : 0;

	for (size_t k = 0; rc == 0 && k < n; k++)
		if (d->cells[k].rows > 0) {
			cells[k] = add_cell(d, &d->cells[k], p, table);
			rc = cells[k] == NULL ? -1 : 0;
		}
	if (rc == 0) {
		table->box = (struct page_box){
		    d->x[0], d->y[0], d->x[d->columns], d->y[d->rows]};
		keep_within(&table->box, &p->area);
		table->rows = d->rows;
		table->columns = d->columns;
		table->has_rules = d->has_rules;
		rc = add_words(p, table, cells, n, t);
	}
	free(cells);
	return rc;
}
