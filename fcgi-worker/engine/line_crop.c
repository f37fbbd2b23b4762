/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * line_crop: one line of a page as Tesseract reads it best: dark on light, also
 * where the page has it white on black.  A rule beside a line would be read as
 * a letter of its last word, so rules are painted over.
 */
#include "engine/line_crop.h"

#include <leptonica/allheaders.h>

#include "engine/box.h"
#include "engine/image_part.h"

/* In pixels: the height of a line as it is read, and its greatest width then.
 */
#define HEIGHT 48
#define WIDTH_MAX 6000
/*
 * The factor by which lines are made narrower: recognition then takes less time
 * in proportion, and narrow letters are read just as reliably.
 */
#define NARROW 0.95
/* Letters are at least this share of the pixels of a line. */
#define LETTERS 0.02F
/* In gray levels: a line counts as light on dark only if its lightest letters
 * differ from the paper by this much more than its darkest ones. */
#define CONTRAST 8
/* A pixel is ink if it differs from the paper by this share of the greatest
 * difference. */
#define INK 0.4
/* The greatest difference is that of the darkest pixels.  The very darkest,
 * this share of all pixels, are left out: they may be specks. */
#define DARKEST 0.01F
/*
 * In pixels of the line as it is read: an upright rule is at least this high
 * and at most this wide.  A line has room above and below, so that none of its
 * letters is as high as that.
 */
#define RULE_HEIGHT 40
#define RULE_WIDTH 14
/* A level rule is at least this long, and lower than a letter. */
#define RULE_LENGTH 96
/* A letter is at least this high; a lower part is a dot or a dash. */
#define LETTER_LEAST 10

/* Returns the gray that this share of the pixels of pix do not exceed. */
static int
gray_at(PIX *pix, l_float32 share)
{
	l_uint32 gray = 255;

	pixGetRankValue(pix, 1, share, &gray);
	return gray < 255 ? (int)gray : 255;
}

/*
 * Inverts pix if it is light on dark.  Most of a line is paper, so the median
 * gray is the paper's.  If the lightest letters differ from it more than the
 * darkest ones, pix is light on dark.  Returns the gray of the paper in the
 * result.
 */
static int
make_dark(PIX *pix)
{
	int paper = gray_at(pix, 0.5F);

	if (gray_at(pix, 1 - LETTERS) - paper <
	    paper - gray_at(pix, LETTERS) + CONTRAST)
		return paper;
	pixInvert(pix, pix);
	return 255 - paper;
}

/* Returns the pixels of pix that are much darker than the gray paper.  Returns
 * NULL if there are none, or without memory. */
static PIX *
find_ink(PIX *pix, int paper)
{
	int darkest = gray_at(pix, DARKEST);

	if (paper - darkest < CONTRAST)
		return NULL;
	return pixThresholdToBinary(
	    pix, paper - (int)(INK * (paper - darkest)));
}

/* Whether a connected part of the ink, w wide and h high, is a rule and not a
 * letter. */
static bool
is_rule(int w, int h)
{
	return (h >= RULE_HEIGHT && w <= RULE_WIDTH) ||
	       (w >= RULE_LENGTH && h < LETTER_LEAST);
}

/* Paints over the rules in pix, in the gray of the paper; ink is the ink of
 * pix.  Returns whether anything else is as high as a letter. */
static bool
erase_rules(PIX *pix, PIX *ink, int paper)
{
	PIXA *parts = NULL;
	BOXA *boxes = pixConnComp(ink, &parts, 8);
	bool has_letters = false;
	int x, y, w, h;

	for (int i = 0; boxes != NULL && i < boxaGetCount(boxes); i++) {
		boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
		if (is_rule(w, h)) {
			PIX *part = pixaGetPix(parts, i, L_CLONE);
			PIX *wide = pixAddBorder(part, 2, 0);

			pixDilateBrick(wide, wide, 3, 3);
			pixPaintThroughMask(
			    pix, wide, x - 2, y - 2, (l_uint32)paper);
			pixDestroy(&wide);
			pixDestroy(&part);
		} else if (h >= LETTER_LEAST) {
			has_letters = true;
		}
	}
	boxaDestroy(&boxes);
	pixaDestroy(&parts);
	return has_letters;
}

/* Returns pix with a border of the paper's gray around it.  Frees pix. */
static PIX *
add_border(PIX *pix, int paper)
{
	PIX *framed = pixAddBorder(pix, LINE_CROP_BORDER, (l_uint32)paper);

	pixDestroy(&pix);
	return framed;
}

PIX *
line_crop_frame(PIX *pix)
{
	int paper = make_dark(pix);

	return add_border(pix, paper);
}

/* Returns the scale at which a line of this width and height is read: HEIGHT
 * high, or less if it would be wider than WIDTH_MAX, and a little narrower by
 * NARROW. */
static struct line_crop_scale
choose_scale(int width, int height)
{
	double scale = (double)HEIGHT / height;

	if (width * scale > WIDTH_MAX)
		scale = (double)WIDTH_MAX / width;
	return (struct line_crop_scale){NARROW * scale, scale};
}

/* Returns the part b of pix in gray, scaled by scale, or NULL without memory.
 */
static PIX *
cut_part(
    PIX *pix, const struct page_box *b, const struct line_crop_scale *scale)
{
	PIX *part = image_part(pix, b);
	PIX *gray = part == NULL ? NULL : pixConvertTo8(part, 0), *scaled;

	pixDestroy(&part);
	if (gray == NULL)
		return NULL;
	scaled = pixScaleGeneral(
	    gray, (l_float32)scale->x, (l_float32)scale->y, 0, 0);
	pixDestroy(&gray);
	return scaled;
}

PIX *
line_crop_cut(
    PIX *pix, const struct page_box *box, struct line_crop_scale *scale)
{
	PIX *line, *ink;
	bool has_letters;
	int paper;

	*scale = choose_scale(box_width(box), box_height(box));
	line = cut_part(pix, box, scale);
	if (line == NULL)
		return NULL;
	paper = make_dark(line);
	ink = find_ink(line, paper);
	has_letters = ink != NULL && erase_rules(line, ink, paper);
	pixDestroy(&ink);
	if (has_letters)
		return add_border(line, paper);
	pixDestroy(&line);
	return NULL;
}
