/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * layer_item: a word of a PDF's text layer, placed on the page after that was
 * turned.
 */
#include "ocr/layer_item.h"

#include <math.h>

/* In heights of a line: a gap between words that is at least this wide ends the
 * line. */
#define WIDE_GAP 3.0
/* The same where the PDF has no blank in the gap. */
#define JOINED_GAP 0.3
/* In heights of a line: a gap between lines that is at least this high ends the
 * block. */
#define BLOCK_GAP 0.8

/* Whether c is a letter that is written from the right. */
static bool
is_from_right(uint32_t c)
{
	return (c >= 0x590 && c < 0x900) || (c >= 0xfb1d && c < 0xfe00) ||
	       (c >= 0xfe70 && c < 0xff00) || (c >= 0x10800 && c < 0x11000) ||
	       (c >= 0x1e800 && c < 0x1f000);
}

/*
 * Whether c is a letter that is written from the left.  Digits and marks have
 * no direction.
 */
static bool
is_from_left(uint32_t c)
{
	if (c < 0x80)
		return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
	return !is_from_right(c) && !(c >= 0x80 && c < 0xc0) &&
	       !(c >= 0x2000 && c < 0x2c00) && !(c >= 0x3000 && c < 0x3005);
}

/* Returns the direction in which most letters of w run; neutral if no letter
 * has one. */
static enum page_direction
direction_of(const struct text_layer_word *w)
{
	size_t from_right = 0, from_left = 0;

	for (size_t i = 0; i < w->length; i++) {
		from_right += is_from_right(w->text[i]);
		from_left += is_from_left(w->text[i]);
	}
	return from_right > from_left ? PAGE_RIGHT_TO_LEFT
	       : from_left > 0	      ? PAGE_LEFT_TO_RIGHT
				      : PAGE_NEUTRAL;
}

static bool
is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static bool
has_digit(const struct text_layer_word *w)
{
	for (size_t i = 0; i < w->length; i++)
		if (is_digit(w->text[i]))
			return true;
	return false;
}

/*
 * Turns the box of the item by 90 degrees clockwise, on a page that was height
 * high before.
 */
static void
turn_clockwise(struct layer_item *it, double height)
{
	const struct layer_item before = *it;

	it->left = height - before.bottom;
	it->right = height - before.top;
	it->top = before.left;
	it->bottom = before.right;
	it->turns = (it->turns + 1) & 3;
}

/* Sets where the item begins and ends, and what is above and below it, for a
 * reader who turns the page until its word is upright.  By this, words of any
 * direction can be put into lines alike. */
static void
set_reading_box(struct layer_item *it)
{
	switch (it->turns) {
	case 0:
		it->begin = it->left, it->end = it->right;
		it->upper = it->top, it->lower = it->bottom;
		break;
	case 1:
		it->begin = it->top, it->end = it->bottom;
		it->upper = -it->right, it->lower = -it->left;
		break;
	case 2:
		it->begin = -it->right, it->end = -it->left;
		it->upper = -it->bottom, it->lower = -it->top;
		break;
	default:
		it->begin = -it->bottom, it->end = -it->top;
		it->upper = it->left, it->lower = it->right;
	}
}

struct layer_item
layer_item_make(const struct text_layer *layer, size_t i, int degrees)
{
	const struct text_layer_word *w = &layer->words[i];
	struct layer_item it = {.word = w,
	    .left = w->left,
	    .top = w->top,
	    .right = w->right,
	    .bottom = w->bottom,
	    .turns = w->turns};

	for (int n = 0; n < degrees / 90; n++)
		turn_clockwise(
		    &it, n % 2 == 0 ? layer->size.height : layer->size.width);
	set_reading_box(&it);
	it.direction = direction_of(w);
	it.is_read_from_left = it.direction == PAGE_LEFT_TO_RIGHT ||
			       (it.direction == PAGE_NEUTRAL && has_digit(w));
	return it;
}

double
layer_item_height(const struct layer_item *it)
{
	return fmax(it->lower - it->upper, 1);
}

bool
layer_item_continues_line(
    const struct layer_item *last, const struct layer_item *next)
{
	double height = fmin(layer_item_height(last), layer_item_height(next));
	double common =
	    fmin(last->lower, next->lower) - fmax(last->upper, next->upper);
	double gap = next->begin - last->end;

	return last->turns == next->turns && common >= 0.5 * height &&
	       gap > -0.5 * height &&
	       gap < height * (last->word->has_blank ? WIDE_GAP : JOINED_GAP);
}

bool
layer_item_continues_block(
    const struct layer_item *above, const struct layer_item *next)
{
	double height = fmin(layer_item_height(above), layer_item_height(next));
	double gap = next->upper - above->lower;

	return above->turns == next->turns && gap < BLOCK_GAP * height &&
	       next->upper > above->upper;
}

/* Writes c as UTF-8 to p.  Returns the end of it. */
static char *
put_utf8(char *p, uint32_t c)
{
	if (c < 0x80) {
		*p++ = (char)c;
	} else if (c < 0x800) {
		*p++ = (char)(0xc0 | c >> 6);
		*p++ = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		*p++ = (char)(0xe0 | c >> 12);
		*p++ = (char)(0x80 | (c >> 6 & 0x3f));
		*p++ = (char)(0x80 | (c & 0x3f));
	} else {
		*p++ = (char)(0xf0 | c >> 18);
		*p++ = (char)(0x80 | (c >> 12 & 0x3f));
		*p++ = (char)(0x80 | (c >> 6 & 0x3f));
		*p++ = (char)(0x80 | (c & 0x3f));
	}
	return p;
}

/* Whether c keeps its place in a run from left to right, even within text that
 * is written from the right. */
static bool
is_left_or_digit(uint32_t c)
{
	return is_digit(c) || is_from_left(c);
}

/* Writes count letters as UTF-8 to p.  Returns the end of them. */
static char *
put_letters(char *p, const uint32_t *letters, size_t count)
{
	for (size_t i = 0; i < count; i++)
		p = put_utf8(p, letters[i]);
	return p;
}

/*
 * Writes to p, as UTF-8 and in the order in which they are read, count letters
 * of a word that runs from the right.  The letters come in the order in which
 * they are seen, from left to right.  Reverses that order, but not within a run
 * of digits or of letters that run from the left.
 */
static void
put_from_right(char *p, const uint32_t *letters, size_t count)
{
	size_t run;

	while (count > 0) {
		run = 0;
		while (
		    run < count && is_left_or_digit(letters[count - run - 1]))
			run++;
		if (run == 0)
			run = 1; /* a letter that runs from the right */
		count -= run;
		p = put_letters(p, letters + count, run);
	}
}

const char *
layer_item_text(struct page *p, const struct layer_item *it)
{
	const struct text_layer_word *w = it->word;
	char *text = page_alloc(p, 4 * w->length + 1); /* zeroes */

	if (text == NULL)
		return NULL;
	if (it->direction == PAGE_RIGHT_TO_LEFT)
		put_from_right(text, w->text, w->length);
	else
		put_letters(text, w->text, w->length);
	return text;
}

static int
clamp_to(double x, uint32_t max)
{
	return (int)fmin(fmax(x, 0), max);
}

struct page_box
layer_item_box(const struct page *p, const struct layer_item *it)
{
	struct page_box b = {clamp_to(floor(it->left + 0.25), p->width - 1),
	    clamp_to(floor(it->top + 0.25), p->height - 1),
	    clamp_to(ceil(it->right - 0.25), p->width),
	    clamp_to(ceil(it->bottom - 0.25), p->height)};

	if (b.right <= b.left)
		b.right = b.left + 1;
	if (b.bottom <= b.top)
		b.bottom = b.top + 1;
	return b;
}
