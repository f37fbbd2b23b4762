/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * leaders: rows of dots that lead the eye from an entry to its number, as in a
 * table of contents.  It finds them in the ink, before anything is read.  What
 * was read at their ends is joined into lines by leader_ends.c.
 */
#include "engine/leaders.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

#include "engine/box.h"

/* In pixels: the smallest and the largest dot; gray print has smaller ones. */
#define DOT_LEAST 2
#define DOT_MOST 12
/* With more dots, a page is a picture that was printed in dots. */
#define DOTS_MOST 20000
/* A leader has at least this many dots; the end of a sentence has fewer. */
#define DOTS_LEAST 8
#define DOTS_IN_ROW 1000
/* Of all dots, more than this many in a hundred are in leaders; on a page that
 * was printed in dots, or is stained, fewer are. */
#define IN_LEADERS 70
/* The most leaders that are taken out. */
#define LEADERS_MOST 500
/* In widths of dots: the next one is nearer. */
#define STEP_MOST 6
/* Around a leader, for this many heights of its dots, at most this share of the
 * pixels is ink. */
#define CLEAR 3
#define PAPER 0.03
/* In pixels: parts that are larger could also be digits or letters of one size,
 * which stand in a row like dots.  Ink fills at least SOLID of a dot's box, and
 * the sides of the box differ by at most a quarter. */
#define LETTER_LEAST 6
#define SOLID 0.65

struct dot {
	struct page_box box;
	double ink; /* its share of the box, or 0 until it is asked for */
	bool is_taken;
};

struct dots {
	struct dot *list; /* from left to right */
	size_t count;
};

/* A leader while it is followed from dot to dot. */
struct row {
	size_t dots[DOTS_IN_ROW]; /* indexes */
	size_t count;
	int step; /* from dot to dot, or 0 until there are two */
};

static int
compare_lefts(const void *a, const void *b)
{
	const struct dot *x = a, *y = b;

	return (x->box.left > y->box.left) - (x->box.left < y->box.left);
}

/* Sets d to those of parts that may be dots.  Returns 0, or -1 without memory
 * or with too many.  Whatever the result, d->list is to be freed. */
static int
find_dots(BOXA *parts, struct dots *d)
{
	int n = boxaGetCount(parts), x, y, w, h;

	*d = (struct dots){calloc((size_t)n + 1, sizeof(*d->list)), 0};
	for (int i = 0; d->list != NULL && i < n; i++) {
		boxaGetBoxGeometry(parts, i, &x, &y, &w, &h);
		if (w >= DOT_LEAST && h >= DOT_LEAST && w <= DOT_MOST &&
		    h <= DOT_MOST && w <= 2 * h && h <= 2 * w)
			d->list[d->count++].box =
			    (struct page_box){x, y, x + w, y + h};
	}
	if (d->list == NULL || d->count > DOTS_MOST)
		return -1;
	qsort(d->list, d->count, sizeof(*d->list), compare_lefts);
	return 0;
}

/* Whether b is as large as a and in its row. */
static bool
is_alike(const struct page_box *a, const struct page_box *b)
{
	int room = box_max(1, box_height(a) / 3);

	return abs(box_width(a) - box_width(b)) <= room &&
	       abs(box_height(a) - box_height(b)) <= room &&
	       abs(a->top - b->top) <= room;
}

/* Returns the index of the dot that follows the last one of r, at the same step
 * as those before, or d->count if there is none. */
static size_t
next_dot(const struct dots *d, const struct row *r)
{
	size_t last = r->dots[r->count - 1];
	const struct page_box *a = &d->list[last].box;
	int most = STEP_MOST * box_width(a);

	for (size_t i = last + 1; i < d->count; i++) {
		const struct page_box *b = &d->list[i].box;
		int step = b->left - a->left;

		if (step > most)
			break;
		if (b->left > a->right && !d->list[i].is_taken &&
		    is_alike(a, b) &&
		    (r->step == 0 || abs(step - r->step) <= 1 + r->step / 4))
			return i;
	}
	return d->count;
}

/* Sets r to the row of dots that begins with the one of index start. */
static void
follow(const struct dots *d, size_t start, struct row *r)
{
	size_t next = start;

	r->count = 0;
	r->step = 0;
	do {
		r->dots[r->count++] = next;
		next = next_dot(d, r);
		if (next < d->count)
			r->step = d->list[next].box.left -
				  d->list[r->dots[r->count - 1]].box.left;
	} while (next < d->count && r->count < DOTS_IN_ROW);
}

/* Returns how much of the strip of ink from the left of a to the right of b and
 * from top to before bottom is ink. */
static double
share_of_ink(PIX *ink, const struct page_box *a, const struct page_box *b,
    int top, int bottom)
{
	BOX *place = boxCreate(a->left, top, b->right - a->left, bottom - top);
	PIX *strip = place == NULL ? NULL : pixClipRectangle(ink, place, NULL);
	l_float32 share = 0;

	if (strip != NULL)
		pixForegroundFraction(strip, &share);
	boxDestroy(&place);
	pixDestroy(&strip);
	return (double)share;
}

/* Returns how much of the box of dot is ink. */
static double
ink_of(PIX *ink, struct dot *dot)
{
	const struct page_box *b = &dot->box;

	if (dot->ink <= 0)
		dot->ink = share_of_ink(ink, b, b, b->top, b->bottom);
	return dot->ink;
}

/* Whether r is a row of dots, and not of digits or letters. */
static bool
is_of_dots(PIX *ink, const struct dots *d, const struct row *r)
{
	int width = 0, height = 0, count = (int)r->count;
	double black = 0;

	for (int k = 0; k < count; k++) {
		width += box_width(&d->list[r->dots[k]].box);
		height += box_height(&d->list[r->dots[k]].box);
	}
	if (box_max(width, height) <= LETTER_LEAST * count)
		return true;
	if (4 * box_min(width, height) < 3 * box_max(width, height))
		return false;
	for (int k = 0; k < count; k++)
		black += ink_of(ink, &d->list[r->dots[k]]);
	return black >= SOLID * count;
}

/* Whether there is paper close above and below the leader; dots of a pattern
 * have others there. */
static bool
is_alone(PIX *ink, const struct dots *d, const struct row *r)
{
	const struct page_box *a = &d->list[r->dots[0]].box;
	const struct page_box *b = &d->list[r->dots[r->count - 1]].box;
	int top = box_min(a->top, b->top) - 1;
	int bottom = box_max(a->bottom, b->bottom) + 1;
	int height = box_max(CLEAR * box_height(a), 3 * r->step / 2);

	return top > height &&
	       share_of_ink(ink, a, b, top - height, top) <= PAPER &&
	       share_of_ink(ink, a, b, bottom, bottom + height) <= PAPER;
}

/* Takes the dots of r out of ink, and marks them in d as taken.  Returns the
 * leader that they are. */
static struct leader
take_row(PIX *ink, struct dots *d, const struct row *r)
{
	for (size_t k = 0; k < r->count; k++) {
		struct page_box *b = &d->list[r->dots[k]].box;

		d->list[r->dots[k]].is_taken = true;
		pixRasterop(ink, b->left, b->top, box_width(b), box_height(b),
		    PIX_CLR, NULL, 0, 0);
	}
	return (struct leader){
	    d->list[r->dots[0]].box, d->list[r->dots[r->count - 1]].box};
}

/* Takes the leaders out of ink, marks their dots in d as taken, and adds them
 * to found, in pixels of ink. */
static void
take_rows(PIX *ink, struct dots *d, struct row *r, struct leaders *found)
{
	for (size_t i = 0; i < d->count && found->count < LEADERS_MOST; i++) {
		if (d->list[i].is_taken)
			continue;
		follow(d, i, r);
		if (r->count >= DOTS_LEAST && is_of_dots(ink, d, r) &&
		    is_alone(ink, d, r))
			found->list[found->count++] = take_row(ink, d, r);
	}
}

/* Whether enough dots were taken for the page to be one with leaders. */
static bool
is_with_leaders(const struct dots *d)
{
	size_t taken = 0;

	for (size_t i = 0; i < d->count; i++)
		taken += d->list[i].is_taken;
	return 100 * taken > IN_LEADERS * d->count;
}

/* Copies the paper above each dot that was taken to its place in pix.  Dots
 * have gray edges, which are no ink. */
static void
paint_paper(PIX *pix, const struct dots *d, const struct ink *ink)
{
	for (size_t i = 0; i < d->count; i++) {
		const struct page_box *b = &d->list[i].box;
		int w = (box_width(b) + 2) * ink->factor;
		int h = (box_height(b) + 2) * ink->factor;
		int x = ink->area.left + (b->left - 1) * ink->factor;
		int y = ink->area.top + (b->top - 1) * ink->factor;

		if (d->list[i].is_taken && y >= h)
			pixRasterop(pix, x, y, w, h, PIX_SRC, pix, x, y - h);
	}
}

/* Changes box from pixels of ink to pixels of the page. */
static void
move_to_page(struct page_box *b, const struct ink *ink)
{
	*b = (struct page_box){ink->area.left + b->left * ink->factor,
	    ink->area.top + b->top * ink->factor,
	    ink->area.left + b->right * ink->factor,
	    ink->area.top + b->bottom * ink->factor};
}

/* Sets found to the leaders in ink, in pixels of ink, and d to the dots among
 * parts.
 * Returns a copy of ink without the leaders, or NULL if there are none, or
 * without memory.  Most pages have too few dots, and are not copied. */
static PIX *
find_leaders(PIX *ink, BOXA *parts, struct dots *d, struct leaders *found)
{
	struct row *r = NULL;
	PIX *rest = NULL;

	if (find_dots(parts, d) == 0 && d->count >= DOTS_LEAST) {
		r = malloc(sizeof(*r));
		rest = pixCopy(NULL, ink);
	}
	if (r != NULL && rest != NULL)
		take_rows(rest, d, r, found);
	free(r);
	if (!is_with_leaders(d))
		pixDestroy(&rest);
	return rest;
}

struct Pix *
leaders_take_out(
    struct Pix *pix, struct ink *ink, struct Boxa *parts, struct leaders *l)
{
	struct dots d = {NULL, 0};
	PIX *rest = NULL, *copy;

	*l = (struct leaders){calloc(LEADERS_MOST, sizeof(*l->list)), 0};
	if (l->list != NULL)
		rest = find_leaders(ink->pix, parts, &d, l);
	if (rest == NULL)
		l->count = 0;
	copy = rest == NULL ? pixClone(pix) : pixCopy(NULL, pix);
	if (copy != NULL && rest != NULL) {
		paint_paper(copy, &d, ink);
		for (size_t i = 0; i < l->count; i++) {
			move_to_page(&l->list[i].first, ink);
			move_to_page(&l->list[i].last, ink);
		}
		pixDestroy(&ink->pix);
		ink->pix = pixClone(rest);
	}
	pixDestroy(&rest);
	free(d.list);
	return copy;
}
