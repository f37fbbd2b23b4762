/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * skew: finds the small angle by which a page is turned, and levels it.  osd.c
 * finds right angles.
 */
#include "engine/skew.h"

#include <leptonica/allheaders.h>
#include <math.h>

#include "engine/image_part.h"
#include "engine/line_finder.h"

#define RADIANS 0.017453292519943295
/* The angle is found as well on a page that is reduced to fewer pixels. */
#define PIXELS 1500000L
/* In degrees: the range in which the angle is looked for, and the least angle
 * for which a page is turned. */
#define RANGE 22
#define MUCH 2.5
/*
 * A page is also turned if its lines rise by so many heights of a letter from
 * end to end.  Then they reach the height of the next line, and rows of a table
 * could not be told from each other.
 */
#define LITTLE 0.5
#define RISE 1.5
/* Leptonica's measure of how sure it is; for text it is at least 3. */
#define SURE 3

/* Whether lines that are askew by so much have to be levelled. */
static bool
is_askew(const struct ink *ink, double degrees)
{
	double rise = pixGetWidth(ink->pix) * tan(RADIANS * fabs(degrees));
	double height;

	if (fabs(degrees) >= MUCH || fabs(degrees) < LITTLE)
		return fabs(degrees) >= MUCH;
	height = line_finder_letter_height(ink);
	return height > 0 && rise >= RISE * height;
}

/* Returns the degrees by which the page with that ink has to be turned, or 0.
 */
static double
find_angle(const struct ink *ink)
{
	l_float32 degrees = 0, sure = 0;
	long pixels = (long)pixGetWidth(ink->pix) * pixGetHeight(ink->pix);
	int reduced = pixels > PIXELS ? 2 : 1;

	if (pixFindSkewSweepAndSearch(ink->pix, &degrees, &sure, 2 * reduced,
		reduced, RANGE, 1, 0.05F) != 0 ||
	    sure < SURE || !is_askew(ink, (double)degrees))
		degrees = 0;
	return (double)degrees;
}

/* Returns the part area of pix, turned and enlarged so that nothing is cut off,
 * or NULL. */
static PIX *
turn(PIX *pix, const struct page_box *area, double radians)
{
	int w = area->right - area->left, h = area->bottom - area->top;
	PIX *part = image_part(pix, area);
	PIX *grey = part == NULL ? NULL : pixConvertTo8(part, 0);
	PIX *turned = grey == NULL
			  ? NULL
			  : pixRotate(grey, (l_float32)radians,
				L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, w, h);

	if (turned != NULL)
		pixCopyResolution(turned, pix);
	pixDestroy(&part);
	pixDestroy(&grey);
	return turned;
}

bool
skew_level(struct Pix *pix, const struct ink *ink, struct skew *out)
{
	*out = (struct skew){NULL, ink->area, RADIANS * find_angle(ink)};
	if (out->radians != 0)
		out->pix = turn(pix, &ink->area, out->radians);
	return out->pix != NULL;
}

/* Changes a point of the levelled image to one of the image that was turned. */
struct point {
	double x, y;
};

static struct point
map_point(const struct skew *s, double x, double y)
{
	double u = x - pixGetWidth(s->pix) / 2.0;
	double v = y - pixGetHeight(s->pix) / 2.0;
	double c = cos(s->radians), d = sin(s->radians);

	return (struct point){
	    (s->area.left + s->area.right) / 2.0 + u * c + v * d,
	    (s->area.top + s->area.bottom) / 2.0 - u * d + v * c};
}

static int
clamp(double x, int low, int high)
{
	return x < low ? low : x > high ? high : (int)x;
}

/* Changes box to the upright box around it after turning. */
static void
map_box(const struct skew *s, struct page_box *box)
{
	const struct point corners[] = {map_point(s, box->left, box->top),
	    map_point(s, box->right, box->top),
	    map_point(s, box->left, box->bottom),
	    map_point(s, box->right, box->bottom)};
	struct point low = corners[0], high = corners[0];

	for (int i = 1; i < 4; i++) {
		low.x = fmin(low.x, corners[i].x);
		low.y = fmin(low.y, corners[i].y);
		high.x = fmax(high.x, corners[i].x);
		high.y = fmax(high.y, corners[i].y);
	}
	*box =
	    (struct page_box){clamp(floor(low.x), s->area.left, s->area.right),
		clamp(floor(low.y), s->area.top, s->area.bottom),
		clamp(ceil(high.x), s->area.left, s->area.right),
		clamp(ceil(high.y), s->area.top, s->area.bottom)};
}

static void
map_baseline(const struct skew *s, struct page_baseline *b)
{
	struct point from = map_point(s, b->x1, b->y1);
	struct point to = map_point(s, b->x2, b->y2);

	b->x1 = (int)lround(from.x);
	b->y1 = (int)lround(from.y);
	b->x2 = (int)lround(to.x);
	b->y2 = (int)lround(to.y);
}

static void
map_line(const struct skew *s, struct page_line *l)
{
	map_box(s, &l->box);
	map_baseline(s, &l->baseline);
	for (struct page_word *w = l->words; w != NULL; w = w->next) {
		map_box(s, &w->box);
		map_baseline(s, &w->baseline);
		for (struct page_symbol *c = w->symbols; c; c = c->next)
			map_box(s, &c->box);
	}
}

static void
map_tables(const struct skew *s, struct page *p)
{
	for (struct page_table *t = p->tables; t != NULL; t = t->next) {
		map_box(s, &t->box);
		for (struct page_cell *c = t->cells; c != NULL; c = c->next)
			map_box(s, &c->box);
	}
}

void
skew_map_page(const struct skew *s, struct page *p)
{
	for (struct page_block *b = p->blocks; b != NULL; b = b->next) {
		map_box(s, &b->box);
		for (unsigned i = 0; i < b->points; i++) {
			struct point to =
			    map_point(s, b->outline[i].x, b->outline[i].y);

			b->outline[i] = (struct page_point){
			    (int)lround(to.x), (int)lround(to.y)};
		}
		for (struct page_paragraph *a = b->paragraphs; a; a = a->next) {
			map_box(s, &a->box);
			for (struct page_line *l = a->lines; l; l = l->next)
				map_line(s, l);
		}
	}
	map_tables(s, p);
}
