/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * table_signs: the signs by which a table without rules is known.
 */
#include "engine/table_signs.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "engine/box.h"

/* A table has at least this many rows. */
#define ROWS_LEAST 3
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
 * Counts the segments from begin to before end in columns, which has an entry
 * for each column of d.  A segment counts in the column where it begins.
 */
static void
count_contents(const struct table_segments *l, size_t begin, size_t end,
    const struct table_draft *d, struct column *columns)
{
	for (size_t k = begin; k < end; k++) {
		const struct table_segment *s = &l->list[k];
		int nth = table_draft_column_of(d, &s->box);
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
slope_of(const struct table_segments *l, size_t begin, size_t end)
{
	double right = 0, down = 0;

	for (size_t k = begin; k < end; k++) {
		const struct table_segment *s = &l->list[k];

		for (size_t i = s->first; i <= s->last; i++) {
			const struct page_baseline *b =
			    &l->text->words[i].word->baseline;

			right += b->is_known ? b->x2 - b->x1 : 0;
			down += b->is_known ? b->y2 - b->y1 : 0;
		}
	}
	return right > 0 ? down / right : 0;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Whether the last word of the segment begins or ends with a digit, as a price
 * or a percentage does. */
static bool
ends_with_number(const struct table_segments *l, const struct table_segment *s)
{
	const char *text = page_letters(l->text->words[s->last].word);
	size_t len = strlen(text);

	return len > 0 && (is_digit(text[0]) || is_digit(text[len - 1]));
}

/*
 * Whether neighbors in a row stand on the same line, as cells do.  Looks at the
 * segments from begin to before end; two thirds of the pairs are enough.  Lines
 * of speech bubbles, for example, are side by side only by chance.  Returns
 * true where baselines are not known.  A pair with a number on the right counts
 * as being on one line: on a receipt that is bent, a price may stand higher or
 * lower than the article.
 */
static bool
has_level_rows(const struct table_segments *l, size_t begin, size_t end)
{
	double slope = slope_of(l, begin, end);
	int pairs = 0, even = 0;

	for (size_t k = begin + 1; k < end; k++) {
		const struct table_segment *s = &l->list[k];
		const struct page_baseline *a, *b;

		a = &l->text->words[s[-1].last].word->baseline;
		b = &l->text->words[s->first].word->baseline;
		if (s->row != s[-1].row || !a->is_known || !b->is_known)
			continue;
		pairs++;
		even += ends_with_number(l, s) ||
			fabs(b->y1 - a->y2 - slope * (b->x1 - a->x2)) <=
			    BASELINES_APART * l->text->height;
	}
	return 3 * even >= 2 * pairs;
}

/* Whether the first word of a comes before that of b in the alphabet; false if
 * the words are the same. */
static bool
is_in_order(const struct table_segments *l, const struct table_segment *a,
    const struct table_segment *b)
{
	return strcasecmp(page_letters(l->text->words[a->first].word),
		   page_letters(l->text->words[b->first].word)) < 0;
}

/* Whether the segment begins with a letter. */
static bool
is_entry(const struct table_segments *l, const struct table_segment *s)
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
continues_list(const struct table_segments *l, size_t begin, size_t end,
    const struct table_draft *d, int column, const struct table_segment **last)
{
	int entries = 0, sorted = 0;

	for (size_t k = begin; k < end; k++) {
		const struct table_segment *s = &l->list[k];

		if (table_draft_column_of(d, &s->box) != column ||
		    !is_entry(l, s))
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
is_alphabetical(const struct table_segments *l, size_t begin, size_t end,
    const struct table_draft *d)
{
	const struct table_segment *last = NULL;

	for (int column = 0; column < d->columns; column++)
		if (!continues_list(l, begin, end, d, column, &last))
			return false;
	return true;
}

/* Returns the distance from the leftmost to the rightmost upright rule between
 * segment s and the next segment of its row, or 0 if there are fewer than two
 * such rules.  Only rules that reach from above top to below bottom count. */
static int
gap_after(const struct rules *rules, const struct table_segment *s, int top,
    int bottom)
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
 * as windows on a screen do.  Between most neighbors in a row there are then
 * two upright rules, one of each frame.  These pass all rows and are some way
 * apart.  Between columns of a table there is one rule, or a double one.
 */
static bool
is_in_frames(const struct table_segments *l, size_t begin, size_t end)
{
	int top = l->list[begin].box.bottom;
	int bottom = l->list[end - 1].box.top;
	int pairs = 0, apart = 0;

	for (size_t k = begin; l->rules != NULL && k + 1 < end; k++) {
		const struct table_segment *s = &l->list[k];

		if (s->row != s[1].row)
			continue;
		pairs++;
		apart += gap_after(l->rules, s, top, bottom) >= l->text->height;
	}
	return 2 * apart > pairs;
}

/* Returns how many leaders in the row of the segments from begin to before end
 * begin at an entry, and not at the end of another leader. */
static int
count_leaders(const struct table_segments *l, size_t begin, size_t end)
{
	bool ends_before = false;
	int n = 0;

	for (size_t i = l->list[begin].first; i <= l->list[end - 1].last; i++) {
		bool ends = l->text->words[i].word->ends_leader;

		n += ends && !ends_before;
		ends_before = ends;
	}
	return n;
}

/*
 * Whether the segments from begin to before end are lists side by side, as on a
 * menu or in a table of contents: in two rows or more, two leaders go each from
 * an entry of its own.  In a table they follow each other.
 */
static bool
is_in_lists(const struct table_segments *l, size_t begin, size_t end)
{
	int rows = 0;

	for (size_t row = begin, next; row < end; row = next) {
		next = table_segments_next_row(l, row);
		rows += count_leaders(l, row, next) >= 2;
	}
	return rows >= 2;
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

bool
table_signs_is_table(const struct table_segments *l, size_t begin, size_t end,
    int rows, const struct table_draft *d)
{
	struct column columns[TABLE_DRAFT_COLUMNS] = {{0, 0, 0, 0}};
	int prose_columns = 0, used_columns = 0;

	count_contents(l, begin, end, d, columns);
	for (int k = 0; k < d->columns; k++) {
		prose_columns += is_prose(&columns[k]);
		used_columns += 3 * columns[k].segments >= rows;
	}
	if (rows < ROWS_LEAST || used_columns < 2 || prose_columns >= 2)
		return false;
	/* A list with marks on the left and text on the right. */
	if (d->columns == 2 && 2 * columns[0].markers > columns[0].segments)
		return false;
	return has_level_rows(l, begin, end) && !is_in_frames(l, begin, end) &&
	       !is_in_lists(l, begin, end) &&
	       !is_alphabetical(l, begin, end, d);
}
