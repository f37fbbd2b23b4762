/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ink: what is dark on a page, or light on a dark one, and what is light in
 * dark areas, each in black and white as layout needs it.  Whether a page is
 * dark with light text is decided in inverted_text.c; recognition.c and
 * line_crop.c make light letters dark before they are read.
 */
#include "engine/ink.h"

#include <leptonica/allheaders.h>

#include "engine/box.h"
#include "engine/brick.h"
#include "engine/image_part.h"
#include "engine/inverted_text.h"
#include "engine/threshold.h"

/* A page with more pixels is reduced, since its letters are large, too. */
#define PIXELS_MAX 4000000L
/* Where paper is 200, what is darker than INK is ink; on a page of faint print,
 * what is darker than INK_FAINT. */
#define INK 160
#define INK_FAINT 180
/* Print is faint if it has this many times more ink by INK_FAINT than by INK.
 * It has strokes that are thinner than THICKEST, in pixels. */
#define FAINT 2
#define THICKEST 10
/* A dark area, on which text may be light, is darker than this. */
#define DARK 170
/*
 * In pixels: the strokes of light letters are narrower than STROKE.  A dark
 * area with a line of such letters is at least LOWEST high and has a square
 * with sides of SOLID without a letter.  EDGE pixels are taken off its edge,
 * which is no letter.
 */
#define STROKE 15
#define LOWEST 16
#define SOLID 10
#define EDGE 3

/*
 * Returns pix at half its size.  Colors become gray.  factor is how many times
 * smaller than the page pix is already.  In black and white, a new pixel is
 * black if one of the four that it replaces was black, the first time; later if
 * two were, since one may be a speck.
 */
static PIX *
halve_image(PIX *pix, int factor)
{
	int depth = pixGetDepth(pix);

	return depth == 1 ? pixReduceRankBinary2(pix, factor == 1 ? 1 : 2, NULL)
	       : depth == 32 ? pixScaleRGBToGray2(pix, L_RED_WEIGHT,
				   L_GREEN_WEIGHT, L_BLUE_WEIGHT)
			     : pixScaleAreaMap2(pix);
}

static bool
is_large(PIX *pix)
{
	return (long)pixGetWidth(pix) * pixGetHeight(pix) > PIXELS_MAX;
}

/*
 * Returns pix in gray, or in black and white if it is that already, halved
 * until it is not large any more.  Sets *factor to how many times smaller than
 * pix the result is.  Frees pix.  Returns NULL without memory.
 */
static PIX *
reduce_image(PIX *pix, int *factor)
{
	int depth = pixGetColormap(pix) == NULL ? pixGetDepth(pix) : 0;
	PIX *next;

	*factor = 1;
	if (depth != 1 && (depth != 32 || !is_large(pix))) {
		next = pixConvertTo8(pix, 0);
		pixDestroy(&pix);
		pix = next;
	}
	while (pix != NULL && is_large(pix)) {
		next = halve_image(pix, *factor);
		pixDestroy(&pix);
		pix = next;
		*factor *= 2;
	}
	return pix;
}

/* Returns the parts of pix, which is gray or black and white, that are darker
 * than DARK. */
static PIX *
find_dark(PIX *pix)
{
	return pixGetDepth(pix) == 1 ? pixClone(pix)
				     : threshold_apply(pix, NULL, DARK);
}

/* Whether pix has a square of 16 times 16 pixels that is all darker than
 * DARK. */
static bool
has_dark(PIX *pix)
{
	PIX *dark = find_dark(pix);
	PIX *squares =
	    dark == NULL ? NULL : pixReduceRankBinaryCascade(dark, 4, 4, 4, 4);
	l_int32 is_empty = 1;

	if (squares != NULL)
		pixZero(squares, &is_empty);
	pixDestroy(&dark);
	pixDestroy(&squares);
	return !is_empty;
}

/* Returns how many black pixels of pix are in strokes thinner than THICKEST. */
static l_int32
count_strokes(PIX *pix)
{
	PIX *thick = brick_open(pix, THICKEST, THICKEST);
	l_int32 all = 0, in_thick = 0;

	pixCountPixels(pix, &all, NULL);
	if (thick != NULL)
		pixCountPixels(thick, &in_thick, NULL);
	pixDestroy(&thick);
	return all - in_thick;
}

/*
 * Returns the ink on gray, in black, or NULL without memory.  Faint print,
 * whose letters would be in pieces by INK, is found by INK_FAINT.
 */
static PIX *
find_ink(PIX *gray)
{
	PIX *factors = threshold_factors(gray);
	PIX *ink = threshold_apply(gray, factors, INK);
	PIX *more =
	    ink == NULL ? NULL : threshold_apply(gray, factors, INK_FAINT);

	pixDestroy(&factors);
	if (more != NULL && count_strokes(more) > FAINT * count_strokes(ink)) {
		pixDestroy(&ink);
		return more;
	}
	pixDestroy(&more);
	return ink;
}

/* Returns the parts of gray that are darker than their surroundings.  Frees
 * gray. */
static PIX *
find_darker_parts(PIX *gray)
{
	PIX *ink = find_ink(gray);

	pixDestroy(&gray);
	return ink;
}

/*
 * Returns the dark areas of pix, such as headings in white on black, with the
 * letters in them; NULL without memory.  A paragraph of dark letters becomes an
 * area, too, when its gaps are filled, but is left out, since it has no solid
 * part.
 */
static PIX *
find_dark_areas(PIX *pix)
{
	PIX *dark = find_dark(pix);
	PIX *filled = dark == NULL ? NULL : brick_close(dark, STROKE, STROKE);
	PIX *open = filled == NULL ? NULL : brick_open(filled, LOWEST, LOWEST);
	PIX *solid = open == NULL ? NULL : brick_open(dark, SOLID, SOLID);
	PIX *areas =
	    solid == NULL ? NULL : pixSeedfillBinary(NULL, solid, open, 8);

	if (areas != NULL)
		pixErodeBrick(areas, areas, EDGE, EDGE);
	pixDestroy(&dark);
	pixDestroy(&filled);
	pixDestroy(&open);
	pixDestroy(&solid);
	return areas;
}

/* Returns what is light in the dark areas of pix, or NULL if there is nothing,
 * or without memory. */
static PIX *
find_light_parts(PIX *pix)
{
	PIX *areas = find_dark_areas(pix), *light = NULL;
	l_int32 no_area = 1, no_light = 1;

	if (areas != NULL)
		pixZero(areas, &no_area);
	if (!no_area)
		light = pixInvert(NULL, pix);
	if (light != NULL && pixGetDepth(light) == 8)
		light = find_darker_parts(light);
	if (light != NULL) {
		pixAnd(light, light, areas);
		pixZero(light, &no_light);
	}
	if (no_light)
		pixDestroy(&light);
	pixDestroy(&areas);
	return light;
}

/*
 * Returns pix, gray or black and white, inverted if its text is light on dark,
 * and sets *is_inverted to whether it is.  Frees pix, which may be a clone.
 * Returns NULL without memory.
 */
static PIX *
make_dark(PIX *pix, bool *is_inverted)
{
	PIX *inverted;

	*is_inverted = inverted_text_covers(pix);
	if (!*is_inverted)
		return pix;
	inverted = pixInvert(NULL, pix);
	pixDestroy(&pix);
	return inverted;
}

/* Returns the part of pix in the box area, inverted if its text is light on
 * dark, and reduced by reduce_image(); or NULL without memory.  Sets
 * ink->is_inverted and ink->factor. */
static PIX *
find_part(struct ink *ink, PIX *pix, const struct page_box *area)
{
	PIX *part = image_part(pix, area);
	/* Reducing black and white keeps black strokes and loses white ones, so
	 * pix is inverted before; gray is inverted afterwards. */
	bool inverts_first = part != NULL && pixGetDepth(part) == 1 &&
			     pixGetColormap(part) == NULL;

	if (inverts_first)
		part = make_dark(part, &ink->is_inverted);
	if (part != NULL)
		part = reduce_image(part, &ink->factor);
	if (part != NULL && !inverts_first)
		part = make_dark(part, &ink->is_inverted);
	return part;
}

int
ink_find(struct ink *ink, PIX *pix, const struct page_box *area)
{
	PIX *part;

	if (ink->pix != NULL)
		return 0;
	part = find_part(ink, pix, area);
	if (part != NULL) {
		ink->has_dark = has_dark(part);
		ink->pix =
		    pixGetDepth(part) == 1 ? part : find_darker_parts(part);
	}
	ink->area = *area;
	return ink->pix == NULL ? -1 : 0;
}

bool
ink_find_light(struct ink *light, PIX *pix, const struct ink *dark)
{
	PIX *part = dark->has_dark ? image_part(pix, &dark->area) : NULL;

	*light = (struct ink){.area = dark->area};
	if (part != NULL)
		part = reduce_image(part, &light->factor);
	if (part != NULL)
		light->pix = find_light_parts(part);
	pixDestroy(&part);
	return light->pix != NULL;
}

double
ink_share(const struct ink *ink, const struct page_box *box)
{
	BOX *place = boxCreate((box->left - ink->area.left) / ink->factor,
	    (box->top - ink->area.top) / ink->factor,
	    box_width(box) / ink->factor, box_height(box) / ink->factor);
	PIX *part =
	    place == NULL ? NULL : pixClipRectangle(ink->pix, place, NULL);
	l_float32 share = 0;

	if (part != NULL)
		pixForegroundFraction(part, &share);
	boxDestroy(&place);
	pixDestroy(&part);
	return (double)share;
}

void
ink_free(struct ink *ink)
{
	pixDestroy(&ink->pix);
}
