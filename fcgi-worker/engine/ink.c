/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ink: what is dark on a page, in black and white, as layout needs it.  What
 * it is to be taken for is decided elsewhere.
 */
#include "engine/ink.h"

#include <leptonica/allheaders.h>

/* Darker than this is ink, where paper is 200. */
#define INK 160

/* The part area of pix in grey, reduced by *factor, or NULL. */
static PIX *
take_grey(PIX *pix, const struct page_box *area, long pixels, int *factor)
{
	BOX *box = boxCreate(area->left, area->top, area->right - area->left,
	    area->bottom - area->top);
	PIX *part = box == NULL ? NULL : pixClipRectangle(pix, box, NULL);
	PIX *grey = part == NULL ? NULL : pixConvertTo8(part, 0), *half;

	boxDestroy(&box);
	pixDestroy(&part);
	*factor = 1;
	while (grey != NULL &&
	       (long)pixGetWidth(grey) * pixGetHeight(grey) > pixels) {
		half = pixScaleAreaMap2(grey);
		pixDestroy(&grey);
		grey = half;
		*factor *= 2;
	}
	return grey;
}

PIX *
ink_find(PIX *pix, const struct page_box *area, long pixels, int *factor)
{
	PIX *grey = take_grey(pix, area, pixels, factor);
	PIX *even, *ink;

	if (grey == NULL)
		return NULL;
	even = pixBackgroundNormSimple(grey, NULL, NULL);
	ink = pixThresholdToBinary(even == NULL ? grey : even, INK);

	pixDestroy(&even);
	pixDestroy(&grey);
	return ink;
}
