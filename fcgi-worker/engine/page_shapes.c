/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_shapes: the lines on a page, found by their shapes.
 */
#include "engine/page_shapes.h"

#include <leptonica/allheaders.h>

#include "engine/box.h"
#include "engine/image_part.h"

/*
 * A disc is at least this many heights of letters high, with the room around
 * it.  Of the square in its middle, with sides of MIDDLE of its own, nine
 * tenths are darker than paper by EVEN of the greatest difference there, and by
 * CONTRAST grey levels.
 */
#define HIGHER 2.2
#define MIDDLE 0.4
#define EVEN 0.6
#define CONTRAST 24

/* Returns the grey that this share of the pixels in the square do not exceed;
 * it has the given side, and its corner at x, y. */
static int
grey_at(PIX *grey, int x, int y, int side, l_float32 share)
{
	BOX *box = boxCreate(x, y, side, side);
	PIX *square = box == NULL ? NULL : pixClipRectangle(grey, box, NULL);
	l_uint32 value = 255;

	if (square != NULL)
		pixGetRankValue(square, 1, share, &value);
	boxDestroy(&box);
	pixDestroy(&square);
	return (int)value;
}

/*
 * Whether grey, the place of a line, shows a disc, such as a portrait: nearly
 * all of its middle is as dark as the darkest part of that, and its first and
 * last corner are paper.  The middle of a letter has paper, too.
 */
static bool
shows_disc(PIX *grey)
{
	int w = pixGetWidth(grey), h = pixGetHeight(grey);
	int side = box_min(w, h), middle = (int)(MIDDLE * side);
	int x = (w - middle) / 2, y = (h - middle) / 2;
	int corner = side / 10, paper;

	if (middle < 1 || corner < 1)
		return false;
	paper = box_min(grey_at(grey, 0, 0, corner, 0.5F),
	    grey_at(grey, w - corner, h - corner, corner, 0.5F));
	return paper - grey_at(grey, x, y, middle, 0.9F) >=
	       box_max(CONTRAST,
		   (int)(EVEN * (paper - grey_at(grey, x, y, middle, 0.1F))));
}

/* Whether box, a line of pix, is a disc and much higher than the letters. */
static bool
is_disc(PIX *pix, const struct page_box *box, double letter_height)
{
	int w = box_width(box), h = box_height(box);
	PIX *part, *grey;
	bool is_one;

	if (box_min(w, h) < HIGHER * letter_height ||
	    4 * box_min(w, h) < 3 * box_max(w, h))
		return false;
	part = image_part(pix, box);
	grey = part == NULL ? NULL : pixConvertTo8(part, 0);
	is_one = grey != NULL && shows_disc(grey);
	pixDestroy(&part);
	pixDestroy(&grey);
	return is_one;
}

/* Removes discs from found. */
static void
drop_discs(struct line_finder *found, PIX *pix)
{
	size_t kept = 0;

	for (size_t i = 0; i < found->count; i++)
		if (!is_disc(pix, &found->boxes[i], found->letter_height))
			found->boxes[kept++] = found->boxes[i];
	found->count = kept;
}

int
page_shapes_find(struct page_shapes *s, struct Pix *pix, const struct ink *ink)
{
	struct ink light;
	int rc;

	*s = (struct page_shapes){{.boxes = NULL}, {.boxes = NULL}};
	rc = line_finder_find(ink, &s->dark);
	drop_discs(&s->dark, pix);
	if (rc == -1 || !ink_find_light(&light, pix, ink))
		return rc;
	rc = line_finder_find(&light, &s->light);
	ink_free(&light);
	return rc;
}

void
page_shapes_free(struct page_shapes *s)
{
	line_finder_free(&s->dark);
	line_finder_free(&s->light);
}
