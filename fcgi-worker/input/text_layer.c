/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text_layer: the text that a page of a PDF has, if that is what is seen on it.
 * The page is drawn twice, coarsely, with its text and without: a word where
 * both are alike is hidden, and is not given.
 */
#include "input/text_layer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "input/pdf.h"
#include "input/pdf_fonts.h"
#include "input/pdf_glyphs.h"
#include "input/pdf_words.h"

/* How finely pages are drawn, and at most how large. */
#define COARSE_DPI 50.0
#define COARSE_PIXELS 1000000.0
/* The share of a page that images fill when it is taken for a scan. */
#define FILLED 0.5
/* One of so many characters may be rubbish. */
#define RUBBISH 20
/* With fewer letters, and something else on it, the page is to be read. */
#define FEW_LETTERS 16
/* How far a colour has to be from another one to be seen. */
#define CONTRAST 24
/* One of so many pixels is something on the page. */
#define SPECKS 2000
/* Words and letters of a page; one that has more is to be read. */
#define WORDS_MAX 200000
#define LETTERS_MAX 2000000

/* Words that are collected. */
struct collection {
	struct text_layer *layer;
	const struct pdf_fonts *fonts;
	size_t word_room, letters, letter_room;
	size_t rubbish;
	bool failed, is_full;
};

static bool
is_rubbish(uint32_t c)
{
	return c < ' ' || (c >= 0x7f && c < 0xa0) || c >= 0x110000 ||
	       (c >= 0xd800 && c < 0xf900) || (c & 0xfffe) == 0xfffe ||
	       c == 0xfffd || c >= 0xf0000;
}

static int
grow(void **array, size_t *room, size_t count, size_t size)
{
	size_t more = *room == 0 ? 1024 : 2 * *room;
	void *grown;

	if (count < *room)
		return 0;
	grown = reallocarray(*array, more, size);
	if (grown == NULL)
		return -1;
	*array = grown;
	*room = more;
	return 0;
}

/* Add c, and count what no text has. */
static void
add_letter(struct collection *c, uint32_t letter)
{
	if (is_rubbish(letter)) {
		c->rubbish++;
		return;
	}
	if (grow((void **)&c->layer->letters, &c->letter_room, c->letters,
		sizeof(*c->layer->letters)) == -1)
		c->failed = true;
	else
		c->layer->letters[c->letters++] = letter;
}

static void
add_letters(struct collection *c, const struct pdf_words_word *w)
{
	uint32_t letter;

	for (size_t i = 0; i < w->length && !c->failed; i++) {
		letter = w->text[i];
		if (letter >= 0xd800 && letter < 0xdc00 && i + 1 < w->length &&
		    w->text[i + 1] >= 0xdc00 && w->text[i + 1] < 0xe000)
			letter = 0x10000 + ((letter & 0x3ff) << 10 |
					       (w->text[++i] & 0x3ffu));
		add_letter(c, letter);
	}
}

static bool
is_number(const struct pdf_words_word *w)
{
	return isfinite(w->left + w->top + w->right + w->bottom) &&
	       w->left <= w->right && w->top <= w->bottom;
}

static void
add_word(void *context, const struct pdf_words_word *w)
{
	struct collection *c = context;
	struct text_layer *layer = c->layer;
	size_t begin = c->letters;

	if (c->failed || c->is_full || !is_number(w))
		return;
	c->is_full =
	    layer->count == WORDS_MAX || w->length > LETTERS_MAX - c->letters;
	if (c->is_full)
		return;
	if (pdf_fonts_is_unmapped(c->fonts, w->font))
		c->rubbish += w->length;
	add_letters(c, w);
	if (c->failed || c->letters == begin)
		return;
	if (grow((void **)&layer->words, &c->word_room, layer->count,
		sizeof(*layer->words)) == -1) {
		c->failed = true;
		return;
	}
	layer->words[layer->count++] = (struct text_layer_word){w->left, w->top,
	    w->right, w->bottom, w->font_size, w->turns & 3, w->has_blank, NULL,
	    c->letters - begin};
}

/* Say where the letters of each word are, which do not move any more. */
static void
point_to_letters(struct text_layer *layer)
{
	const uint32_t *next = layer->letters;

	for (size_t i = 0; i < layer->count; i++) {
		layer->words[i].text = next;
		next += layer->words[i].length;
	}
}

/* The page as it is seen, and without its text. */
struct drawing {
	struct pdf_frame frame;
	double scale; /* pixels of a point */
	uint32_t *with, *without;
};

static int
draw(const struct pdf *pdf, unsigned page, struct drawing *d)
{
	size_t width = d->frame.size.width, height = d->frame.size.height;
	struct pdf_canvas canvas = {
	    .stride = width * 4, .max_pixels = SIZE_MAX};
	struct sniff_size refused;
	int rc = -1;

	d->with = calloc(width * height, sizeof(*d->with));
	d->without = calloc(width * height, sizeof(*d->without));
	if (d->with == NULL || d->without == NULL)
		return -1;
	canvas.pixels = d->with;
	if (pdf_draw(pdf, page, &d->frame, &canvas, &refused) == 0) {
		canvas.pixels = d->without;
		pdf_glyphs_hide(true);
		rc = pdf_draw(pdf, page, &d->frame, &canvas, &refused);
		pdf_glyphs_hide(false);
	}
	return rc;
}

static bool
is_far(uint32_t a, uint32_t b)
{
	for (int shift = 0; shift < 24; shift += 8)
		if (abs((int)(a >> shift & 0xff) - (int)(b >> shift & 0xff)) >=
		    CONTRAST)
			return true;
	return false;
}

/* Whether there is something on the page beside text. */
static bool
has_more(const struct drawing *d)
{
	size_t size = (size_t)d->frame.size.width * d->frame.size.height;
	size_t ink = 0;

	for (size_t i = 0; i < size; i++)
		ink += is_far(d->without[i], 0xffffff);
	return ink > size / SPECKS;
}

/* Whether a part of the word, in pixels of the drawing, is seen. */
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

			if (is_far(d->with[i], d->without[i]))
				return true;
		}
	return false;
}

/* Marks as dots and quotes have ink at the edge of their box. */
static bool
has_letter(const struct text_layer_word *w)
{
	for (size_t i = 0; i < w->length; i++)
		if (w->text[i] >= 0x80 ||
		    ((w->text[i] | 0x20) >= 'a' && (w->text[i] | 0x20) <= 'z'))
			return true;
	return false;
}

/* Whether word, in points, is seen; lines beside it do not count. */
static bool
is_seen(const struct drawing *d, const struct text_layer_word *w)
{
	double scale = d->scale, edge = has_letter(w) ? 0.2 : 0;
	double x = (w->right - w->left) * (w->turns & 1 ? edge : 0);
	double y = (w->bottom - w->top) * (w->turns & 1 ? 0 : edge);

	return is_seen_within(d, (w->left + x) * scale, (w->top + y) * scale,
	    (w->right - x) * scale, (w->bottom - y) * scale);
}

/* Leave out what is hidden.  Returns the number of letters that are left. */
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

/* Find out whether the words are what is seen on the page. */
static int
check(const struct pdf *pdf, unsigned page, struct text_layer *layer)
{
	struct drawing d = {.with = NULL};
	double dpi = COARSE_DPI * pdf_unit(pdf, page), width, height;
	size_t letters;
	int rc;

	if (pdf_measure(pdf, page, dpi, &d.frame) == -1)
		return -1;
	if ((double)d.frame.size.width * d.frame.size.height > COARSE_PIXELS) {
		dpi *= sqrt(
		    COARSE_PIXELS / d.frame.size.width / d.frame.size.height);
		if (pdf_measure(pdf, page, dpi, &d.frame) == -1)
			return -1;
	}
	/* A strip may be narrow and very long. */
	if ((double)d.frame.size.width * d.frame.size.height >
	    2 * COARSE_PIXELS)
		return 0;
	pdf_points(pdf, page, &width, &height);
	d.scale = d.frame.size.width / width;
	rc = draw(pdf, page, &d);
	if (rc == 0) {
		letters = keep_seen(layer, &d);
		layer->is_real =
		    letters >= FEW_LETTERS || (letters > 0 && !has_more(&d));
	}
	rc = d.with == NULL || d.without == NULL ? -1 : 0;
	free(d.with);
	free(d.without);
	return rc;
}

/* Measure the page at scale, or as finely as its limits allow. */
static int
measure(const struct pdf *pdf, unsigned page,
    const struct text_layer_scale *scale, struct text_layer *layer)
{
	struct pdf_frame frame;
	double dpi = scale->dpi, too_large;

	if (pdf_measure(pdf, page, dpi, &frame) == -1)
		return -1;
	too_large = fmax(sqrt((double)frame.size.width * frame.size.height /
			      (double)scale->max_pixels),
	    fmax(frame.size.width, frame.size.height) /
		(double)scale->max_side);
	if (too_large > 1) {
		/* Less, since sizes are rounded up. */
		dpi = dpi / too_large * 0.99;
		if (pdf_measure(pdf, page, dpi, &frame) == -1)
			return -1;
	}
	layer->size = frame.size;
	layer->dpi = dpi;
	return 0;
}

/* Turn points into pixels. */
static void
enlarge(const struct pdf *pdf, unsigned page, struct text_layer *layer)
{
	double width, height, x, y;

	pdf_points(pdf, page, &width, &height);
	x = layer->size.width / width;
	y = layer->size.height / height;
	for (size_t i = 0; i < layer->count; i++) {
		layer->words[i].left *= x;
		layer->words[i].right *= x;
		layer->words[i].top *= y;
		layer->words[i].bottom *= y;
	}
}

enum image_result
text_layer_read(const struct text_layer_source *source, unsigned page,
    const struct text_layer_scale *scale, struct text_layer *layer)
{
	const struct pdf *pdf = source->pdf;
	struct collection c = {.layer = layer, .fonts = source->fonts};
	const struct pdf_words_visitor v = {add_word, &c};
	int rc = 0;

	*layer = (struct text_layer){.is_real = false};
	if (measure(pdf, page, scale, layer) == -1)
		return IMAGE_BROKEN;
	if (source->fonts != NULL)
		pdf_fonts_enter(source->fonts, page);
	if (source->words == NULL ||
	    pdf_words_visit(source->words, page, &v) == -1)
		return IMAGE_GOOD;
	point_to_letters(layer);
	if (!c.failed && !c.is_full && layer->count > 0 &&
	    c.rubbish <= c.letters / RUBBISH && pdf_filled(pdf, page) < FILLED)
		rc = check(pdf, page, layer);
	if (rc == -1 || c.failed) {
		text_layer_free(layer);
		return IMAGE_NO_MEMORY;
	}
	if (layer->is_real)
		enlarge(pdf, page, layer);
	return IMAGE_GOOD;
}

void
text_layer_free(struct text_layer *layer)
{
	free(layer->words);
	free(layer->letters);
	layer->words = NULL;
	layer->letters = NULL;
	layer->count = 0;
}
