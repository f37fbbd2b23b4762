/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * line_finder: where the lines of text are on a page.  Letters are joined into
 * lines by morphology, in black and white, so that it costs
 * little beside recognition.
 */
#include "engine/line_finder.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

#include "engine/box.h"
#include "engine/brick.h"

/*
 * In pixels: shapes from HEIGHT_MIN to HEIGHT_MAX high and at most WIDTH_MAX
 * wide count as letters when the height of most letters is found.  HEIGHT_LEAST
 * is the least result.
 */
#define HEIGHT_MIN 7
#define HEIGHT_MAX 90
#define WIDTH_MAX 120
#define HEIGHT_LEAST 8
/* A part that is lower is a dot or a dash. */
#define LETTER_LEAST 5
/* In heights of letters: a shape that is neither wider nor higher is one letter
 * or digit. */
#define LETTER_MOST 1.5
/* In heights of letters: what is higher is no line. */
#define LINE_HIGHEST 6
/* Lines are looked for in at most this many shapes that are too high: a drawing
 * may have thousands. */
#define HIGH_MOST 200

/* Changes the boxes of r from pixels of the ink to pixels of the page.  The ink
 * shows area, a box of the page, and is factor times smaller. */
static void
move_rules_to_page(struct rules *r, const struct page_box *area, int factor)
{
	for (size_t i = 0; i < r->count; i++) {
		struct page_box *b = &r->list[i];

		*b = (struct page_box){area->left + factor * b->left,
		    area->top + factor * b->top, area->left + factor * b->right,
		    area->top + factor * b->bottom};
	}
}

static int
compare_ints(const void *a, const void *b)
{
	l_int32 x = *(const l_int32 *)a, y = *(const l_int32 *)b;

	return x < y ? -1 : x > y;
}

/*
 * Returns the median height of those parts that may be letters, at least
 * HEIGHT_LEAST; or -1 without memory.
 */
static double
find_letter_height(BOXA *parts)
{
	int n = boxaGetCount(parts), k = 0, x, y, w, h;
	l_int32 *heights = calloc((size_t)n + 1, sizeof(*heights));
	double height = HEIGHT_LEAST;

	if (heights == NULL)
		return -1;
	for (int i = 0; i < n; i++) {
		boxaGetBoxGeometry(parts, i, &x, &y, &w, &h);
		if (h >= HEIGHT_MIN && h <= HEIGHT_MAX && w >= 2 &&
		    w <= WIDTH_MAX)
			heights[k++] = h;
	}
	qsort(heights, (size_t)k, sizeof(*heights), compare_ints);
	if (k > 0)
		height = heights[k / 2];
	free(heights);
	return height < HEIGHT_LEAST ? HEIGHT_LEAST : height;
}

/*
 * Returns length as the side of a brick, which is a whole odd number of pixels.
 */
static int
brick_side(double length)
{
	return (int)length | 1;
}

/*
 * Removes thin strokes, such as upright rules that touch letters.  Each shape
 * in words is a word whose letters were joined.  Removes those parts of a shape
 * that are less than width pixels wide.  A shape stays whole if no part of it
 * is wider than that.  It also stays whole if it is no larger than a letter,
 * which is letter_size pixels wide and high: a single 2 has narrow parts.
 * Returns the result, or NULL without memory.  Frees words.
 */
static PIX *
remove_thin_strokes(PIX *words, int width, int letter_size)
{
	PIX *thick = brick_open(words, width, 1);
	PIX *whole =
	    thick == NULL ? NULL : pixSeedfillBinary(NULL, thick, words, 8);
	PIX *gone = whole == NULL ? NULL : pixSubtract(NULL, words, whole);
	PIX *letters = gone == NULL
			   ? NULL
			   : pixSelectBySize(words, letter_size, letter_size, 8,
				 L_SELECT_IF_BOTH, L_SELECT_IF_LTE, NULL);

	if (letters != NULL) {
		pixOr(thick, thick, gone);
		pixOr(thick, thick, letters);
	} else {
		pixDestroy(&thick);
	}
	pixDestroy(&words);
	pixDestroy(&whole);
	pixDestroy(&gone);
	pixDestroy(&letters);
	return thick;
}

/*
 * Joins the letters of ink to lines.  Returns the boxes of the lines, or NULL
 * without memory.  height is that of most letters; all distances follow from
 * it.
 */
static BOXA *
join_letters(PIX *ink, double height)
{
	/* Letters of a word are at most about as far apart as they are high. */
	PIX *words = brick_close(ink, brick_side(1.1 * height), 1);
	PIX *thick = words == NULL
			 ? NULL
			 : remove_thin_strokes(words, brick_side(0.3 * height),
			       (int)(LETTER_MOST * height));
	/* Joins words to lines, with what stands a little above or below them.
	 */
	PIX *lines = thick == NULL
			 ? NULL
			 : brick_close(thick, brick_side(1.1 * height),
			       brick_side(0.25 * height));
	BOXA *boxes = lines == NULL ? NULL : pixConnCompBB(lines, 8);

	pixDestroy(&thick);
	pixDestroy(&lines);
	return boxes;
}

/* Adds to boxes those of lines that are within box. */
static void
add_boxes_within(BOXA *boxes, BOXA *lines, BOX *box)
{
	BOXA *within =
	    boxaGetCount(lines) == 0 ? NULL : boxaContainedInBox(lines, box);

	if (within != NULL)
		boxaJoin(boxes, within, 0, -1);
	boxaDestroy(&within);
}

/*
 * A box of joined that is too high for one line may be several lines that
 * something high in ink has joined, such as the frame of a stamp.  Joins the
 * letters again without what is so high, and adds to joined the lines that are
 * found within such boxes.
 */
static void
part_high_lines(BOXA *joined, PIX *ink, double height)
{
	int most = (int)(LINE_HIGHEST * height);
	BOXA *high = boxaGetCount(joined) == 0
			 ? NULL
			 : boxaSelectBySize(joined, 0, most, L_SELECT_HEIGHT,
			       L_SELECT_IF_GT, NULL);
	PIX *low = high == NULL || boxaGetCount(high) == 0
		       ? NULL
		       : pixSelectBySize(ink, 0, most, 8, L_SELECT_HEIGHT,
			     L_SELECT_IF_LTE, NULL);
	BOXA *lines = low == NULL ? NULL : join_letters(low, height);

	for (int i = 0;
	     lines != NULL && i < boxaGetCount(high) && i < HIGH_MOST; i++) {
		BOX *box = boxaGetBox(high, i, L_CLONE);

		add_boxes_within(joined, lines, box);
		boxDestroy(&box);
	}
	boxaDestroy(&high);
	boxaDestroy(&lines);
	pixDestroy(&low);
}

static int
compare_boxes(const void *a, const void *b)
{
	const struct page_box *x = a, *y = b;

	if (x->top != y->top)
		return x->top < y->top ? -1 : 1;
	if (x->left != y->left)
		return x->left < y->left ? -1 : 1;
	if (x->bottom != y->bottom)
		return x->bottom < y->bottom ? -1 : 1;
	return (x->right > y->right) - (x->right < y->right);
}

/* Returns the boxes of set, sorted from top to bottom, or NULL without memory.
 * Sets *count to how many there are. */
static struct page_box *
sort_boxes(BOXA *set, size_t *count)
{
	int n = boxaGetCount(set), x, y, w, h;
	struct page_box *boxes = calloc((size_t)n + 1, sizeof(*boxes));

	for (int i = 0; boxes != NULL && i < n; i++) {
		boxaGetBoxGeometry(set, i, &x, &y, &w, &h);
		boxes[i] = (struct page_box){x, y, x + w, y + h};
	}
	*count = boxes == NULL ? 0 : (size_t)n;
	if (boxes != NULL)
		qsort(boxes, *count, sizeof(*boxes), compare_boxes);
	return boxes;
}

/* The connected parts of ink: letters, and whatever else there is. */
struct parts {
	struct page_box *boxes; /* from top to bottom */
	size_t count;
};

/*
 * Whether line contains a part that is as high as a letter of that line; dots
 * and dashes are not.
 */
static bool
has_letter(const struct parts *p, const struct page_box *line)
{
	int height = line->bottom - line->top, x, y, w, h;

	for (size_t i = box_first_at(p->boxes, p->count, line->top - height);
	     i < p->count; i++) {
		const struct page_box *b = &p->boxes[i];

		if (b->top >= line->bottom)
			break;
		w = b->right - b->left;
		h = b->bottom - b->top;
		x = b->left + w / 2;
		y = b->top + h / 2;
		if (x >= line->left && x < line->right && y >= line->top &&
		    y < line->bottom && h >= LETTER_LEAST && 3 * h > height &&
		    w <= 4 * height)
			return true;
	}
	return false;
}

static int
clamp_to(double x, int low, int high)
{
	return x < low ? low : x > high ? high : (int)x;
}

/*
 * Of the count lines, which are sorted, adds to f the ones that may be text,
 * with a little room around each.  lines, parts and f->letter_height are in
 * pixels of the ink.  The boxes of f are in pixels of the page: the ink shows
 * area, a box of the page, and is factor times smaller.
 */
static void
keep_lines(struct line_finder *f, const struct page_box *lines, size_t count,
    const struct parts *parts, const struct page_box *area, int factor)
{
	double height = f->letter_height, room = 0.35 * height;

	for (size_t i = 0; i < count && f->count < LINE_FINDER_MAX; i++) {
		const struct page_box *b = &lines[i];
		int h = b->bottom - b->top;

		/* Lines within high shapes may have been found twice. */
		if (i > 0 && compare_boxes(b - 1, b) == 0)
			continue;
		/* Text is neither much lower nor much higher than its letters,
		 * and not narrower than one of them. */
		if (h < 0.35 * height || h > LINE_HIGHEST * height ||
		    b->right - b->left < 0.3 * height || !has_letter(parts, b))
			continue;
		f->boxes[f->count++] = (struct page_box){
		    clamp_to(area->left + factor * (b->left - room), area->left,
			area->right),
		    clamp_to(area->top + factor * (b->top - room), area->top,
			area->bottom),
		    clamp_to(area->left + factor * (b->right + room),
			area->left, area->right),
		    clamp_to(area->top + factor * (b->bottom + room), area->top,
			area->bottom)};
	}
}

/* Finds lines of text in ink, which shows area, a box of the page, factor times
 * smaller.  Adds them to f, in pixels of the page.  Returns 0, or -1 without
 * memory.  Frees ink. */
static int
find_lines(
    struct line_finder *f, PIX *ink, const struct page_box *area, int factor)
{
	BOXA *letters = pixConnCompBB(ink, 8), *joined = NULL;
	struct page_box *lines = NULL;
	struct parts parts = {NULL, 0};
	size_t count = 0;
	int rc = -1;

	f->letter_height = find_letter_height(letters);
	if (f->letter_height > 0)
		joined = join_letters(ink, f->letter_height);
	if (joined != NULL)
		part_high_lines(joined, ink, f->letter_height);
	pixDestroy(&ink);
	parts.boxes = sort_boxes(letters, &parts.count);
	lines = sort_boxes(joined, &count);
	f->boxes = calloc(count + 1, sizeof(*f->boxes));
	if (parts.boxes != NULL && lines != NULL && f->boxes != NULL) {
		keep_lines(f, lines, count, &parts, area, factor);
		f->letter_height *= factor;
		rc = 0;
	}
	boxaDestroy(&letters);
	boxaDestroy(&joined);
	free(parts.boxes);
	free(lines);
	return rc;
}

/*
 * Puts the rules of ink into found, in pixels of the page.  Returns the ink
 * without them, or NULL without memory.
 */
static PIX *
take_rules(const struct ink *ink, struct line_finder *found)
{
	PIX *rest = rule_finder_take(ink->pix, &found->rules);

	move_rules_to_page(&found->rules, &ink->area, ink->factor);
	return rest;
}

int
line_finder_find(const struct ink *ink, struct line_finder *found)
{
	PIX *rest;

	*found = (struct line_finder){.boxes = NULL};
	rest = take_rules(ink, found);
	return rest == NULL ? -1
			    : find_lines(found, rest, &ink->area, ink->factor);
}

int
line_finder_find_rules(const struct ink *ink, struct line_finder *found)
{
	PIX *rest;
	int rc;

	*found = (struct line_finder){.boxes = NULL};
	rest = take_rules(ink, found);
	rc = rest == NULL ? -1 : 0;
	/* What is left without the rules is not looked at. */
	pixDestroy(&rest);
	return rc;
}

double
line_finder_letter_height(const struct ink *ink)
{
	BOXA *letters = pixConnCompBB(ink->pix, 8);
	double height = letters == NULL ? -1 : find_letter_height(letters);

	boxaDestroy(&letters);
	return height;
}

void
line_finder_free(struct line_finder *found)
{
	free(found->boxes);
	free(found->rules.list);
	*found = (struct line_finder){.boxes = NULL};
}
