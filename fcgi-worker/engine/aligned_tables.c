/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * aligned_tables: tables without rules.  Rows that follow each other and have
 * wide gaps between their words are one table if there are gaps from top to
 * bottom in which hardly any row has a word.
 */
#include "engine/aligned_tables.h"

#include <stdlib.h>
#include <string.h>

#include "engine/box.h"
#include "engine/table_draft.h"

/* The least width of gaps between cells, in heights of letters. */
#define GAP 1.3
#define GUTTER 0.6
/* Rows of a table are as near as this, in heights of letters. */
#define ROWS_APART 3.5
/* Lines of prose fill this share of their column and have this many words. */
#define PROSE_FILLS 0.65
#define PROSE_WORDS 2.5

/* A segment: words of a row with no wide gap between them. */
struct segment {
	struct page_box box;
	size_t first, last; /* words of the text */
	int row, words;
};

struct layout {
	struct table_rows *text;
	struct segment *segments; /* row by row, from left to right */
	size_t count;
	int *covered; /* from left to right: rows with words there */
	int width;
};

static void
make_segments(struct layout *l)
{
	struct table_rows *t = l->text;

	for (size_t i = 0; i < t->count; i++) {
		const struct page_box *b = &t->words[i].box;
		struct segment *s = &l->segments[l->count];

		if (!t->words[i].is_free || t->words[i].is_prose)
			continue;
		if (l->count > 0 && s[-1].row == t->words[i].row &&
		    b->left - s[-1].box.right < GAP * t->height) {
			s--;
			box_extend(&s->box, b);
		} else {
			*s = (struct segment){*b, i, i, t->words[i].row, 0};
			l->count++;
		}
		s->last = i;
		s->words++;
	}
}

/* Returns the first segment of the row behind that of segment i. */
static size_t
next_row(const struct layout *l, size_t i)
{
	size_t k = i;

	while (k < l->count && l->segments[k].row == l->segments[i].row)
		k++;
	return k;
}

/* Returns the box around the segments from i to end. */
static struct page_box
box_of(const struct layout *l, size_t i, size_t end)
{
	struct page_box box = l->segments[i].box;

	for (; i < end; i++)
		box_extend(&box, &l->segments[i].box);
	return box;
}

/* Whether a cell of the row of segments i to end stands close below the row
 * above. */
static bool
is_near(const struct layout *l, size_t above, size_t i, size_t end)
{
	struct page_box a = box_of(l, above, i), b = box_of(l, i, end);

	return b.top - a.bottom < ROWS_APART * l->text->height &&
	       box_gap_x(&a, &b) < 0;
}

/*
 * Returns the end of the rows from i on that may be a table: rows with two
 * segments or more, or a row with one between such rows.
 */
static size_t
find_run(const struct layout *l, size_t i)
{
	size_t end = i, above = i, at = i;
	int alone = 0;

	while (at < l->count) {
		size_t next = next_row(l, at);

		if (at > i && !is_near(l, above, at, next))
			break;
		alone = next - at > 1 ? 0 : alone + 1;
		if (alone > 2)
			break;
		if (alone == 0)
			end = next;
		above = at;
		at = next;
	}
	return end;
}

/* --- columns --- */

/* Counts the rows with words at each place.  Returns how many rows there
 * are. */
static int
cover(struct layout *l, size_t i, size_t end)
{
	int rows = 0;

	memset(l->covered, 0, (size_t)l->width * sizeof(*l->covered));
	for (size_t k = i; k < end; k++) {
		const struct page_box *b = &l->segments[k].box;

		rows += k == i || l->segments[k].row != l->segments[k - 1].row;
		for (int x = b->left < 0 ? 0 : b->left;
		     x < b->right && x < l->width; x++)
			l->covered[x]++;
	}
	return rows;
}

/* Finds the columns of the segments from i to end, into d. */
static void
find_columns(
    struct layout *l, size_t i, size_t end, int rows, struct table_draft *d)
{
	struct page_box box = box_of(l, i, end);
	int least = rows / 10, gap = (int)(GUTTER * l->text->height);
	int from = box.left,
	    right = box.right < l->width ? box.right : l->width;

	d->columns = 0;
	d->x[0] = box.left;
	for (int x = from; x < right; x++) {
		if (l->covered[x] > least)
			continue;
		from = x;
		while (x < right && l->covered[x] <= least)
			x++;
		if (x - from >= gap && from > box.left && x < right &&
		    d->columns < TABLE_DRAFT_COLUMNS - 1)
			d->x[++d->columns] = (from + x) / 2;
	}
	d->x[++d->columns] = box.right;
}

static int
column_of(const struct table_draft *d, const struct page_box *b)
{
	int k = table_draft_column(d, (b->left + b->right) / 2);

	/* A segment that crosses an edge begins in the column of its left end.
	 */
	if (k > 0 && b->left < d->x[k])
		k = table_draft_column(d, b->left);
	return k == -1 ? 0 : k;
}

/* What stands in a column. */
struct column {
	int rows, words, prose; /* segments; words; segments that fill it */
	int markers;		/* segments that begin an item of a list */
};

/* Whether text is "1.", "a)", a dash or a dot. */
static bool
is_marker(const char *text)
{
	size_t n = strlen(text);

	if (n <= 3 && strspn(text, "-*+\xe2\x80\xa2\x93\x94\xc2\xb7\xa9\xab\xbb"
				   "oeE>") == n)
		return true;
	return n >= 2 && n <= 4 && strchr(".)", text[n - 1]) != NULL &&
	       (strspn(text, "(0123456789") == n - 1 || n == 2);
}

static void
judge(const struct layout *l, size_t i, size_t end, const struct table_draft *d,
    struct column *columns)
{
	for (size_t k = i; k < end; k++) {
		const struct segment *s = &l->segments[k];
		int at = column_of(d, &s->box);
		const struct table_rows_word *w = &l->text->words[s->first];

		columns[at].rows++;
		columns[at].words += s->words;
		columns[at].prose += box_width(&s->box) >
				     PROSE_FILLS * (d->x[at + 1] - d->x[at]);
		columns[at].markers +=
		    s->words == 1 && is_marker(page_letters(w->word));
	}
}

/* Whether the columns are those of a table, and not of prose or of a list. */
static bool
is_table(const struct layout *l, size_t i, size_t end, int rows,
    const struct table_draft *d)
{
	struct column columns[TABLE_DRAFT_COLUMNS] = {{0, 0, 0, 0}};
	int prose = 0, used = 0;

	judge(l, i, end, d, columns);
	for (int k = 0; k < d->columns; k++) {
		const struct column *c = &columns[k];

		prose += c->words > PROSE_WORDS * c->rows &&
			 2 * c->prose > c->rows && c->rows > 2;
		used += 3 * c->rows >= rows;
	}
	if (d->columns == 2 && 2 * columns[0].markers > columns[0].rows)
		return false;
	return used >= 2 && prose < 2 && d->columns >= 2 && rows >= 3;
}

/* --- tables --- */

/* Makes the rows of d those of the segments from i to end. */
static void
set_rows(const struct layout *l, size_t i, size_t end, struct table_draft *d)
{
	struct page_box box = box_of(l, i, end);
	int bottom = box.top;

	d->rows = 0;
	d->y[0] = box.top;
	for (size_t at = i, next; at < end; at = next) {
		struct page_box row;

		next = next_row(l, at);
		row = box_of(l, at, next);
		if (at > i && d->rows < TABLE_DRAFT_ROWS - 1)
			d->y[++d->rows] =
			    row.top > bottom ? (row.top + bottom) / 2 : row.top;
		bottom = row.bottom;
	}
	d->y[++d->rows] = box.bottom;
}

/* Gives words their cells.  A segment that goes over several columns is one
 * cell. */
static void
fill_cells(struct layout *l, size_t i, size_t end, struct table_draft *d)
{
	int row = 0;

	for (size_t k = i; k < end; k++) {
		const struct segment *s = &l->segments[k];
		int from = column_of(d, &s->box), to = from;

		if (k > i && s->row != s[-1].row && row < d->rows - 1)
			row++;
		while (to + 1 < d->columns &&
		       s->box.right > d->x[to + 1] + l->text->height)
			to++;
		if (to > from && d->cells[row * d->columns + from].rows == 1)
			table_draft_join(d, row, from, 1, to - from + 1);
		for (size_t w = s->first; w <= s->last; w++)
			if (l->text->words[w].is_free &&
			    l->text->words[w].row == s->row)
				l->text->words[w].cell =
				    table_draft_cell_at(d, row, from);
	}
}

/* Makes a table of the segments from i to end, if they are a table. */
static int
make_table(struct layout *l, size_t i, size_t end, struct page *p,
    struct table_draft *d)
{
	int rows = cover(l, i, end);

	find_columns(l, i, end, rows, d);
	if (rows > TABLE_DRAFT_ROWS || !is_table(l, i, end, rows, d))
		return 0;
	set_rows(l, i, end, d);
	if (table_draft_begin(d) == -1)
		return -1;
	fill_cells(l, i, end, d);
	return table_draft_add(d, l->text, p);
}

static int
find_tables(struct layout *l, struct page *p, struct table_draft *d)
{
	int rc = 0;

	for (size_t i = 0, end; rc == 0 && i < l->count; i = end) {
		end = find_run(l, i);
		if (end == i || next_row(l, i) - i < 2) {
			end = next_row(l, i);
			continue;
		}
		rc = make_table(l, i, end, p, d);
		free(d->cells);
		d->cells = NULL;
	}
	return rc;
}

int
aligned_tables_find(struct page *p, struct table_rows *t)
{
	struct layout l = {.text = t, .width = p->area.right};
	struct table_draft *d = calloc(1, sizeof(*d));
	int rc = -1;

	l.segments = calloc(t->count + 1, sizeof(*l.segments));
	l.covered = calloc((size_t)l.width + 1, sizeof(*l.covered));
	if (l.segments != NULL && l.covered != NULL && d != NULL) {
		make_segments(&l);
		rc = find_tables(&l, p, d);
	}
	free(l.segments);
	free(l.covered);
	free(d);
	return rc;
}
