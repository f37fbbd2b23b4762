/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * light_text: text that is light within the dark areas of a page, such as a
 * heading in white on black.  Whether a whole page or region is dark with light
 * letters is decided in dark_page.c; ink.c inverts such a page.
 */
#include "engine/light_text.h"

#include <leptonica/allheaders.h>

#include "engine/brick.h"
#include "engine/threshold.h"

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

/* Returns the parts of pix, which is gray or black and white, that are darker
 * than DARK. */
static PIX *
find_dark(PIX *pix)
{
	return pixGetDepth(pix) == 1 ? pixClone(pix)
				     : threshold_apply(pix, NULL, DARK);
}

bool
light_text_is_possible(struct Pix *pix)
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

struct Pix *
light_text_find(struct Pix *pix)
{
	PIX *areas = find_dark_areas(pix), *light = NULL;
	l_int32 no_area = 1, no_light = 1;

	if (areas != NULL)
		pixZero(areas, &no_area);
	if (!no_area)
		light = pixInvert(NULL, pix);
	if (light != NULL && pixGetDepth(light) == 8)
		light = threshold_find_ink(light);
	if (light != NULL) {
		pixAnd(light, light, areas);
		pixZero(light, &no_light);
	}
	if (no_light)
		pixDestroy(&light);
	pixDestroy(&areas);
	return light;
}
