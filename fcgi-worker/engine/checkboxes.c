/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * checkboxes: tells the frames of checkboxes from letters, and removes them
 * from the image before it is read.  checkbox_signs.c puts signs for them into
 * what was read.
 */
#include "engine/checkboxes.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

#include "engine/box.h"

/* In pixels of ink: the least and the largest side of a frame. */
#define SIDE_LEAST 9
#define SIDE_MOST 90
/* The sides differ by at most this share of the longer one. */
#define UNEQUAL 0.15
/* Each side of the frame is straight: at least this share of it has ink within
 * EDGE of the side's length from the outside.  Those of an O have less. */
#define STRAIGHT 0.9
#define EDGE 8
/* The stroke of a frame is at most a fifth of its side. */
#define STROKE 5
/* In pixels around a frame: its gray edge, which is no ink. */
#define HALO 1
/* The most checkboxes that are found. */
#define FOUND_MOST 500

/* A cross has ink along this share of both diagonals, within a twelfth of its
 * side.  Of each quarter between the diagonals, without a sixth of the side for
 * the frame, at most this share is ink. */
#define ALONG 0.85
#define NEAR 12
#define BORDER 6
#define QUARTER_MOST 0.4
/* In widths: the least distance to what stands on the left and on the right. */
#define GAP 0.3

/* A frame in pixels of ink. */
struct frame {
	int x, y, width, height;
	int stroke;	/* the width of its lines; 0: a cross touches them */
	bool is_filled; /* something is in it */
};

/* Whether pix, a part of the ink, has a straight stroke along its top. */
static bool
has_straight_top(PIX *pix)
{
	int width = pixGetWidth(pix), inked = 0;
	int depth = box_max(2, pixGetHeight(pix) / EDGE);
	l_uint32 bit;

	for (int x = 0; x < width; x++)
		for (int y = 0; y < depth; y++) {
			pixGetPixel(pix, x, y, &bit);
			if (bit != 0) {
				inked++;
				break;
			}
		}
	return inked >= STRAIGHT * width;
}

/* Whether pix has straight strokes along all of its sides. */
static bool
is_framed(PIX *pix)
{
	bool is = true;

	for (int turns = 0; is && turns < 4; turns++) {
		PIX *turned = pixRotateOrth(pix, turns);

		is = turned != NULL && has_straight_top(turned);
		pixDestroy(&turned);
	}
	return is;
}

/* Returns how many pixels of pix are ink, without those that are nearer than
 * inset to a side. */
static int
count_within(PIX *pix, int inset)
{
	BOX *place = boxCreate(inset, inset, pixGetWidth(pix) - 2 * inset,
	    pixGetHeight(pix) - 2 * inset);
	PIX *part = place == NULL ? NULL : pixClipRectangle(pix, place, NULL);
	l_int32 count = -1;

	if (part != NULL)
		pixCountPixels(part, &count, NULL);
	boxDestroy(&place);
	pixDestroy(&part);
	return count;
}

/*
 * Returns the width of the stroke of the frame in pix: the least inset behind
 * which a ring of paper follows.  The ring is as wide as what is painted over
 * the frame is copied from.  Returns 0 if there is none.
 */
static int
find_stroke(PIX *pix)
{
	int side = box_min(pixGetWidth(pix), pixGetHeight(pix));

	for (int stroke = 1; stroke <= box_max(2, side / STROKE); stroke++) {
		int within = count_within(pix, stroke);

		if (within != -1 && within == count_within(pix, stroke + 2))
			return stroke;
	}
	return 0;
}

/* Whether pix has ink near x, y. */
static bool
has_ink_near(PIX *pix, int x, int y)
{
	int room = box_max(1, pixGetWidth(pix) / NEAR);
	l_uint32 bit = 0;

	for (int dy = -room; bit == 0 && dy <= room; dy++)
		for (int dx = -room; bit == 0 && dx <= room; dx++)
			/* Outside of pix, bit becomes 0. */
			pixGetPixel(pix, x + dx, y + dy, &bit);
	return bit != 0;
}

/*
 * Whether each of the four quarters of pix between its diagonals is mostly
 * paper.  A light letter on a dark square is less.
 */
static bool
has_light_quarters(PIX *pix)
{
	int w = pixGetWidth(pix), h = pixGetHeight(pix);
	int border = box_max(2, box_min(w, h) / BORDER);
	int room = box_max(1, w / NEAR), all[4] = {0}, inked[4] = {0};
	bool are_light = true;

	for (int y = border; y < h - border; y++)
		for (int x = border; x < w - border; x++) {
			int down = x - y * (w - 1) / (h - 1);
			int up = x - (w - 1 - y * (w - 1) / (h - 1));
			int quarter = 2 * (down > 0) + (up > 0);
			l_uint32 bit;

			if (abs(down) <= room || abs(up) <= room)
				continue; /* here is the cross */
			pixGetPixel(pix, x, y, &bit);
			all[quarter]++;
			inked[quarter] += (int)bit;
		}
	for (int i = 0; i < 4; i++)
		are_light &= inked[i] <= QUARTER_MOST * all[i];
	return are_light;
}

/* Whether pix, a part of the ink with a frame, has a cross from corner to
 * corner. */
static bool
is_crossed(PIX *pix)
{
	int w = pixGetWidth(pix), h = pixGetHeight(pix), down = 0, up = 0;

	for (int y = 0; y < h; y++) {
		int x = y * (w - 1) / (h - 1);

		down += has_ink_near(pix, x, y);
		up += has_ink_near(pix, w - 1 - x, y);
	}
	return down >= ALONG * h && up >= ALONG * h && has_light_quarters(pix);
}

/* Whether there is paper on both sides of the part of ink at x, y, unlike
 * beside a letter of a word. */
static bool
stands_alone(PIX *ink, int x, int y, int w, int h)
{
	int gap = box_max(2, (int)(GAP * w));
	BOX *place = boxCreate(x - gap, y, w + 2 * gap, h);
	PIX *strip = place == NULL ? NULL : pixClipRectangle(ink, place, NULL);
	PIX *part = NULL;
	l_int32 all = 1, own = 0;

	if (strip != NULL) {
		boxSetGeometry(place, x, y, w, h);
		part = pixClipRectangle(ink, place, NULL);
	}
	if (part != NULL) {
		pixCountPixels(strip, &all, NULL);
		pixCountPixels(part, &own, NULL);
	}
	boxDestroy(&place);
	pixDestroy(&strip);
	pixDestroy(&part);
	return all == own;
}

/* Sets f to the frame that stands at x, y with so many pixels of width and
 * height.  Returns whether it is one. */
static bool
find_frame(PIX *ink, int x, int y, int w, int h, struct frame *f)
{
	int longer = box_max(w, h);
	bool is_box;
	BOX *place;
	PIX *part;

	if (box_min(w, h) < SIDE_LEAST || longer > SIDE_MOST ||
	    abs(w - h) > UNEQUAL * longer || !stands_alone(ink, x, y, w, h))
		return false;
	place = boxCreate(x, y, w, h);
	part = place == NULL ? NULL : pixClipRectangle(ink, place, NULL);
	*f = (struct frame){x, y, w, h, 0, false};
	is_box = part != NULL && is_framed(part);
	if (is_box)
		f->stroke = find_stroke(part);
	if (f->stroke > 0)
		f->is_filled = count_within(part, f->stroke) > 0;
	else if (is_box)
		is_box = is_crossed(part);
	boxDestroy(&place);
	pixDestroy(&part);
	return is_box;
}

/*
 * Paints over the upper side of the frame that is as wide as w and begins at x,
 * y in pix, and as thick as thick, with the row of pixels below it; and over
 * the lower side, which ends at bottom, with the row above that.
 */
static void
paint_sides(PIX *pix, int x, int y, int w, int bottom, int thick)
{
	for (int i = 0; i < thick; i++) {
		pixRasterop(pix, x, y + i, w, 1, PIX_SRC, pix, x, y + thick);
		pixRasterop(pix, x, bottom - 1 - i, w, 1, PIX_SRC, pix, x,
		    bottom - 1 - thick);
	}
}

/* Paints over the frame that has the box b in pix.  thick is the width of its
 * stroke. */
static void
paint_over(PIX *pix, const struct page_box *b, int thick)
{
	int w = box_width(b), h = box_height(b);
	int inner = w - 2 * thick;

	paint_sides(pix, b->left + thick, b->top, inner, b->bottom, thick);
	for (int i = 0; i < thick; i++) {
		pixRasterop(pix, b->left + i, b->top, 1, h, PIX_SRC, pix,
		    b->left + thick, b->top);
		pixRasterop(pix, b->right - 1 - i, b->top, 1, h, PIX_SRC, pix,
		    b->right - 1 - thick, b->top);
	}
}

/* Paints over the box b in pix with the column of pixels on its left, which is
 * paper, as stands_alone() has seen to. */
static void
paint_all(PIX *pix, const struct page_box *b)
{
	for (int x = box_max(b->left, 1); x < b->right; x++)
		pixRasterop(pix, x, b->top, 1, box_height(b), PIX_SRC, pix,
		    box_max(b->left, 1) - 1, b->top);
}

/* Returns the box of f, with so many pixels more on each side, in pixels of the
 * page. */
static struct page_box
place_of(const struct frame *f, const struct ink *ink, int more)
{
	return (struct page_box){ink->area.left + (f->x - more) * ink->factor,
	    ink->area.top + (f->y - more) * ink->factor,
	    ink->area.left + (f->x + f->width + more) * ink->factor,
	    ink->area.top + (f->y + f->height + more) * ink->factor};
}

/* Takes f out of ink, and paints over it in pix, in which the ink was found. */
static void
take_out(PIX *pix, struct ink *ink, const struct frame *f)
{
	const struct page_box in_ink = {
	    f->x, f->y, f->x + f->width, f->y + f->height};
	const struct page_box in_pix = place_of(f, ink, HALO);

	if (f->stroke > 0) {
		paint_over(ink->pix, &in_ink, f->stroke);
		paint_over(pix, &in_pix, (f->stroke + 2 * HALO) * ink->factor);
	} else {
		paint_all(ink->pix, &in_ink);
		paint_all(pix, &in_pix);
	}
}

bool
checkboxes_look_like_letters(const char *lang)
{
	static const char *const codes[] = {
	    "chi", "jpn", "kor", "heb", "yid", "Han", "Hebrew", "Japanese"};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (strstr(lang, codes[i]) != NULL)
			return true;
	return false;
}

struct Pix *
checkboxes_take_out(struct Pix *pix, struct ink *ink, struct Boxa *parts,
    struct checkboxes *found)
{
	PIX *copy = NULL;
	int x, y, w, h, count = boxaGetCount(parts);
	struct frame f;

	*found =
	    (struct checkboxes){calloc(FOUND_MOST, sizeof(*found->list)), 0};
	if (found->list == NULL)
		return NULL;
	for (int i = 0; i < count && found->count < FOUND_MOST; i++) {
		boxaGetBoxGeometry(parts, i, &x, &y, &w, &h);
		if (!find_frame(ink->pix, x, y, w, h, &f))
			continue;
		if (copy == NULL)
			copy = pixCopy(NULL, pix);
		if (copy == NULL)
			return NULL;
		take_out(copy, ink, &f);
		if (!f.is_filled)
			found->list[found->count++] = (struct checkbox){
			    place_of(&f, ink, 0), f.stroke == 0};
	}
	return copy == NULL ? pixClone(pix) : copy;
}
