/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * skew: finds the small angle by which a page is askew, and levels it.  osd.c
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
 * From LITTLE degrees on, a page is also turned if its lines rise by RISE
 * heights of a letter from end to end.  Then they reach the height of the next
 * line, and rows of a table could not be told from each other.
 */
#define LITTLE 0.5
#define RISE 1.5
/* An angle is sure if Leptonica's measure of that is at least this.  For text
 * it is at least 3. */
#define SURE 3
/*
 * Columns are upright if they lean by at most this share of the angle of lines
 * that are askew by LEAN_MOST degrees at most.  The angle of columns is found
 * in all that is on a page, so it must be surer.
 */
#define UPRIGHT 0.5
#define LEAN_MOST 5
#define COLUMNS_SURE 5
/*
 * In heights of letters.  A lower shape is a dash or a dot; one that is wider
 * or higher than the second is neither a letter nor a few that touch.
 */
#define LETTER_LOWEST 0.6
#define LETTERS_LARGEST 8

/* Whether lines that are askew by this many degrees must be leveled: always
 * from MUCH on, never below LITTLE, and between both if they rise by RISE
 * heights of a letter. */
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

/* Sets *degrees to those by which a page with these black pixels has to be
 * turned.  Returns whether the angle is as sure as least says. */
static bool
measure_angle(PIX *black, double least, double *degrees)
{
	l_float32 angle = 0, sure = 0;
	long pixels = (long)pixGetWidth(black) * pixGetHeight(black);
	int reduced = pixels > PIXELS ? 2 : 1;
	l_int32 rc = pixFindSkewSweepAndSearch(
	    black, &angle, &sure, 2 * reduced, reduced, RANGE, 1, 0.05F);

	*degrees = (double)angle;
	return rc == 0 && (double)sure >= least;
}

/*
 * Returns the degrees by which a page with these black pixels has to be turned;
 * 0 if the angle is not sure.
 */
static double
find_angle_of(PIX *black)
{
	double degrees;

	return measure_angle(black, SURE, &degrees) ? degrees : 0;
}

/* Whether the columns of ink are upright, though its lines are askew by so many
 * degrees. */
static bool
has_upright_columns(const struct ink *ink, double degrees)
{
	PIX *turned =
	    fabs(degrees) > LEAN_MOST ? NULL : pixRotateOrth(ink->pix, 1);
	double lean = 0;
	bool are_upright = turned != NULL &&
			   measure_angle(turned, COLUMNS_SURE, &lean) &&
			   fabs(lean) <= UPRIGHT * fabs(degrees);

	pixDestroy(&turned);
	return are_upright;
}

/*
 * Returns only those parts of the ink that are as large as letters: roads on a
 * map, or the lines of a drawing, may have an angle of their own.  Returns NULL
 * if there are no letters, or without memory.
 */
static PIX *
select_letters(const struct ink *ink)
{
	double height = line_finder_letter_height(ink);
	int lowest = (int)ceil(LETTER_LOWEST * height);
	int largest = (int)(LETTERS_LARGEST * height);
	PIX *small = height < 0 ? NULL
				: pixSelectBySize(ink->pix, largest, largest, 8,
				      L_SELECT_IF_BOTH, L_SELECT_IF_LTE, NULL);
	PIX *letters = small == NULL
			   ? NULL
			   : pixSelectBySize(small, 0, lowest, 8,
				 L_SELECT_HEIGHT, L_SELECT_IF_GTE, NULL);

	pixDestroy(&small);
	return letters;
}

/*
 * Returns the degrees by which the page with that ink has to be turned; 0 if
 * its lines are level enough or the angle is not sure.  Most pages are level;
 * only on others the letters are found, and the angle is theirs.
 */
static double
find_angle(const struct ink *ink)
{
	double degrees = find_angle_of(ink->pix);
	PIX *letters = NULL;

	if (is_askew(ink, degrees))
		letters = select_letters(ink);
	degrees = letters == NULL ? 0 : find_angle_of(letters);
	pixDestroy(&letters);
	return is_askew(ink, degrees) ? degrees : 0;
}

/* Returns gray sheared by so many radians, with its right side moved down if
 * they are more than 0, and enlarged so that nothing is cut off; or NULL
 * without memory. */
static PIX *
shear(PIX *gray, double radians)
{
	int w = pixGetWidth(gray);
	int more = (int)ceil(w / 2.0 * tan(fabs(radians)));
	PIX *high = pixAddBorderGeneral(gray, 0, 0, more, more, 255);
	PIX *sheared = high == NULL ? NULL
				    : pixVShearLI(high, w / 2,
					  (l_float32)radians, L_BRING_IN_WHITE);

	pixDestroy(&high);
	return sheared;
}

/* Sets s->pix to the part of pix in the area of s, in gray, and leveled as s
 * says; to NULL without memory. */
static void
level_part(struct skew *s, PIX *pix)
{
	PIX *part = image_part(pix, &s->area);
	PIX *gray = part == NULL ? NULL : pixConvertTo8(part, 0);

	if (gray != NULL && s->is_sheared)
		s->pix = shear(gray, s->radians);
	else if (gray != NULL)
		s->pix = pixRotate(gray, (l_float32)s->radians,
		    L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, pixGetWidth(gray),
		    pixGetHeight(gray));
	if (s->pix != NULL)
		pixCopyResolution(s->pix, pix);
	pixDestroy(&part);
	pixDestroy(&gray);
}

bool
skew_level(struct Pix *pix, const struct ink *ink, struct skew *out)
{
	double degrees = find_angle(ink);

	*out = (struct skew){NULL, ink->area, RADIANS * degrees,
	    degrees != 0 && has_upright_columns(ink, degrees)};
	if (degrees != 0)
		level_part(out, pix);
	return out->pix != NULL;
}

struct point {
	double x, y;
};

/*
 * Returns where a point of the leveled image, s->pix, is in the image as it
 * was before.
 */
static struct point
unturn_point(const struct skew *s, double x, double y)
{
	double u = x - pixGetWidth(s->pix) / 2.0;
	double v = y - pixGetHeight(s->pix) / 2.0;
	double c = cos(s->radians), d = sin(s->radians);

	if (s->is_sheared)
		return (struct point){(s->area.left + s->area.right) / 2.0 + u,
		    (s->area.top + s->area.bottom) / 2.0 + v - u * d / c};
	return (struct point){
	    (s->area.left + s->area.right) / 2.0 + u * c + v * d,
	    (s->area.top + s->area.bottom) / 2.0 - u * d + v * c};
}

static int
clamp_to(double x, int low, int high)
{
	return x < low ? low : x > high ? high : (int)x;
}

/*
 * Changes box, in the leveled image, to the upright box around it in the image
 * as it was before.
 */
static void
unturn_box(const struct skew *s, struct page_box *box)
{
	const struct point corners[] = {unturn_point(s, box->left, box->top),
	    unturn_point(s, box->right, box->top),
	    unturn_point(s, box->left, box->bottom),
	    unturn_point(s, box->right, box->bottom)};
	struct point low = corners[0], high = corners[0];

	for (int i = 1; i < 4; i++) {
		low.x = fmin(low.x, corners[i].x);
		low.y = fmin(low.y, corners[i].y);
		high.x = fmax(high.x, corners[i].x);
		high.y = fmax(high.y, corners[i].y);
	}
	*box = (struct page_box){
	    clamp_to(floor(low.x), s->area.left, s->area.right),
	    clamp_to(floor(low.y), s->area.top, s->area.bottom),
	    clamp_to(ceil(high.x), s->area.left, s->area.right),
	    clamp_to(ceil(high.y), s->area.top, s->area.bottom)};
}

/* Moves b from the leveled image to the image as it was before. */
static void
unturn_baseline(const struct skew *s, struct page_baseline *b)
{
	struct point start = unturn_point(s, b->x1, b->y1);
	struct point end = unturn_point(s, b->x2, b->y2);

	b->x1 = (int)lround(start.x);
	b->y1 = (int)lround(start.y);
	b->x2 = (int)lround(end.x);
	b->y2 = (int)lround(end.y);
}

/* Moves l, with its words and letters, from the leveled image to the image as
 * it was before. */
static void
unturn_line(const struct skew *s, struct page_line *l)
{
	unturn_box(s, &l->box);
	unturn_baseline(s, &l->baseline);
	for (struct page_word *w = l->words; w != NULL; w = w->next) {
		unturn_box(s, &w->box);
		unturn_baseline(s, &w->baseline);
		for (struct page_symbol *c = w->symbols; c; c = c->next)
			unturn_box(s, &c->box);
	}
}

/* Moves the tables of p from the leveled image to the image as it was before.
 */
static void
unturn_tables(const struct skew *s, struct page *p)
{
	for (struct page_table *t = p->tables; t != NULL; t = t->next) {
		unturn_box(s, &t->box);
		for (struct page_cell *c = t->cells; c != NULL; c = c->next)
			unturn_box(s, &c->box);
	}
}

void
skew_unturn_page(const struct skew *s, struct page *p)
{
	for (struct page_block *b = p->blocks; b != NULL; b = b->next) {
		unturn_box(s, &b->box);
		for (unsigned i = 0; i < b->points; i++) {
			struct point before =
			    unturn_point(s, b->outline[i].x, b->outline[i].y);

			b->outline[i] = (struct page_point){
			    (int)lround(before.x), (int)lround(before.y)};
		}
		for (struct page_paragraph *a = b->paragraphs; a; a = a->next) {
			unturn_box(s, &a->box);
			for (struct page_line *l = a->lines; l; l = l->next)
				unturn_line(s, l);
		}
	}
	unturn_tables(s, p);
}
