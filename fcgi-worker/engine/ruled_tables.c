/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ruled_tables: tables whose cells have rules between them.  Rules that touch
 * are one table.  Two places of its grid without a rule between them are one
 * cell.  Rows without rules between them are found by their words.
 */
#include "engine/ruled_tables.h"

#include <stdlib.h>
#include <string.h>

#include "engine/box.h"
#include "engine/rule_net.h"
#include "engine/table_draft.h"

/* Lines of running text have at least this many words on average. */
#define PROSE_WORDS 4

/* Inserts edge into the n sorted edges.  Does nothing if there is an edge less
 * than near pixels away, or if n is edges_max already.  Returns the new number
 * of edges. */
static int
add_edge(int *edges, int n, int edges_max, int edge, int near)
{
	int place = 0;

	while (place < n && edges[place] < edge)
		place++;
	if ((place < n && edges[place] - edge < near) ||
	    (place > 0 && edge - edges[place - 1] < near) || n == edges_max)
		return n;
	for (int i = n; i > place; i--)
		edges[i] = edges[i - 1];
	edges[place] = edge;
	return n + 1;
}

/*
 * Sets the edges of the grid of d to where the rules of the group are.  Returns
 * whether the grid has cells and is not too large.
 */
static bool
make_grid(const struct rule_net *n, size_t group, struct table_draft *d)
{
	struct page_box all = n->rules[group];
	int x_edges = 0, y_edges = 0;

	for (size_t i = group; i < n->count; i++) {
		const struct page_box *b = &n->rules[i];

		if (n->group[i] != group)
			continue;
		box_extend(&all, b);
		if (rule_net_is_level(b))
			y_edges = add_edge(d->y, y_edges, TABLE_DRAFT_ROWS + 1,
			    (b->top + b->bottom) / 2, n->near);
		else
			x_edges =
			    add_edge(d->x, x_edges, TABLE_DRAFT_COLUMNS + 1,
				(b->left + b->right) / 2, n->near);
	}
	/* A table may have no rules at its sides. */
	x_edges =
	    add_edge(d->x, x_edges, TABLE_DRAFT_COLUMNS + 1, all.left, n->near);
	x_edges = add_edge(
	    d->x, x_edges, TABLE_DRAFT_COLUMNS + 1, all.right, n->near);
	y_edges =
	    add_edge(d->y, y_edges, TABLE_DRAFT_ROWS + 1, all.top, n->near);
	y_edges =
	    add_edge(d->y, y_edges, TABLE_DRAFT_ROWS + 1, all.bottom, n->near);
	d->columns = x_edges - 1;
	d->rows = y_edges - 1;
	d->has_rules = true;
	memset(d->is_divided, 0, sizeof(d->is_divided));
	return x_edges >= 3 && y_edges >= 2 && x_edges <= TABLE_DRAFT_COLUMNS &&
	       y_edges <= TABLE_DRAFT_ROWS;
}

/*
 * Joins places of the grid into cells: first neighbors in a row without a rule
 * between them, then cells of the same columns, one above the other, without a
 * rule between them.
 */
static void
join_places(const struct rule_net *n, size_t group, struct table_draft *d)
{
	/* w is how many columns the cell has. */
	for (int r = 0; r < d->rows; r++)
		for (int c = 0, w; c < d->columns; c += w) {
			for (w = 1; c + w < d->columns; w++)
				if (rule_net_covers(n, group, false,
					d->x[c + w], d->y[r], d->y[r + 1]))
					break;
			table_draft_join(d, r, c, 1, w);
		}
	for (int r = 1; r < d->rows; r++)
		for (int c = 0; c < d->columns; c++) {
			struct table_draft_cell *own =
			    &d->cells[r * d->columns + c];
			struct table_draft_cell *above =
			    &d->cells[table_draft_cell_at(d, r - 1, c)];

			if (own->rows == 0 || above->column != c ||
			    above->columns != own->columns ||
			    d->is_divided[r] ||
			    rule_net_covers(n, group, true, d->y[r], d->x[c],
				d->x[c + own->columns]))
				continue;
			table_draft_join(
			    d, above->row, c, r + 1 - above->row, own->columns);
		}
}

/* Sets the cell of each word: the cell of the grid at its middle; or -1 for
 * none, outside of the grid and for a word that is in another table.  Returns
 * how many cells have words; or 0 without memory, and then leaves the words as
 * they are. */
static int
fill_cells(struct table_draft *d, struct table_rows *t)
{
	int filled = 0, n = d->rows * d->columns;
	char *has_words = calloc((size_t)n + 1, 1);

	for (size_t i = 0; has_words != NULL && i < t->count; i++) {
		const struct page_box *b = &t->words[i].word->box;
		int row = table_draft_row(d, (b->top + b->bottom) / 2);
		int column = table_draft_column(d, (b->left + b->right) / 2);
		int cell = row == -1 || column == -1 || t->words[i].is_in_table
			       ? -1
			       : table_draft_cell_at(d, row, column);

		t->words[i].cell = cell;
		if (cell != -1 && !has_words[cell]) {
			has_words[cell] = 1;
			filled++;
		}
	}
	free(has_words);
	return filled;
}

/* --- rows without rules between them --- */

/* The rows of words, one or several, within one row of the grid. */
struct band {
	int first, last;   /* their numbers, or -1 if there are none */
	int rows, shared;  /* how many; and how many with words in two cells */
	int words, pieces; /* how many; and parts of rows within one cell */
};

/* Returns the rows of words that are within a row of the grid.  Only words in
 * cells that begin in that row count. */
static struct band
find_band(const struct table_draft *d, const struct table_rows *t, int row)
{
	struct band b = {.first = -1, .last = -1};
	int first_cell = -1, last_cell = -1;
	bool is_shared = false;

	for (size_t i = 0; i < t->count; i++) {
		int cell = t->words[i].cell;

		if (cell == -1 || d->cells[cell].row != row)
			continue;
		b.words++;
		b.pieces += t->words[i].row != b.last || cell != last_cell;
		last_cell = cell;
		if (t->words[i].row != b.last || b.rows == 0) {
			b.rows++;
			is_shared = false;
			first_cell = cell;
		}
		if (b.first == -1)
			b.first = t->words[i].row;
		b.last = t->words[i].row;
		if (cell != first_cell && !is_shared) {
			is_shared = true;
			b.shared++;
		}
	}
	return b;
}

/*
 * Returns the y halfway between that row of words and the words above it, or
 * the top of the row if they overlap.
 */
static int
edge_above(const struct table_draft *d, const struct table_rows *t, int row)
{
	int top = d->y[d->rows], bottom = d->y[0];

	for (size_t i = 0; i < t->count; i++) {
		const struct page_box *b = &t->words[i].word->box;

		if (t->words[i].cell == -1)
			continue;
		if (t->words[i].row == row && b->top < top)
			top = b->top;
		if (t->words[i].row < row && b->bottom > bottom)
			bottom = b->bottom;
	}
	return bottom < top ? (bottom + top) / 2 : top;
}

/* Whether one of the words of that row of words is in a cell. */
static bool
has_words_in(const struct table_rows *t, int row)
{
	for (size_t i = table_rows_first(t, row);
	     i < t->count && t->words[i].row == row; i++)
		if (t->words[i].cell != -1)
			return true;
	return false;
}

/*
 * Adds an edge without a rule to the grid, above that row of words.  Adds none
 * if there is an edge less than near pixels away, or if the grid is full.
 */
static void
divide_above(
    struct table_draft *d, const struct table_rows *t, int row, int near)
{
	int edge = edge_above(d, t, row), k;

	if (add_edge(d->y, d->rows + 1, TABLE_DRAFT_ROWS + 1, edge, near) ==
	    d->rows + 1)
		return;
	d->rows++;
	for (k = d->rows; d->y[k] != edge; k--)
		d->is_divided[k] = d->is_divided[k - 1];
	d->is_divided[k] = true;
}

/* Whether rows of words are rows of a table: there are many, most of them have
 * words in several cells, and they are no lines of columns of running text,
 * which have more words. */
static bool
is_divisible(const struct band *b)
{
	return b->rows >= 4 && 5 * b->shared >= 3 * b->rows &&
	       b->words < PROSE_WORDS * b->pieces;
}

/* Divides each row of the grid that holds several rows of a table: adds an edge
 * between neighboring rows of words where there is none less than near pixels
 * away.  Returns whether it added any. */
static bool
divide_rows(struct table_draft *d, const struct table_rows *t, int near)
{
	int rows = d->rows;
	struct band b;

	/* This goes from the bottom up, so that the rows above keep their
	 * numbers. */
	for (int r = rows - 1; r >= 0; r--) {
		b = find_band(d, t, r);
		if (!is_divisible(&b))
			continue;
		for (int row = b.last; row > b.first; row--)
			if (has_words_in(t, row))
				divide_above(d, t, row, near);
	}
	return d->rows > rows;
}

/* Returns how many cells d has, each of one place of the grid or several. */
static int
count_cells(const struct table_draft *d)
{
	int n = 0;

	for (int k = 0; k < d->rows * d->columns; k++)
		n += d->cells[k].rows > 0;
	return n;
}

/* Whether the draft is a table, and not a frame around pictures or the axes of
 * a chart. */
static bool
is_table(const struct table_draft *d, int filled)
{
	int cells = count_cells(d);

	return d->rows >= 2 && filled >= 4 && 2 * filled >= cells &&
	       (d->rows > 2 || 4 * filled >= 3 * cells);
}

/*
 * Adds to p the table that the rules of the group and the words between them
 * make, if they make one.  d is scratch space; the caller frees d->cells.
 * Returns 0, or -1 without memory.
 */
static int
make_table(const struct rule_net *n, size_t group, struct page *p,
    struct table_rows *t, struct table_draft *d)
{
	int filled;

	if (!make_grid(n, group, d))
		return 0;
	if (table_draft_begin(d) == -1)
		return -1;
	join_places(n, group, d);
	filled = fill_cells(d, t);
	if (filled >= 2 && divide_rows(d, t, n->near)) {
		/* The cells are made once more, with the edges added. */
		free(d->cells);
		if (table_draft_begin(d) == -1)
			return -1;
		join_places(n, group, d);
		filled = fill_cells(d, t);
	}
	if (!is_table(d, filled)) {
		for (size_t i = 0; i < t->count; i++)
			t->words[i].cell = -1;
		return 0;
	}
	return table_draft_add(d, t, p);
}

int
ruled_tables_find(
    struct page *p, const struct line_finder *found, struct table_rows *t)
{
	struct table_draft *d = calloc(1, sizeof(*d));
	struct rule_net n;
	/* Rules may miss each other by a third of a letter, or a few pixels. */
	int rc = rule_net_open(
	    &n, &found->rules, t->height / 3 < 4 ? 4 : t->height / 3);

	if (d == NULL)
		rc = -1;
	for (size_t i = 0; rc == 0 && i < n.count; i++)
		if (n.group[i] == i) {
			rc = make_table(&n, i, p, t, d);
			free(d->cells);
			d->cells = NULL;
		}
	rule_net_close(&n);
	free(d);
	return rc;
}
