/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * aligned_tables: tables without rules.  Rows that follow each other and have
 * wide gaps between their words are one table if there are gaps from top to
 * bottom in which hardly any row has a word.
 */
#include "engine/aligned_tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "engine/box.h"
#include "engine/table_draft.h"

/* The least width, in heights of letters: GAP of a gap between two cells of a
 * row, GUTTER of a gap between two columns. */
#define GAP 1.3
#define GUTTER 0.6
/* Rows of a table are as near as this, in heights of letters. */
#define ROWS_APART 3.5
/* Lines of prose fill this share of their column and have this many words. */
#define PROSE_FILLS 0.65
#define PROSE_WORDS 2.5
/* Lines with at least this many words on average are prose even if they fill
 * less. */
#define PROSE_MANY_WORDS 4
/* A column of a list in the order of the alphabet has at least this many
 * entries, and at least this many in a hundred of them are in that order. */
#define SORTED_LEAST 6
#define SORTED 90
/* Cells side by side stand on baselines that differ by at most this, in heights
 * of letters. */
#define BASELINES_APART 0.3

/* A segment: words of a row with no wide gap between them. */
struct segment {
	struct page_box box;
	size_t first, last; /* words of the text */
	int row, words;
};

struct layout {
	struct table_rows *text;
	const struct rules *rules; /* NULL: not known */
	struct segment *segments;  /* row by row, from left to right */
	size_t count;
	int *covered; /* for each x: how many rows have words there */
	int width;
};

/* Divides the words into segments.  Leaves out words that are in a table
 * already, and prose.  A segment ends at the end of its row or at a wide gap,
 * as a cell does. */
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

/* Returns the first segment after the row of segment i. */
static size_t
next_row(const struct layout *l, size_t i)
{
	size_t end = i;

	while (end < l->count && l->segments[end].row == l->segments[i].row)
		end++;
	return end;
}

/* Returns the box around the segments from begin to before end. */
static struct page_box
box_of(const struct layout *l, size_t begin, size_t end)
{
	struct page_box box = l->segments[begin].box;

	for (size_t i = begin; i < end; i++)
		box_extend(&box, &l->segments[i].box);
	return box;
}

/*
 * Whether the row of segments from begin to before end is close below the row
 * above it, and overlaps that from left to right.  The row above has the
 * segments from above to before begin.
 */
static bool
is_near(const struct layout *l, size_t above, size_t begin, size_t end)
{
	struct page_box a = box_of(l, above, begin), b = box_of(l, begin, end);

	return b.top - a.bottom < ROWS_APART * l->text->height &&
	       box_gap_x(&a, &b) < 0;
}

/* Returns the end of the rows from segment begin on that may be a table, or
 * begin if there are none.  Each row has two segments or more, but up to two
 * rows in succession may have only one. */
static size_t
find_rows_of_table(const struct layout *l, size_t begin)
{
	size_t end = begin, above = begin, row = begin;
	int single = 0;

	while (row < l->count) {
		size_t next = next_row(l, row);

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

/* --- columns --- */

/*
 * Sets l->covered, for each x of the page, to how many of the segments from
 * begin to before end cross that x.  Returns in how many rows the segments are.
 */
static int
count_coverage(struct layout *l, size_t begin, size_t end)
{
	int rows = 0;

	memset(l->covered, 0, (size_t)l->width * sizeof(*l->covered));
	for (size_t k = begin; k < end; k++) {
		const struct page_box *b = &l->segments[k].box;

		rows +=
		    k == begin || l->segments[k].row != l->segments[k - 1].row;
		for (int x = b->left < 0 ? 0 : b->left;
		     x < b->right && x < l->width; x++)
			l->covered[x]++;
	}
	return rows;
}

/*
 * Sets the columns of d from the segments from begin to before end.  rows is
 * how many rows these stand in.  Between two columns is a gap that is at least
 * GUTTER wide and that at most one row in ten crosses; the edge is in its
 * middle.
 */
static void
find_columns(
    struct layout *l, size_t begin, size_t end, int rows, struct table_draft *d)
{
	struct page_box box = box_of(l, begin, end);
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

/* Returns the number of the column of d in which b begins, or 0 if it begins in
 * none. */
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
	int segments, words;
	int full;    /* segments that nearly fill its width */
	int markers; /* segments that begin an item of a list */
};

/* Whether text is the mark of an item in a list: "1.", "a)", a dash, a dot, or
 * a sign that Tesseract takes a dot for. */
static bool
is_marker(const char *text)
{
	size_t n = strlen(text);

	/* The bytes of dashes and dots, and of signs that Tesseract takes a dot
	 * for. */
	if (n <= 3 && strspn(text, "-*+\xe2\x80\xa2\x93\x94\xc2\xb7\xa9\xab\xbb"
				   "oeE>") == n)
		return true;
	return n >= 2 && n <= 4 && strchr(".)", text[n - 1]) != NULL &&
	       (strspn(text, "(0123456789") == n - 1 || n == 2);
}

/*
 * Counts the segments from begin to before end: adds each to the entry of
 * columns for the column of d in which it begins.
 */
static void
count_contents(const struct layout *l, size_t begin, size_t end,
    const struct table_draft *d, struct column *columns)
{
	for (size_t k = begin; k < end; k++) {
		const struct segment *s = &l->segments[k];
		int nth = column_of(d, &s->box);
		const struct table_rows_word *w = &l->text->words[s->first];

		columns[nth].segments++;
		columns[nth].words += s->words;
		columns[nth].full += box_width(&s->box) >
				     PROSE_FILLS * (d->x[nth + 1] - d->x[nth]);
		columns[nth].markers +=
		    s->words == 1 && is_marker(page_letters(w->word));
	}
}

/* Returns by how much the baselines of the segments from begin to before end go
 * down for each pixel to the right, or 0 if none is known. */
static double
slope_of(const struct layout *l, size_t begin, size_t end)
{
	double right = 0, down = 0;

	for (size_t k = begin; k < end; k++) {
		const struct segment *s = &l->segments[k];

		for (size_t i = s->first; i <= s->last; i++) {
			const struct page_baseline *b =
			    &l->text->words[i].word->baseline;

			right += b->is_known ? b->x2 - b->x1 : 0;
			down += b->is_known ? b->y2 - b->y1 : 0;
		}
	}
	return right > 0 ? down / right : 0;
}

/* Whether the last word of the segment ends with a digit, as a price does. */
static bool
ends_with_digit(const struct layout *l, const struct segment *s)
{
	const char *text = page_letters(l->text->words[s->last].word);
	size_t len = strlen(text);

	return len > 0 && text[len - 1] >= '0' && text[len - 1] <= '9';
}

/*
 * Whether neighbours in a row stand on the same line, as cells do.  Looks at
 * the segments from begin to before end; two thirds of the pairs are enough.
 * Lines of speech bubbles are side by side only by chance.  Where baselines are
 * not known, nothing speaks against it.  Nor does a number on the right: on a
 * receipt that is bent, its price may stand higher or lower than the article.
 */
static bool
is_even(const struct layout *l, size_t begin, size_t end)
{
	double slope = slope_of(l, begin, end);
	int pairs = 0, even = 0;

	for (size_t k = begin + 1; k < end; k++) {
		const struct segment *s = &l->segments[k];
		const struct page_baseline *a, *b;

		a = &l->text->words[s[-1].last].word->baseline;
		b = &l->text->words[s->first].word->baseline;
		if (s->row != s[-1].row || !a->is_known || !b->is_known)
			continue;
		pairs++;
		even += ends_with_digit(l, s) ||
			fabs(b->y1 - a->y2 - slope * (b->x1 - a->x2)) <=
			    BASELINES_APART * l->text->height;
	}
	return 3 * even >= 2 * pairs;
}

/* Whether the first word of a comes before that of b in the alphabet; false if
 * the words are the same. */
static bool
is_in_order(
    const struct layout *l, const struct segment *a, const struct segment *b)
{
	return strcasecmp(page_letters(l->text->words[a->first].word),
		   page_letters(l->text->words[b->first].word)) < 0;
}

/* Whether the segment begins with a letter. */
static bool
is_entry(const struct layout *l, const struct segment *s)
{
	const char *text = page_letters(l->text->words[s->first].word);

	return (*text | 0x20) >= 'a' && (*text | 0x20) <= 'z';
}

/*
 * Whether one column of d goes on with a list in the order of the alphabet: it
 * has many entries, the first comes after *last, and nearly all come after the
 * one above.  The entries are among the segments from begin to before end.
 * *last is the last entry of the column before, or NULL; sets it to the last
 * entry of this column.
 */
static bool
continues_list(const struct layout *l, size_t begin, size_t end,
    const struct table_draft *d, int column, const struct segment **last)
{
	int entries = 0, sorted = 0;

	for (size_t k = begin; k < end; k++) {
		const struct segment *s = &l->segments[k];

		if (column_of(d, &s->box) != column || !is_entry(l, s))
			continue;
		if (*last == NULL || is_in_order(l, *last, s))
			sorted++;
		else if (entries == 0)
			return false;
		entries++;
		*last = s;
	}
	return entries >= SORTED_LEAST && 100 * sorted >= SORTED * entries;
}

/*
 * Whether the segments from begin to before end are entries of an index, or of
 * another list in the order of the alphabet.  Such a list goes on from the foot
 * of each column of d to the head of the next one.
 */
static bool
is_sorted(const struct layout *l, size_t begin, size_t end,
    const struct table_draft *d)
{
	const struct segment *last = NULL;

	for (int column = 0; column < d->columns; column++)
		if (!continues_list(l, begin, end, d, column, &last))
			return false;
	return true;
}

/* Looks at the upright rules between segment s and the next one, which is in
 * the same row.  Only rules that reach from above top to below bottom count.
 * Returns the distance of the leftmost from the rightmost, or 0 if there are
 * fewer than two. */
static int
gap_after(
    const struct rules *rules, const struct segment *s, int top, int bottom)
{
	int first = s[1].box.left, last = 0;

	for (size_t i = 0; i < rules->count; i++) {
		const struct page_box *r = &rules->list[i];

		if (box_height(r) <= box_width(r) || r->top > top ||
		    r->bottom < bottom || r->left < s->box.right ||
		    r->right > s[1].box.left)
			continue;
		first = box_min(first, r->left);
		last = box_max(last, r->left);
	}
	return last > first ? last - first : 0;
}

/*
 * Whether the segments from begin to before end stand in frames side by side,
 * as windows on a screen do.  Between most neighbours in a row there are then
 * two upright rules, one of each frame.  These pass all rows and are some way
 * apart.  Between columns of a table there is one rule, or a double one.
 */
static bool
is_in_frames(const struct layout *l, size_t begin, size_t end)
{
	int top = l->segments[begin].box.bottom;
	int bottom = l->segments[end - 1].box.top;
	int pairs = 0, apart = 0;

	for (size_t k = begin; l->rules != NULL && k + 1 < end; k++) {
		const struct segment *s = &l->segments[k];

		if (s->row != s[1].row)
			continue;
		pairs++;
		apart += gap_after(l->rules, s, top, bottom) >= l->text->height;
	}
	return 2 * apart > pairs;
}

/* Whether the segments of c are lines of prose: long, and most of them fill the
 * column or have many words. */
static bool
is_prose(const struct column *c)
{
	return c->segments > 2 && (c->words >= PROSE_MANY_WORDS * c->segments ||
				      (c->words > PROSE_WORDS * c->segments &&
					  2 * c->full > c->segments));
}

/*
 * Whether the columns of d are those of a table, and not of prose or of a list.
 * The segments from begin to before end stand in them, in the given number of
 * rows.
 */
static bool
is_table(const struct layout *l, size_t begin, size_t end, int rows,
    const struct table_draft *d)
{
	struct column columns[TABLE_DRAFT_COLUMNS] = {{0, 0, 0, 0}};
	int prose_columns = 0, used_columns = 0;

	count_contents(l, begin, end, d, columns);
	for (int k = 0; k < d->columns; k++) {
		const struct column *c = &columns[k];

		prose_columns += is_prose(c);
		/* A third of the rows have something in the column. */
		used_columns += 3 * c->segments >= rows;
	}
	/* A list: marks, and text beside them. */
	if (d->columns == 2 && 2 * columns[0].markers > columns[0].segments)
		return false;
	return used_columns >= 2 && prose_columns < 2 && d->columns >= 2 &&
	       rows >= 3 && is_even(l, begin, end) &&
	       !is_in_frames(l, begin, end) && !is_sorted(l, begin, end, d);
}

/* --- tables --- */

/*
 * Sets the rows of d to those of the segments from begin to before end, with
 * their edges halfway between the rows.
 */
static void
set_rows(
    const struct layout *l, size_t begin, size_t end, struct table_draft *d)
{
	struct page_box box = box_of(l, begin, end);
	int bottom_above = box.top;

	d->rows = 0;
	d->y[0] = box.top;
	for (size_t first = begin, next; first < end; first = next) {
		struct page_box row;

		next = next_row(l, first);
		row = box_of(l, first, next);
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
fill_cells(struct layout *l, size_t begin, size_t end, struct table_draft *d)
{
	int row = 0;

	for (size_t k = begin; k < end; k++) {
		const struct segment *s = &l->segments[k];
		int first = column_of(d, &s->box), last = first;

		if (k > begin && s->row != s[-1].row && row < d->rows - 1)
			row++;
		while (last + 1 < d->columns &&
		       s->box.right > d->x[last + 1] + l->text->height)
			last++;
		if (last > first &&
		    d->cells[row * d->columns + first].rows == 1)
			table_draft_join(d, row, first, 1, last - first + 1);
		for (size_t w = s->first; w <= s->last; w++)
			if (l->text->words[w].is_free &&
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
make_table(struct layout *l, size_t begin, size_t end, struct page *p,
    struct table_draft *d)
{
	int rows = count_coverage(l, begin, end);

	find_columns(l, begin, end, rows, d);
	if (rows > TABLE_DRAFT_ROWS || !is_table(l, begin, end, rows, d))
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
find_tables(struct layout *l, struct page *p, struct table_draft *d)
{
	int rc = 0;

	for (size_t begin = 0, end; rc == 0 && begin < l->count; begin = end) {
		end = find_rows_of_table(l, begin);
		/* A table begins with a row of two segments or more. */
		if (end == begin || next_row(l, begin) - begin < 2) {
			end = next_row(l, begin);
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
	struct layout l = {.text = t, .rules = rules, .width = p->area.right};
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
