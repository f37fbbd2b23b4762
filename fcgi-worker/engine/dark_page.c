/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * dark_page: tells a page or region that is dark with light letters from one
 * with pictures, or from a light sheet on a dark table.  Light text in dark
 * areas of another page is found in light_text.c.
 */
#include "engine/dark_page.h"

#include <leptonica/allheaders.h>

/*
 * Text is light on dark if most of the page is darker than PAPER_DARK, and its
 * letters are lighter than that by at least LETTERS_LIGHTER, in gray levels.
 * Letters are at least LETTERS of all pixels.  To find these grays, it is
 * enough to look at every pixel number SAMPLE in each direction.
 */
#define PAPER_DARK 100
#define LETTERS_LIGHTER 50
#define LETTERS 0.02F
#define SAMPLE 3
/*
 * Letters are thin and leave gaps: at most SOLID_SHARE of the page is light
 * squares of 16 times 16 pixels, and at most LIGHT_SHARE is squares of 4 times
 * 4 with anything light.  A light sheet on a dark table, even a business card,
 * has more large squares; and a gray that is made of dots, in black and white,
 * has more small ones.
 */
#define SOLID_SHARE 0.04
#define LIGHT_SHARE 0.7

/* Returns what is light on pix, which is gray or black and white, if most of
 * pix is dark: letters that are light on dark.  Returns NULL if pix is not dark
 * or has no light letters, or without memory. */
static PIX *
find_light_on_dark(PIX *pix)
{
	l_uint32 paper = 255, light = 255;
	l_int32 dark = 0;
	PIX *found;

	if (pixGetDepth(pix) == 1) {
		pixCountPixels(pix, &dark, NULL);
		return 2L * dark > (long)pixGetWidth(pix) * pixGetHeight(pix)
			   ? pixInvert(NULL, pix)
			   : NULL;
	}
	pixGetRankValue(pix, SAMPLE, 0.5F, &paper);
	if (paper >= PAPER_DARK)
		return NULL;
	pixGetRankValue(pix, SAMPLE, 1 - LETTERS, &light);
	if (light < paper + LETTERS_LIGHTER)
		return NULL;
	found = pixThresholdToBinary(pix, (l_int32)(paper + light) / 2);
	if (found != NULL)
		pixInvert(found, found);
	return found;
}

/* Whether at most the given share of the pixels of pix is black; false if pix
 * is NULL. */
static bool
is_sparse(PIX *pix, double share)
{
	l_int32 black = 0;

	return pix != NULL && pixCountPixels(pix, &black, NULL) == 0 &&
	       black <= share * pixGetWidth(pix) * pixGetHeight(pix);
}

bool
dark_page_has_text(PIX *pix)
{
	PIX *light = find_light_on_dark(pix), *any, *solid;
	bool is_text;

	if (light == NULL)
		return false;
	any = pixReduceRankBinaryCascade(light, 1, 1, 0, 0);
	solid = pixReduceRankBinaryCascade(light, 4, 4, 4, 4);
	is_text = is_sparse(any, LIGHT_SHARE) && is_sparse(solid, SOLID_SHARE);
	pixDestroy(&light);
	pixDestroy(&any);
	pixDestroy(&solid);
	return is_text;
}
