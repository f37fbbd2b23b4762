/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * All randomness comes from the dice, so leptonica's own noise is not used.
 * Loops over pixels work on lines of memory, since a page has four million.
 */
#include "tests/accuracy/noise.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>

#define WHITE 255.0

double
noise_between(struct dice *dice, double low, double high)
{
	return low + (high - low) * (double)(dice_next(dice) >> 11) /
			 9007199254740992.0;
}

/* Destroys old.  Returns new, without which the program ends. */
static PIX *
replace(PIX *old, PIX *new)
{
	if (!new)
		abort();
	pixDestroy(&old);
	return new;
}

static unsigned
clamp(double v)
{
	return v < 0 ? 0 : v > WHITE ? 255 : (unsigned)v;
}

/* Returns a random number, roughly normally distributed around 0 with a
 * standard deviation of 1. */
static double
bell(struct dice *dice)
{
	uint64_t r = dice_next(dice);
	double sum = 0;

	for (int i = 0; i < 4; i++, r >>= 16)
		sum += (double)(r & 0xffff) / 65536;
	return (sum - 2) * 1.732;
}

/* --- light --------------------------------------------------------------- */

/* The light over a page: it changes from one side to the other, and there is a
 * shadow with a soft edge. */
struct light {
	double base, across, down; /* factors */
	double shadow, nx, ny, edge, soft;
};

/* Makes a light that changes by at most uneven from side to side, and whose
 * shadow takes away this part of it, from 0 to 1. */
static struct light
make_light(struct dice *dice, double uneven, double shadow)
{
	double angle = noise_between(dice, 0, 6.28);

	return (struct light){
	    .base = 1 - uneven / 2,
	    .across = noise_between(dice, -uneven, uneven),
	    .down = noise_between(dice, -uneven, uneven),
	    .shadow = shadow,
	    .nx = cos(angle),
	    .ny = sin(angle),
	    .edge = noise_between(dice, -0.3, 0.3),
	    .soft = noise_between(dice, 0.03, 0.12),
	};
}

/* Returns the factor at a place, whose coordinates go from -0.5 to 0.5. */
static double
light_at(const struct light *l, double x, double y)
{
	double side = (x * l->nx + y * l->ny - l->edge) / l->soft;

	return (l->base + l->across * x + l->down * y) *
	       (1 - l->shadow / (1 + exp(-side)));
}

/* Multiplies a page by the light and adds grain. */
static void
shine(PIX *page, const struct light *l, double grain, struct dice *dice)
{
	int w = pixGetWidth(page), h = pixGetHeight(page);

	for (int y = 0; y < h; y++) {
		l_uint32 *line = pixGetData(page) + y * pixGetWpl(page);

		for (int x = 0; x < w; x++) {
			double f = light_at(
			    l, (double)x / w - 0.5, (double)y / h - 0.5);
			double g = grain > 0 ? grain * bell(dice) : 0;
			l_int32 r, gr, b;

			extractRGBValues(line[x], &r, &gr, &b);
			composeRGBPixel((l_int32)clamp(r * f + g),
			    (l_int32)clamp(gr * f + g),
			    (l_int32)clamp(b * f + g), &line[x]);
		}
	}
}

/* --- scanners ------------------------------------------------------------ */

static PIX *
blur(PIX *page, double radius)
{
	L_KERNEL *kernel;

	if (radius <= 0.2)
		return page;
	kernel = makeGaussianKernel((l_int32)(2 * radius) + 1,
	    (l_int32)(2 * radius) + 1, (l_float32)radius, 1);
	page = replace(page, pixGetDepth(page) == 32
				 ? pixConvolveRGB(page, kernel)
				 : pixConvolve(page, kernel, 8, 1));
	kernelDestroy(&kernel);
	return page;
}

static PIX *
turn(PIX *page, double degrees)
{
	return replace(page, pixRotate(page, (l_float32)(degrees * 0.0174533),
				 L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0));
}

/* Draws dark spots around a random place, as toner or damp leave them. */
static void
stain(PIX *page, struct dice *dice)
{
	int w = pixGetWidth(page), h = pixGetHeight(page);
	double x = noise_between(dice, 0, w), y = noise_between(dice, 0, h);
	double radius = noise_between(dice, 8, 45);

	for (int i = 0; i < 60; i++) {
		int px = (int)(x + radius * bell(dice));
		int py = (int)(y + radius * bell(dice));
		int size = 1 + (int)dice_below(dice, 3);
		unsigned gray = 40 + dice_below(dice, 80);

		/* Pixels outside the page are left out. */
		for (int k = 0; k < size * size; k++)
			pixSetPixel(page, px + k % size, py + k / size, gray);
	}
}

/* Draws the dark line that the edge of a book leaves. */
static void
edge(PIX *page, struct dice *dice)
{
	int w = pixGetWidth(page), h = pixGetHeight(page);
	int x = 10 + (int)dice_below(dice, (unsigned)w / 28);

	for (int y = 0; y < h; y++) {
		if (dice_is(dice, 3))
			x += dice_is(dice, 50) ? 1 : -1;
		if (dice_is(dice, 80))
			for (int i = 0; i < 2; i++)
				pixSetPixel(page, x + i, y, 60);
	}
}

/* Adds grain to a page of 8 bits. */
static void
grain8(PIX *page, double deviation, struct dice *dice)
{
	int w = pixGetWidth(page), h = pixGetHeight(page);

	for (int y = 0; y < h; y++) {
		l_uint32 *line = pixGetData(page) + y * pixGetWpl(page);

		for (int x = 0; x < w; x++)
			SET_DATA_BYTE(line, x,
			    (l_uint8)clamp(GET_DATA_BYTE(line, x) +
					   deviation * bell(dice)));
	}
}

/* Returns the page in gray as a scanner sees it: a little turned, blurred, and
 * on some pages with stains and the edge of a book.  Destroys page. */
static PIX *
lie_on_glass(PIX *page, double softness, struct dice *dice)
{
	page = replace(page, pixConvertRGBToLuminance(page));
	page = turn(page, noise_between(dice, -0.6, 0.6));
	for (unsigned i = dice_below(dice, 5); i > 0; i--)
		stain(page, dice);
	if (dice_is(dice, 50))
		edge(page, dice);
	return blur(page, softness);
}

struct Pix *
noise_gray(struct Pix *page, struct dice *dice)
{
	page = lie_on_glass(page, noise_between(dice, 0.5, 1.1), dice);
	grain8(page, noise_between(dice, 4, 10), dice);
	return page;
}

struct Pix *
noise_scan(struct Pix *page, struct dice *dice)
{
	page = lie_on_glass(page, noise_between(dice, 0.4, 0.8), dice);
	/* Edges become ragged where grain decides. */
	grain8(page, noise_between(dice, 10, 20), dice);
	return replace(page,
	    pixThresholdToBinary(page, (l_int32)noise_between(dice, 135, 170)));
}

struct Pix *
noise_halftone(struct Pix *page, struct dice *dice)
{
	static const unsigned char dots[4][4] = {{15, 135, 45, 165},
	    {195, 75, 225, 105}, {60, 180, 30, 150}, {240, 120, 210, 90}};

	page = replace(page, pixConvertRGBToLuminance(page));
	page = turn(page, noise_between(dice, -0.4, 0.4));
	for (int y = 0; y < pixGetHeight(page); y++) {
		l_uint32 *line = pixGetData(page) + y * pixGetWpl(page);

		for (int x = 0; x < pixGetWidth(page); x++)
			SET_DATA_BYTE(line, x,
			    GET_DATA_BYTE(line, x) < dots[y & 3][x & 3] ? 0
									: 255);
	}
	return replace(page, pixThresholdToBinary(page, 128));
}

/* --- telephones ---------------------------------------------------------- */

/* Returns the four corners of a page, each moved at random by up to this part
 * (shift) of the width and the height. */
static PTA *
corners(double w, double h, double shift, struct dice *dice)
{
	PTA *points = ptaCreate(4);

	for (int i = 0; i < 4; i++)
		ptaAddPt(points,
		    (l_float32)((i & 1 ? w : 0) +
				noise_between(dice, -shift, shift) * w),
		    (l_float32)((i & 2 ? h : 0) +
				noise_between(dice, -shift, shift) * h));
	return points;
}

/* Cuts the margin off all sides. */
static PIX *
crop(PIX *page, int margin)
{
	BOX *box = boxCreate(margin, margin, pixGetWidth(page) - 2 * margin,
	    pixGetHeight(page) - 2 * margin);

	page = replace(page, pixClipRectangle(page, box, NULL));
	boxDestroy(&box);
	return page;
}

/* Returns the page on a desk, seen a little from the side.  Destroys page. */
static PIX *
look_aside(PIX *page, double shift, struct dice *dice)
{
	int w = pixGetWidth(page), h = pixGetHeight(page);
	int margin = (int)(shift * (w > h ? w : h)) + 20;
	unsigned gray = 90 + dice_below(dice, 60);
	PIX *wide =
	    pixAddBorderGeneral(page, 3 * margin, 3 * margin, 3 * margin,
		3 * margin, gray << 24 | (gray - 20) << 16 | (gray - 45) << 8);
	PTA *from = corners(w, h, 0, dice), *to = corners(w, h, shift, dice);
	PTA *from_wide = ptaTransform(from, 3 * margin, 3 * margin, 1, 1);
	PTA *to_wide = ptaTransform(to, 3 * margin, 3 * margin, 1, 1);

	page = replace(
	    page, pixProjectivePta(wide, to_wide, from_wide, L_BRING_IN_BLACK));
	pixDestroy(&wide);
	ptaDestroy(&from);
	ptaDestroy(&to);
	ptaDestroy(&from_wide);
	ptaDestroy(&to_wide);
	return crop(page, 2 * margin - 10);
}

struct Pix *
noise_photo(struct Pix *page, struct dice *dice)
{
	struct light light = make_light(dice, noise_between(dice, 0.1, 0.35),
	    dice_is(dice, 60) ? noise_between(dice, 0.2, 0.5) : 0);

	page = look_aside(page, noise_between(dice, 0.01, 0.04), dice);
	page = blur(page, noise_between(dice, 0.6, 1.3));
	shine(page, &light, noise_between(dice, 3, 8), dice);
	return page;
}

struct Pix *
noise_turn(struct Pix *page, double degrees)
{
	int w = pixGetWidth(page), h = pixGetHeight(page);

	return replace(page, pixRotate(page, (l_float32)(degrees * 0.0174533),
				 L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, w, h));
}
