/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * text_layer: the text that a PDF has for a page, if it is what is seen on the
 * page.  This file decides whether the text is trusted, so that the page need
 * not be recognized: rubbish is not, nor is the text of a scan, and any other
 * is if text_ink.c says so.  ocr/page_task.c uses text that is trusted; where
 * nothing was recognized, it also uses text that is only known to be seen.
 */
#include "input/text_layer.h"

#include <math.h>
#include <stdlib.h>

#include "input/pdf.h"
#include "input/pdf_fonts.h"
#include "input/pdf_frame.h"
#include "input/pdf_words.h"
#include "input/text_ink.h"

/* A page is taken for a scan if images fill at least this share of it. */
#define FILLED 0.5
/* At most one character in this many may be rubbish. */
#define RUBBISH 20
/* A word that is less wide or less high than this, in points, has no room. */
#define LEAST_ROOM 0.01
/*
 * The most words and letters of a page.  The text of a page with more is
 * ignored, and the page recognized.
 */
#define WORDS_MAX 200000
#define LETTERS_MAX 2000000

/* The words that poppler has found on a page so far. */
struct collection {
	struct text_layer *layer;
	const struct pdf_fonts *fonts;
	size_t word_room, letters, letter_room;
	size_t rubbish; /* characters, see is_rubbish */
	bool failed;	/* there was no memory */
	bool is_full;	/* the page has too many words or letters */
};

/*
 * Whether c is not a character of a text: a control character, one for private
 * use, or no character at all.
 */
static bool
is_rubbish(uint32_t c)
{
	return c < ' ' || (c >= 0x7f && c < 0xa0) || c >= 0x110000 ||
	       (c >= 0xd800 && c < 0xf900) || (c & 0xfffe) == 0xfffe ||
	       c == 0xfffd || c >= 0xf0000;
}

/*
 * Makes room in *array for more than count elements.  *array has room for *room
 * elements of size bytes each; both are changed.  Returns 0, or -1 without
 * memory.
 */
static int
make_room(void **array, size_t *room, size_t count, size_t size)
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

/*
 * Adds letter to the layer, or counts it as rubbish if it is not a character of
 * a text.  Sets c->failed without memory.
 */
static void
add_letter(struct collection *c, uint32_t letter)
{
	if (is_rubbish(letter)) {
		c->rubbish++;
		return;
	}
	if (make_room((void **)&c->layer->letters, &c->letter_room, c->letters,
		sizeof(*c->layer->letters)) == -1)
		c->failed = true;
	else
		c->layer->letters[c->letters++] = letter;
}

/* Adds the letters of w, which are UTF-16, to the layer. */
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

/*
 * Whether the sides of w are finite numbers, left before right and top before
 * bottom.
 */
static bool
has_box(const struct pdf_words_word *w)
{
	return isfinite(w->left + w->top + w->right + w->bottom) &&
	       w->left <= w->right && w->top <= w->bottom;
}

/* Whether w, which has a box, takes no room, since its font says that all of
 * its letters are of no width: then its place cannot be told. */
static bool
has_no_room(const struct pdf_words_word *w)
{
	return fmin(w->right - w->left, w->bottom - w->top) < LEAST_ROOM;
}

/*
 * pdf_words_visit() calls this with each word of the page.  Adds w to the
 * layer, unless it has no letters or the page has too many.  If nothing says
 * which letters the codes of its font are, or w has no room, its letters are
 * also counted as rubbish.
 */
static void
add_word(void *context, const struct pdf_words_word *w)
{
	struct collection *c = context;
	struct text_layer *layer = c->layer;
	size_t letters_before = c->letters;
	bool is_unmapped = pdf_fonts_is_unmapped(c->fonts, w->font);

	if (c->failed || c->is_full || !has_box(w))
		return;
	c->is_full =
	    layer->count == WORDS_MAX || w->length > LETTERS_MAX - c->letters;
	if (c->is_full)
		return;
	if (is_unmapped || has_no_room(w))
		c->rubbish += w->length;
	add_letters(c, w);
	if (c->failed || c->letters == letters_before)
		return;
	if (make_room((void **)&layer->words, &c->word_room, layer->count,
		sizeof(*layer->words)) == -1) {
		c->failed = true;
		return;
	}
	layer->words[layer->count++] = (struct text_layer_word){w->left, w->top,
	    w->right, w->bottom, w->font_size, w->turns & 3, w->has_blank,
	    is_unmapped, NULL, c->letters - letters_before};
}

/*
 * Sets each word's pointer to its letters.  To be called after the last word
 * was added, since adding may move the letters.
 */
static void
point_to_letters(struct text_layer *layer)
{
	const uint32_t *next = layer->letters;

	for (size_t i = 0; i < layer->count; i++) {
		layer->words[i].text = next;
		next += layer->words[i].length;
	}
}

/*
 * Sets layer's size and dpi to those of the page at scale's dpi or, if that is
 * beyond scale's limits, at a resolution just within them.  Returns 0, or -1 if
 * the page has no size.
 */
static int
set_size(const struct pdf *pdf, unsigned page,
    const struct text_layer_scale *scale, struct text_layer *layer)
{
	struct pdf_frame frame;
	double dpi = scale->dpi;
	double excess; /* the factor by which a side is too long */

	if (pdf_frame_measure(pdf, page, dpi, &frame) == -1)
		return -1;
	excess = fmax(sqrt((double)frame.size.width * frame.size.height /
			   (double)scale->max_pixels),
	    fmax(frame.size.width, frame.size.height) /
		(double)scale->max_side);
	if (excess > 1) {
		/* Slightly less, since sizes are rounded up. */
		dpi = dpi / excess * 0.99;
		if (pdf_frame_measure(pdf, page, dpi, &frame) == -1)
			return -1;
	}
	layer->size = frame.size;
	layer->dpi = dpi;
	return 0;
}

/* Converts the boxes of layer's words from points to pixels. */
static void
change_to_pixels(const struct pdf *pdf, unsigned page, struct text_layer *layer)
{
	double width, height; /* in points */
	double x_scale, y_scale;

	pdf_points(pdf, page, &width, &height);
	x_scale = layer->size.width / width;
	y_scale = layer->size.height / height;
	for (size_t i = 0; i < layer->count; i++) {
		layer->words[i].left *= x_scale;
		layer->words[i].right *= x_scale;
		layer->words[i].top *= y_scale;
		layer->words[i].bottom *= y_scale;
	}
}

enum image_result
text_layer_read(const struct text_layer_source *source, unsigned page,
    const struct text_layer_scale *scale, struct text_layer *layer)
{
	const struct pdf *pdf = source->pdf;
	struct collection c = {.layer = layer, .fonts = source->fonts};
	const struct pdf_words_visitor v = {add_word, &c};
	bool is_scan;
	int rc = 0;

	*layer = (struct text_layer){.is_trusted = false};
	if (set_size(pdf, page, scale, layer) == -1)
		return IMAGE_BROKEN;
	if (source->fonts != NULL)
		pdf_fonts_enter(source->fonts, page);
	/* If poppler finds no words, the page has no text. */
	if (source->words == NULL ||
	    pdf_words_visit(source->words, (int)page, &v) == -1)
		return IMAGE_OK;
	point_to_letters(layer);
	/*
	 * Checking whether the words are seen is worth it only if most letters
	 * are known.  A scan's words are never trusted to be all.
	 */
	if (!c.failed && !c.is_full && layer->count > 0 &&
	    c.rubbish <= c.letters / RUBBISH) {
		is_scan = pdf_frame_filled(pdf, page) >= FILLED;
		if (!is_scan || source->with_scans)
			rc = text_ink_check(pdf, page, layer);
		layer->is_trusted &= !is_scan;
	}
	if (rc == -1 || c.failed) {
		text_layer_free(layer);
		return IMAGE_NO_MEMORY;
	}
	if (layer->is_seen)
		change_to_pixels(pdf, page, layer);
	return IMAGE_OK;
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
