/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text_ink: finds out whether the words of a page are seen on it.  The page is
 * drawn at a low resolution with its text and without.  A word at whose place
 * both are alike is hidden.  judge() says whether the other words can be all
 * the text of the page; whether they are trusted is decided in text_layer.c.
 */
#include "input/text_ink.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "input/glyph_hiding.h"
#include "input/group_blends.h"
#include "input/pdf_draw.h"
#include "input/pdf_frame.h"

/* The resolution at which pages are drawn, and the most pixels. */
#define COARSE_DPI 50.0
#define COARSE_PIXELS 1000000.0
/*
 * The text of a page is not trusted if it has fewer letters than this and
 * something else is on the page.
 */
#define FEW_LETTERS 16
/* Two colors can be told apart if a sample differs by at least this. */
#define CONTRAST 24
/*
 * If more than one pixel in this many differs from white, there is something on
 * the page.
 */
#define SPECKS 2000

/* A page, drawn with its text and without. */
struct drawing {
	struct pdf_frame frame;
	double scale; /* pixels a point */
	uint32_t *with_text, *without_text;
};

/*
 * Draws the page with its text and without it, into memory that the caller
 * frees, whatever the result.  Returns 0; or -1 without memory, or if anything
 * of the page cannot be drawn.
 */
static int
draw_twice(const struct pdf *pdf, unsigned page, struct drawing *d)
{
	size_t width = d->frame.size.width, height = d->frame.size.height;
	struct pdf_canvas canvas = {
	    .stride = width * 4, .max_pixels = SIZE_MAX, .is_compared = true};
	struct sniff_size refused;
	int rc = -1;

	d->with_text = calloc(width * height, sizeof(*d->with_text));
	d->without_text = calloc(width * height, sizeof(*d->without_text));
	if (d->with_text == NULL || d->without_text == NULL)
		return -1;
	canvas.pixels = d->with_text;
	if (pdf_draw(pdf, page, &d->frame, &canvas, &refused) == 0) {
		canvas.pixels = d->without_text;
		glyph_hiding_hide(true);
		rc = pdf_draw(pdf, page, &d->frame, &canvas, &refused);
		glyph_hiding_hide(false);
	}
	return rc;
}

/* Whether the colors a and b, 0xRRGGBB, can be told from each other. */
static bool
is_seen_apart(uint32_t a, uint32_t b)
{
	for (int shift = 0; shift < 24; shift += 8)
		if (abs((int)(a >> shift & 0xff) - (int)(b >> shift & 0xff)) >=
		    CONTRAST)
			return true;
	return false;
}

/* Whether the page without its text shows more than a few specks. */
static bool
has_other_ink(const struct drawing *d)
{
	size_t size = (size_t)d->frame.size.width * d->frame.size.height;
	size_t ink = 0;

	for (size_t i = 0; i < size; i++)
		ink += is_seen_apart(d->without_text[i], 0xffffff);
	return ink > size / SPECKS;
}

/*
 * Whether the page looks different with and without its text in this rectangle,
 * whose sides are in pixels of the drawing.
 */
static bool
is_seen_within(const struct drawing *d, double left, double top, double right,
    double bottom)
{
	double width = d->frame.size.width, height = d->frame.size.height;
	size_t x1 = (size_t)fmin(fmax(floor(left), 0), width);
	size_t y1 = (size_t)fmin(fmax(floor(top), 0), height);
	size_t x2 = (size_t)fmin(fmax(ceil(right), 0), width);
	size_t y2 = (size_t)fmin(fmax(ceil(bottom), 0), height);

	for (size_t y = y1; y < y2; y++)
		for (size_t x = x1; x < x2; x++) {
			size_t i = y * d->frame.size.width + x;

			if (is_seen_apart(d->with_text[i], d->without_text[i]))
				return true;
		}
	return false;
}

/*
 * Whether w has a letter.  Other characters, such as dots and quotes, may have
 * ink only at the edge of their box.
 */
static bool
has_letter(const struct text_layer_word *w)
{
	for (size_t i = 0; i < w->length; i++)
		if (w->text[i] >= 0x80 ||
		    ((w->text[i] | 0x20) >= 'a' && (w->text[i] | 0x20) <= 'z'))
			return true;
	return false;
}

/*
 * Whether w is seen; its sides are in points.  If it has letters, a fifth of
 * its height is ignored at the top and at the bottom, so that the lines above
 * and below it do not count.  If it is rotated by a right angle, its height
 * lies across the page.
 */
static bool
is_seen(const struct drawing *d, const struct text_layer_word *w)
{
	double scale = d->scale, edge = has_letter(w) ? 0.2 : 0;
	bool is_turned = (w->turns & 1) != 0;
	double x = (w->right - w->left) * (is_turned ? edge : 0);
	double y = (w->bottom - w->top) * (is_turned ? 0 : edge);

	return is_seen_within(d, (w->left + x) * scale, (w->top + y) * scale,
	    (w->right - x) * scale, (w->bottom - y) * scale);
}

/*
 * Removes the hidden words from layer.  Returns how many letters the others
 * have.
 */
static size_t
keep_seen(struct text_layer *layer, const struct drawing *d)
{
	size_t kept = 0, letters = 0;

	for (size_t i = 0; i < layer->count; i++)
		if (is_seen(d, &layer->words[i])) {
			letters += layer->words[i].length;
			layer->words[kept++] = layer->words[i];
		}
	layer->count = kept;
	return letters;
}

/*
 * Removes the hidden words from layer, and sets its flags.  Trusts the layer if
 * the other words have enough letters or are all that is on the page.  Does not
 * trust it if words seem to be hidden but cairo may have drawn the page wrong.
 */
static void
judge(struct text_layer *layer, const struct drawing *d)
{
	size_t words = layer->count;
	size_t letters = keep_seen(layer, d);

	layer->is_seen = true;
	layer->has_hidden = layer->count < words;
	if (layer->has_hidden && group_blends_are_there())
		return;
	layer->is_trusted =
	    letters >= FEW_LETTERS || (letters > 0 && !has_other_ink(d));
}

int
text_ink_check(const struct pdf *pdf, unsigned page, struct text_layer *layer)
{
	struct drawing d = {.with_text = NULL};
	double dpi = COARSE_DPI * pdf_unit(pdf, page), width, height;
	int rc;

	if (pdf_frame_measure(pdf, page, dpi, &d.frame) == -1)
		return -1;
	if ((double)d.frame.size.width * d.frame.size.height > COARSE_PIXELS) {
		dpi *= sqrt(
		    COARSE_PIXELS / d.frame.size.width / d.frame.size.height);
		if (pdf_frame_measure(pdf, page, dpi, &d.frame) == -1)
			return -1;
	}
	/*
	 * A page one pixel wide may be too large at any resolution.  Then
	 * nothing is drawn, and its text is not trusted.
	 */
	if ((double)d.frame.size.width * d.frame.size.height >
	    2 * COARSE_PIXELS)
		return 0;
	pdf_points(pdf, page, &width, &height);
	d.scale = d.frame.size.width / width;
	rc = draw_twice(pdf, page, &d);
	if (rc == 0)
		judge(layer, &d);
	/*
	 * A page that cannot be drawn has no text to trust, which is no
	 * failure.
	 */
	rc = d.with_text == NULL || d.without_text == NULL ? -1 : 0;
	free(d.with_text);
	free(d.without_text);
	return rc;
}
