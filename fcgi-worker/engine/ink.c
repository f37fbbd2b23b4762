/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ink: what is dark on a page, or light on a dark one, in black and white and
 * small enough for layout.  dark_page.c says whether the page is dark with
 * light text, light_text.c finds what is light in dark areas of any page, and
 * threshold.c says how dark ink is.  recognition.c and line_crop.c make light
 * letters dark before they are read.
 */
#include "engine/ink.h"

#include <leptonica/allheaders.h>

#include "engine/box.h"
#include "engine/dark_page.h"
#include "engine/image_part.h"
#include "engine/light_text.h"
#include "engine/threshold.h"

/* A page with more pixels is reduced, since its letters are large, too. */
#define PIXELS_MAX 4000000L

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

/*
 * Returns pix, gray or black and white, inverted if its text is light on dark,
 * and sets *is_inverted to whether it is.  Frees pix, which may be a clone.
 * Returns NULL without memory.
 */
static PIX *
make_dark(PIX *pix, bool *is_inverted)
{
	PIX *inverted;

	*is_inverted = dark_page_has_text(pix);
	if (!*is_inverted)
		return pix;
	inverted = pixInvert(NULL, pix);
	pixDestroy(&pix);
	return inverted;
}

/* Returns the part of pix in area, a box, inverted if its text is light on
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

/* Returns a copy of part, since its pixels may be those of the page.  Frees
 * part. */
static PIX *
copy_part(PIX *part)
{
	PIX *copy = pixCopy(NULL, part);

	pixDestroy(&part);
	return copy;
}

int
ink_find(struct ink *ink, PIX *pix, const struct page_box *area)
{
	PIX *part;

	if (ink->pix != NULL)
		return 0;
	part = find_part(ink, pix, area);
	if (part != NULL) {
		ink->has_dark = light_text_is_possible(part);
		ink->pix = pixGetDepth(part) == 1 ? copy_part(part)
						  : threshold_find_ink(part);
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
		light->pix = light_text_find(part);
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
