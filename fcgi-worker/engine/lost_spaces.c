/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lost_spaces: a space is wider than any gap between the letters of the same
 * word, and stands where the digits end.
 */
#include "engine/lost_spaces.h"

#include <ctype.h>
#include <leptonica/allheaders.h>
#include <math.h>
#include <string.h>

#include "engine/box.h"
#include "engine/page_spot.h"

/* A space is at least this wide, as a part of the height of digits, and this
 * many times as wide as the next widest gap of the word. */
#define SPACE_LEAST 0.34
#define SPACE_FACTOR 1.3
/* The same behind a single 1, which has much room at its right in some fonts:
 * in Open Sans 0.45 of its height before a D.  Behind 11, the gap between both
 * shows how much. */
#define SPACE_BEHIND_1 0.5
/* How far a space may be, in widths of letters, from where the letters before
 * it would end if all were equally wide. */
#define PLACE_TOLERANCE 0.75

/* Where the number of a text ends and its letters begin, or the reverse. */
struct seam {
	size_t bytes;	/* of the text before the seam */
	size_t letters; /* letters and digits before it */
	size_t all;
	bool is_behind_1; /* a single one */
};

/* Columns of pixels without ink, with ink on both sides. */
struct gap {
	int left, width;
};

enum kind { NUMBER, LETTERS, OTHER };

/* Returns the kind of the character at s.  Letters of Chinese and Japanese,
 * from U+2E80 on, are OTHER: there a number has gaps around it but no spaces.
 */
static enum kind
kind_of(const char *s)
{
	unsigned char c = (unsigned char)*s;

	if (isdigit(c) || c == '.' || c == ',')
		return NUMBER;
	return isalpha(c) || (c >= 0xc3 && c < 0xe2) ? LETTERS : OTHER;
}

/* Whether one of the two characters at the seam of text is a digit: a dot or a
 * comma there belongs to the letters. */
static bool
is_at_digit(const char *text, const struct seam *seam)
{
	return isdigit((unsigned char)text[seam->bytes - 1]) ||
	       isdigit((unsigned char)text[seam->bytes]);
}

static bool
is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/*
 * Finds the seam of text: where a number, with its dots and commas, ends and
 * letters begin, or the other way round.  Returns true if text is a number and
 * letters with a single seam between them, nothing else, and the number has a
 * digit at the seam, not a dot or a comma.
 */
static bool
find_seam(const char *text, struct seam *seam)
{
	enum kind before = OTHER, kind;

	*seam = (struct seam){.all = 0};
	for (const char *s = text; *s != '\0'; s++) {
		if (is_continuation(*s))
			continue;
		kind = kind_of(s);
		if (kind == OTHER)
			return false;
		if (s > text && kind != before) {
			if (seam->bytes > 0)
				return false;
			seam->bytes = (size_t)(s - text);
			seam->letters = seam->all;
		}
		before = kind;
		seam->all++;
	}
	if (seam->bytes == 0 || !is_at_digit(text, seam))
		return false;
	seam->is_behind_1 = text[seam->bytes - 1] == '1' &&
			    (seam->bytes == 1 || text[seam->bytes - 2] != '1');
	return true;
}

/* Returns how many black pixels each column of ink has within box, or NULL if
 * box has none, or without memory. */
static NUMA *
count_columns(const struct ink *ink, const struct page_box *box)
{
	int f = ink->factor;
	BOX *part = boxCreate((box->left - ink->area.left) / f,
	    (box->top - ink->area.top) / f, box_width(box) / f,
	    box_height(box) / f);
	PIX *word =
	    part == NULL ? NULL : pixClipRectangle(ink->pix, part, NULL);
	NUMA *columns = word == NULL ? NULL : pixCountPixelsByColumn(word);

	boxDestroy(&part);
	pixDestroy(&word);
	return columns;
}

/* Finds where a space may be in a word. columns has the number of ink pixels in
 * each column of the word's image.  Returns the widest gap without ink between
 * columns with ink, of width 0 if there is none, and sets *next to the width of
 * the second widest one. */
static struct gap
find_widest(NUMA *columns, int *next)
{
	struct gap widest = {0, 0};
	int last = -1, n = numaGetCount(columns), count;

	*next = 0;
	for (int x = 0; x < n; x++) {
		numaGetIValue(columns, x, &count);
		if (count == 0)
			continue;
		if (last >= 0 && x - last - 1 > widest.width) {
			*next = widest.width;
			widest = (struct gap){last + 1, x - last - 1};
		} else if (last >= 0) {
			*next = box_max(*next, x - last - 1);
		}
		last = x;
	}
	return widest;
}

/*
 * Whether gap, the widest gap of a word, is a space at the seam.  It must be
 * wide enough for the word's height and in comparison with next, the width of
 * the second widest gap; and it must be where the letters before the seam would
 * end.  width and height are those of the word, in the pixels of gap.
 */
static bool
is_space(const struct gap *gap, int next, const struct seam *seam, int width,
    int height)
{
	double letter = (double)(width - gap->width) / (double)seam->all;

	double least = seam->is_behind_1 ? SPACE_BEHIND_1 : SPACE_LEAST;

	return gap->width >= least * height &&
	       gap->width >= SPACE_FACTOR * next &&
	       fabs(gap->left - letter * (double)seam->letters) <=
		   PLACE_TOLERANCE * letter;
}

/* Finds the space at the seam of w, in pixels of the page.  Returns false if
 * there is none. */
static bool
find_space(const struct ink *ink, const struct page_word *w,
    const struct seam *seam, struct gap *space)
{
	NUMA *columns = count_columns(ink, &w->box);
	int next, f = ink->factor;
	bool found = false;

	if (columns == NULL)
		return false;
	*space = find_widest(columns, &next);
	found = is_space(
	    space, next, seam, box_width(&w->box) / f, box_height(&w->box) / f);
	*space = (struct gap){w->box.left + f * space->left, f * space->width};
	numaDestroy(&columns);
	return found;
}

/* Takes the letters out of w that stand behind its first bytes bytes.  Returns
 * them. */
static struct page_symbol *
cut_symbols(struct page_word *w, size_t bytes)
{
	struct page_symbol **link = &w->symbols, *rest;
	size_t passed = 0;

	for (; *link != NULL && passed < bytes; link = &(*link)->next)
		passed += strlen((*link)->text);
	rest = *link;
	*link = NULL;
	return rest;
}

/* Divides the baseline of w: that of w ends at left, and that of second begins
 * at right.  Does nothing if the baseline is not known. */
static void
cut_baseline(struct page_word *w, struct page_word *second, int left, int right)
{
	struct page_baseline *b = &w->baseline;
	int width = b->x2 - b->x1, rise = b->y2 - b->y1, y1 = b->y1, x1 = b->x1;

	if (!b->is_known || width <= 0)
		return;
	b->x2 = left;
	b->y2 = y1 + (int)((long)rise * (left - x1) / width);
	second->baseline.x1 = right;
	second->baseline.y1 = y1 + (int)((long)rise * (right - x1) / width);
}

/* Divides w at space.  w keeps what is before the seam; a new word behind w
 * gets the rest.  Returns 0, or -1 without memory. */
static int
divide(struct page *p, struct page_line *line, struct page_word *w,
    const struct seam *seam, const struct gap *space)
{
	const char *letters = page_letters(w);
	size_t bytes = w->mark + seam->bytes;
	char *first_text = page_alloc(p, bytes + 1);
	struct page_word *second =
	    first_text == NULL ? NULL : page_add_copy(p, line, w);

	if (second == NULL)
		return -1;
	memcpy(first_text, w->text, bytes);
	second->text = letters + seam->bytes;
	second->mark = 0;
	second->blanks = 1;
	second->symbols = cut_symbols(w, seam->bytes);
	second->box.left = space->left + space->width;
	cut_baseline(w, second, space->left, second->box.left);
	w->text = first_text;
	w->box.right = space->left;
	return 0;
}

/* Divides w if it has lost a space.  Leaves words that run from right to left,
 * and words with choices for the whole word, which could not be divided.
 * Returns 0, or -1 without memory. */
static int
restore_in_word(struct page *p, const struct ink *ink, struct page_line *line,
    struct page_word *w)
{
	struct seam seam;
	struct gap space;

	if (w->choices != NULL || w->direction == PAGE_RIGHT_TO_LEFT ||
	    !find_seam(page_letters(w), &seam) ||
	    !find_space(ink, w, &seam, &space))
		return 0;
	return divide(p, line, w, &seam, &space);
}

int
lost_spaces_restore(struct page *p, const struct ink *ink)
{
	struct page_block *b = page_spot_text_block(p->blocks);

	for (; b != NULL; b = page_spot_text_block(b->next))
		for (struct page_paragraph *a = b->paragraphs; a; a = a->next)
			for (struct page_line *l = a->lines; l; l = l->next)
				for (struct page_word *w = l->words; w;
				     w = w->next)
					if (restore_in_word(p, ink, l, w) == -1)
						return -1;
	return 0;
}
