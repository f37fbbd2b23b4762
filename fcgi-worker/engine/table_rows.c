/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * table_rows: the words of a page in rows.  Each word is added to the row whose
 * last word it stands beside, so that rows may rise or fall.
 */
#include "engine/table_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/box.h"
#include "engine/page_spot.h"

/* More words than this are not sorted into rows: a page has fewer. */
#define WORDS_MAX 20000
/* Prose: a full line has FILLS of the width of its block, the mean line has
 * WORDS words, and a gap is wide from WIDE heights of its line on. */
#define FILLS 0.75
#define WORDS 2.5
#define WIDE 2.0
/* A block that is narrower, in heights of its lines, is a column of a table. */
#define NARROW 10
/* A word that is this many times as high as another may enclose that one. */
#define HIGHER 1.6
/* The slopes of rows that are tried: this many steps of this size. */
#define SLOPES 10
#define SLOPE 0.004
/* With more words than this no slopes are tried. */
#define SLOPED_MAX 3000

/* A row while words are put into it. */
struct row {
	struct page_box last; /* the word at its right end */
	double middle;	      /* the sum of top and bottom of its words */
	int words, place;
};

static bool
is_level(const struct page_block *b)
{
	return b->turns == 0 && b->direction != PAGE_TOP_TO_BOTTOM;
}

/* Whether w has only characters that rules and leaders look like. */
static bool
is_mark(const struct page_word *w)
{
	const char *text = page_letters(w);

	return text[strspn(text, "|_=~ ")] == '\0';
}

/* What is known of the lines of a block. */
struct prose {
	int lines, full, gapped, words;
	int height; /* of all of them */
};

/* Counts l, a line of a block that is width wide, in prose. */
static void
count_line(struct prose *prose, const struct page_line *l, int width)
{
	bool is_gapped = false;

	prose->lines++;
	prose->height += box_height(&l->box);
	prose->full += FILLS * width < box_width(&l->box);
	for (const struct page_word *w = l->words; w != NULL; w = w->next) {
		prose->words++;
		is_gapped |=
		    w->next != NULL && box_gap_x(&w->box, &w->next->box) >
					   WIDE * box_height(&l->box);
	}
	prose->gapped += is_gapped;
}

/* Whether most lines of b are wide and full of words, and few have wide gaps.
 */
static bool
is_prose(const struct page_block *b)
{
	struct prose prose = {0, 0, 0, 0, 0};

	for (struct page_paragraph *a = b->paragraphs; a; a = a->next)
		for (struct page_line *l = a->lines; l != NULL; l = l->next)
			count_line(&prose, l, box_width(&b->box));
	return prose.lines >= 3 && prose.words >= WORDS * prose.lines &&
	       box_width(&b->box) * prose.lines >= NARROW * prose.height &&
	       10 * prose.full >= 6 * prose.lines &&
	       10 * prose.gapped <= 2 * prose.lines;
}

/*
 * Sets word n of t to w, unless t->words is NULL, as it is while words are only
 * counted.  Returns how many words it counts for: 0 if it is a mark, else 1.
 */
static size_t
take_word(struct table_rows *t, size_t n, struct page_word *w, bool is_prose)
{
	if (is_mark(w))
		return 0;
	if (t->words != NULL)
		t->words[n] = (struct table_rows_word){
		    .word = w, .box = w->box, .cell = -1, .is_prose = is_prose};
	return 1;
}

/* Puts the words of p into t->words, unless that is NULL.  Returns how many
 * they are.  Leaves out words that do not stand upright or are not read from
 * left to right, and marks. */
static size_t
take_words(struct page *p, struct table_rows *t)
{
	struct page_spot s = {.block = page_spot_text_block(p->blocks)};
	size_t n = 0;

	for (; s.block != NULL; s.block = page_spot_text_block(s.block->next)) {
		bool prose = is_prose(s.block);

		if (!is_level(s.block))
			continue;
		for (s.paragraph = s.block->paragraphs; s.paragraph != NULL;
		     s.paragraph = s.paragraph->next) {
			if (!s.paragraph->is_left_to_right)
				continue;
			for (s.line = s.paragraph->lines; s.line != NULL;
			     s.line = s.line->next)
				for (s.word = s.line->words; s.word != NULL;
				     s.word = s.word->next)
					n += take_word(t, n, s.word, prose);
		}
	}
	return n;
}

/* Compares words for qsort(): from left to right, and from the top where two
 * begin alike. */
static int
compare_lefts(const void *a, const void *b)
{
	const struct page_box *x = &((const struct table_rows_word *)a)->box;
	const struct page_box *y = &((const struct table_rows_word *)b)->box;

	if (x->left != y->left)
		return x->left < y->left ? -1 : 1;
	return (x->top > y->top) - (x->top < y->top);
}

/* Compares words for qsort(): by rows, and in a row from left to right. */
static int
compare_rows(const void *a, const void *b)
{
	const struct table_rows_word *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return compare_lefts(a, b);
}

static int
compare_ints(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

/* Returns the height that three quarters of the words do not reach.  heights is
 * scratch space, an entry for each word. */
static int
usual_height(const struct table_rows *t, int *heights)
{
	for (size_t i = 0; i < t->count; i++)
		heights[i] = box_height(&t->words[i].word->box);
	qsort(heights, t->count, sizeof(*heights), compare_ints);
	return t->count == 0 ? 1 : heights[t->count * 3 / 4];
}

/*
 * Whether the word in box comes after last in its row: it begins at most height
 * pixels to the left of the right end of last; or it is within the box of last,
 * which Tesseract sometimes makes too wide.
 */
static bool
is_behind(const struct page_box *box, const struct page_box *last, int height)
{
	return box->left > last->right - height ||
	       (box->right <= last->right &&
		   box_height(last) < HIGHER * box_height(box));
}

/*
 * Returns the row that the word in box continues, or n if it begins a new one.
 * A word continues a row if it is behind the last word of that row, and the two
 * overlap by more than half of the smaller height.  Of several such rows, takes
 * the one with the largest overlap.
 */
static int
find_row(const struct row *rows, int n, const struct page_box *box, int height)
{
	int best = n, most = 0;

	for (int i = 0; i < n; i++) {
		const struct page_box *last = &rows[i].last;
		int common = box_overlap_y(last, box);
		int smaller = box_height(last) < box_height(box)
				  ? box_height(last)
				  : box_height(box);

		if (2 * common > smaller && common > most &&
		    is_behind(box, last, height)) {
			most = common;
			best = i;
		}
	}
	return best;
}

/* Compares rows for qsort(): by the mean height at which their words stand. */
static int
compare_middles(const void *a, const void *b)
{
	const struct row *const *x = a, *const *y = b;
	double left = (*x)->middle / (*x)->words;
	double right = (*y)->middle / (*y)->words;

	return (left > right) - (left < right);
}

/* Sets the place of each of n rows to its number, counted from the top. Returns
 * 0, or -1 without memory. */
static int
place_rows(struct row *rows, int n)
{
	struct row **order = calloc((size_t)n + 1, sizeof(struct row *));

	if (order == NULL)
		return -1;
	for (int i = 0; i < n; i++)
		order[i] = &rows[i];
	qsort(order, (size_t)n, sizeof(struct row *), compare_middles);
	for (int i = 0; i < n; i++)
		order[i]->place = i;
	free(order);
	return 0;
}

/*
 * Moves the boxes of words up, or down if slope is negative, so that rows
 * become level.  The rows go down by slope pixels for each pixel to the right.
 */
static void
level_words(struct table_rows *t, double slope)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct page_box *b = &t->words[i].word->box;
		int by = (int)lround(slope * (b->left + b->right) / 2);

		t->words[i].box = (struct page_box){
		    b->left, b->top - by, b->right, b->bottom - by};
	}
}

/* Puts the words, which are sorted from left to right, into rows: sets the row
 * of each word, an index of rows, and t->rows to how many rows there are. */
static void
make_rows(struct table_rows *t, struct row *rows)
{
	t->rows = 0;
	for (size_t i = 0; i < t->count; i++) {
		const struct page_box *box = &t->words[i].box;
		int k = find_row(rows, t->rows, box, t->height);

		if (k == t->rows)
			rows[t->rows++] = (struct row){.words = 0};
		rows[k].last = *box;
		/* Rows are sorted by this sum, divided by their words. */
		rows[k].middle += box->top + box->bottom;
		rows[k].words++;
		t->words[i].row = k;
	}
}

/* Puts the words into rows, with the slope that gives the fewest rows.  Leaves
 * the boxes of the words leveled by that slope. */
static void
find_rows(struct table_rows *t, struct row *rows)
{
	double best = 0;
	int fewest;

	make_rows(t, rows);
	/* Only a slope that saves one row in twenty is better than none. */
	fewest = t->rows - t->rows / 20;
	for (int i = 1; t->count <= SLOPED_MAX && i <= 2 * SLOPES; i++) {
		/* Slopes to both sides in turn, the least ones first. */
		double slope = SLOPE * ((i + 1) / 2) * (i % 2 ? 1 : -1);

		level_words(t, slope);
		make_rows(t, rows);
		if (t->rows < fewest) {
			fewest = t->rows;
			best = slope;
		}
	}
	level_words(t, best);
	make_rows(t, rows);
}

/*
 * Numbers the rows from the top, and sorts the words by rows.  Returns 0, or -1
 * without memory.
 */
static int
sort_rows(struct table_rows *t, struct row *rows)
{
	if (place_rows(rows, t->rows) == -1)
		return -1;
	for (size_t i = 0; i < t->count; i++)
		t->words[i].row = rows[t->words[i].row].place;
	qsort(t->words, t->count, sizeof(*t->words), compare_rows);
	return 0;
}

int
table_rows_collect(struct page *p, struct table_rows *t)
{
	struct row *rows;
	int *heights, rc = -1;

	*t = (struct table_rows){.words = NULL};
	/* Without room yet, words are only counted. */
	t->count = take_words(p, t);
	if (t->count > WORDS_MAX)
		t->count = 0;
	t->words = calloc(t->count + 1, sizeof(*t->words));
	rows = calloc(t->count + 1, sizeof(*rows));
	heights = calloc(t->count + 1, sizeof(*heights));
	if (t->words != NULL && rows != NULL && heights != NULL) {
		if (t->count > 0)
			take_words(p, t);
		t->height = usual_height(t, heights);
		qsort(t->words, t->count, sizeof(*t->words), compare_lefts);
		find_rows(t, rows);
		rc = sort_rows(t, rows);
	}
	free(rows);
	free(heights);
	return rc;
}

size_t
table_rows_first(const struct table_rows *t, int row)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (t->words[middle].row < row)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
table_rows_free(struct table_rows *t)
{
	free(t->words);
	*t = (struct table_rows){.words = NULL};
}
