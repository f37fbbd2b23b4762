/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * aligned_tables: finds tables without rules.  These are rows that follow each
 * other and have wide gaps between their words.  They are a table if some gaps
 * go from top to bottom, crossed by hardly any word, and if table_signs.c takes
 * them for one.
 */
#include "engine/aligned_tables.h"

#include <stdlib.h>
#include <string.h>

#include "engine/box.h"
#include "engine/table_draft.h"
#include "engine/table_segments.h"
#include "engine/table_signs.h"

/* The least width of a gap between two columns, in heights of letters. */
#define GUTTER 0.6
/* Rows of a table are as near as this, in heights of letters. */
#define ROWS_APART 3.5

/*
 * Whether the row of segments from begin to before end is close below the row
 * above it, and overlaps that from left to right.  The row above has the
 * segments from above to before begin.
 */
static bool
is_near(const struct table_segments *l, size_t above, size_t begin, size_t end)
{
	struct page_box a = table_segments_box(l, above, begin);
	struct page_box b = table_segments_box(l, begin, end);

	return b.top - a.bottom < ROWS_APART * l->text->height &&
	       box_gap_x(&a, &b) < 0;
}

/* Returns the end of the rows from segment begin on that may be a table, or
 * begin if there are none.  Each row has two segments or more, but up to two
 * rows in succession may have only one. */
static size_t
find_rows_of_table(const struct table_segments *l, size_t begin)
{
	size_t end = begin, above = begin, row = begin;
	int single = 0;

	while (row < l->count) {
		size_t next = table_segments_next_row(l, row);

		if (row > begin && !is_near(l, above, row, next))
			break;
		single = next - row > 1 ? 0 : single + 1;
		if (single > 2)
			break;
		if (single == 0)
			end = next;
		above = row;
		row = next;
	}
	return end;
}

/* Returns in how many rows the segments from begin to before end are. */
static int
count_rows(const struct table_segments *l, size_t begin, size_t end)
{
	int rows = 0;

	for (size_t k = begin; k < end; k++)
		rows += k == begin || l->list[k].row != l->list[k - 1].row;
	return rows;
}

/* Sets l->covered, for each x of the page, to how many of the segments from
 * begin to before end cross that x. */
static void
set_coverage(struct table_segments *l, size_t begin, size_t end)
{
	memset(l->covered, 0, (size_t)l->width * sizeof(*l->covered));
	for (size_t k = begin; k < end; k++) {
		const struct page_box *b = &l->list[k].box;

		for (int x = b->left < 0 ? 0 : b->left;
		     x < b->right && x < l->width; x++)
			l->covered[x]++;
	}
}

/*
 * Sets the columns of d from the segments from begin to before end.  rows is
 * how many rows these stand in.  Between two columns is a gap that is at least
 * GUTTER wide and that at most one row in ten crosses; the edge is in its
 * middle.
 */
static void
find_columns(struct table_segments *l, size_t begin, size_t end, int rows,
    struct table_draft *d)
{
	struct page_box box = table_segments_box(l, begin, end);
	int crossing_max = rows / 10, gap_min = (int)(GUTTER * l->text->height);
	int right = box.right < l->width ? box.right : l->width;

	d->columns = 0;
	d->x[0] = box.left;
	for (int x = box.left; x < right; x++) {
		int gap_left = x;

		if (l->covered[x] > crossing_max)
			continue;
		while (x < right && l->covered[x] <= crossing_max)
			x++;
		if (x - gap_left >= gap_min && gap_left > box.left &&
		    x < right && d->columns < TABLE_DRAFT_COLUMNS - 1)
			d->x[++d->columns] = (gap_left + x) / 2;
	}
	d->x[++d->columns] = box.right;
}

/*
 * Sets the rows of d to those of the segments from begin to before end, with
 * their edges halfway between the rows.
 */
static void
set_rows(const struct table_segments *l, size_t begin, size_t end,
    struct table_draft *d)
{
	struct page_box box = table_segments_box(l, begin, end);
	int bottom_above = box.top;

	d->rows = 0;
	d->y[0] = box.top;
	for (size_t first = begin, next; first < end; first = next) {
		struct page_box row;

		next = table_segments_next_row(l, first);
		row = table_segments_box(l, first, next);
		if (first > begin && d->rows < TABLE_DRAFT_ROWS - 1)
			d->y[++d->rows] = row.top > bottom_above
					      ? (row.top + bottom_above) / 2
					      : row.top;
		bottom_above = row.bottom;
	}
	d->y[++d->rows] = box.bottom;
}

/* Sets for each word of the segments from begin to before end its cell of d.  A
 * segment that crosses several columns makes them one cell. */
static void
fill_cells(
    struct table_segments *l, size_t begin, size_t end, struct table_draft *d)
{
	int row = 0;

	for (size_t k = begin; k < end; k++) {
		const struct table_segment *s = &l->list[k];
		int first = table_draft_column_of(d, &s->box), last = first;

		if (k > begin && s->row != s[-1].row && row < d->rows - 1)
			row++;
		while (last + 1 < d->columns &&
		       s->box.right > d->x[last + 1] + l->text->height)
			last++;
		if (last > first &&
		    d->cells[row * d->columns + first].rows == 1)
			table_draft_join(d, row, first, 1, last - first + 1);
		for (size_t w = s->first; w <= s->last; w++)
			if (!l->text->words[w].is_in_table &&
			    l->text->words[w].row == s->row)
				l->text->words[w].cell =
				    table_draft_cell_at(d, row, first);
	}
}

/*
 * Adds to p a table of the segments from begin to before end, if they look like
 * one.  d is scratch space; the caller frees d->cells.  Returns 0, or -1
 * without memory.
 */
static int
make_table(struct table_segments *l, size_t begin, size_t end, struct page *p,
    struct table_draft *d)
{
	int rows = count_rows(l, begin, end);

	set_coverage(l, begin, end);
	find_columns(l, begin, end, rows, d);
	if (rows > TABLE_DRAFT_ROWS ||
	    !table_signs_is_table(l, begin, end, rows, d))
		return 0;
	set_rows(l, begin, end, d);
	if (table_draft_begin(d) == -1)
		return -1;
	fill_cells(l, begin, end, d);
	return table_draft_add(d, l->text, p);
}

/*
 * Adds to p the tables among the rows of segments.  d is scratch space.
 * Returns 0, or -1 without memory.
 */
static int
find_tables(struct table_segments *l, struct page *p, struct table_draft *d)
{
	int rc = 0;

	for (size_t begin = 0, end; rc == 0 && begin < l->count; begin = end) {
		end = find_rows_of_table(l, begin);
		/* A table begins with a row of two segments or more. */
		if (end == begin ||
		    table_segments_next_row(l, begin) - begin < 2) {
			end = table_segments_next_row(l, begin);
			continue;
		}
		rc = make_table(l, begin, end, p, d);
		free(d->cells);
		d->cells = NULL;
	}
	return rc;
}

int
aligned_tables_find(
    struct page *p, const struct rules *rules, struct table_rows *t)
{
	struct table_segments l = {
	    .text = t, .rules = rules, .width = p->area.right};
	struct table_draft *d = calloc(1, sizeof(*d));
	int rc = -1;

	l.list = calloc(t->count + 1, sizeof(*l.list));
	l.covered = calloc((size_t)l.width + 1, sizeof(*l.covered));
	if (l.list != NULL && l.covered != NULL && d != NULL) {
		table_segments_make(&l);
		rc = find_tables(&l, p, d);
	}
	free(l.list);
	free(l.covered);
	free(d);
	return rc;
}
