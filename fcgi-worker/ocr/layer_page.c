/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * layer_page: a page of the text that a PDF has.  Words come in reading order;
 * here they are put into lines and blocks by where they are, and text that is
 * written from the right is brought from the order in which it is seen into
 * that in which it is read, as pdftotext does.
 */
#include "ocr/layer_page.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "input/text_layer.h"

/* What Tesseract assumes of an image that does not say. */
#define USUAL_DPI 70
/* What follows is in heights of a line.  A gap that ends a line, */
#define WIDE_GAP 3.0
/* where no blank is, */
#define JOINED_GAP 0.3
/* and one between lines that ends a block. */
#define BLOCK_GAP 0.8
/* The share of a box that is below the line that letters stand on. */
#define DESCENT 0.21

/* A word, turned as the page is. */
struct item {
	const struct text_layer_word *word;
	double left, top, right, bottom;
	int turns;
	/* The same box as a reader has it who sees the word upright. */
	double from, to, above, below;
	enum page_direction direction;
	bool is_left; /* it runs from the left, as numbers do */
};

/* Whether c is a letter that is written from the right. */
static bool
is_from_right(uint32_t c)
{
	return (c >= 0x590 && c < 0x900) || (c >= 0xfb1d && c < 0xfe00) ||
	       (c >= 0xfe70 && c < 0xff00) || (c >= 0x10800 && c < 0x11000) ||
	       (c >= 0x1e800 && c < 0x1f000);
}

/* Digits and marks have no direction. */
static bool
is_from_left(uint32_t c)
{
	if (c < 0x80)
		return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
	return !is_from_right(c) && !(c >= 0x80 && c < 0xc0) &&
	       !(c >= 0x2000 && c < 0x2c00) && !(c >= 0x3000 && c < 0x3005);
}

static enum page_direction
direction_of(const struct text_layer_word *w)
{
	size_t right = 0, left = 0;

	for (size_t i = 0; i < w->length; i++) {
		right += is_from_right(w->text[i]);
		left += is_from_left(w->text[i]);
	}
	return right > left ? PAGE_RIGHT_TO_LEFT
	       : left > 0   ? PAGE_LEFT_TO_RIGHT
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

int
layer_page_upright(const struct text_layer *layer)
{
	size_t letters[4] = {0};
	int most = 0;

	for (size_t i = 0; i < layer->count; i++)
		letters[layer->words[i].turns] += layer->words[i].length;
	for (int i = 1; i < 4; i++)
		if (letters[i] > letters[most])
			most = i;
	return (4 - most) % 4 * 90;
}

/* Turn the box of it by 90 degrees clockwise, on a page that was so high. */
static void
turn(struct item *it, double height)
{
	const struct item before = *it;

	it->left = height - before.bottom;
	it->right = height - before.top;
	it->top = before.left;
	it->bottom = before.right;
	it->turns = (it->turns + 1) & 3;
}

/* Find out where it is for a reader who sees it upright. */
static void
set_reading_box(struct item *it)
{
	switch (it->turns) {
	case 0:
		it->from = it->left, it->to = it->right;
		it->above = it->top, it->below = it->bottom;
		break;
	case 1:
		it->from = it->top, it->to = it->bottom;
		it->above = -it->right, it->below = -it->left;
		break;
	case 2:
		it->from = -it->right, it->to = -it->left;
		it->above = -it->bottom, it->below = -it->top;
		break;
	default:
		it->from = -it->bottom, it->to = -it->top;
		it->above = it->left, it->below = it->right;
	}
}

static struct item
make_item(const struct text_layer *layer, size_t i, int degrees)
{
	const struct text_layer_word *w = &layer->words[i];
	struct item it = {w, w->left, w->top, w->right, w->bottom, w->turns, 0,
	    0, 0, 0, PAGE_NEUTRAL, false};

	for (int n = 0; n < degrees / 90; n++)
		turn(&it, n % 2 == 0 ? layer->size.height : layer->size.width);
	set_reading_box(&it);
	it.direction = direction_of(w);
	it.is_left = it.direction == PAGE_LEFT_TO_RIGHT ||
		     (it.direction == PAGE_NEUTRAL && has_digit(w));
	return it;
}

/* The words of a page, and the page that is made of them. */
struct making {
	struct page *page;
	struct item *items;
	size_t count;
	bool is_from_right; /* most of it */
	struct page_block *block;
	struct page_paragraph *paragraph;
	const struct item *above; /* the line before, or NULL */
};

static double
height_of(const struct item *it)
{
	return fmax(it->below - it->above, 1);
}

/* Whether next goes on in the line that it ends. */
static bool
is_same_line(const struct item *it, const struct item *next)
{
	double height = fmin(height_of(it), height_of(next));
	double both =
	    fmin(it->below, next->below) - fmax(it->above, next->above);
	double gap = next->from - it->to;

	return it->turns == next->turns && both >= 0.5 * height &&
	       gap > -0.5 * height &&
	       gap < height * (it->word->has_blank ? WIDE_GAP : JOINED_GAP);
}

/* Whether the line that begins with next is in the block of the line before. */
static bool
is_same_block(const struct item *it, const struct item *next)
{
	double height = fmin(height_of(it), height_of(next));
	double gap = next->above - it->below;

	return it->turns == next->turns && gap < BLOCK_GAP * height &&
	       next->above > it->above;
}

static void
swap(struct item *a, struct item *b)
{
	const struct item other = *a;

	*a = *b;
	*b = other;
}

static void
reverse(struct item *items, size_t count)
{
	for (size_t i = 0; i < count / 2; i++)
		swap(&items[i], &items[count - 1 - i]);
}

/*
 * How many items, from the first one on, run against the line: the first one
 * does, and none after it runs with the line.  Numbers run from the left.
 */
static size_t
run_length(const struct item *items, size_t count, bool from_right)
{
	size_t n = 0;

	if (from_right ? !items[0].is_left
		       : items[0].direction != PAGE_RIGHT_TO_LEFT)
		return 0;
	while (
	    n < count && (from_right ? items[n].direction != PAGE_RIGHT_TO_LEFT
				     : !items[n].is_left))
		n++;
	return n;
}

/* Bring a line from the order in which it is seen into that of reading. */
static void
order_line(const struct making *m, struct item *items, size_t count)
{
	size_t run;

	if (m->is_from_right)
		reverse(items, count);
	for (size_t i = 0; i<count; i += run> 0 ? run : 1) {
		run = run_length(items + i, count - i, m->is_from_right);
		reverse(items + i, run);
	}
}

/* Append c as UTF-8. */
static char *
put(char *p, uint32_t c)
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

static bool
runs_left(uint32_t c)
{
	return is_digit(c) || is_from_left(c);
}

/*
 * The text of it in the order of reading: letters from the right are seen the
 * other way round, but digits among them are not.
 */
static const char *
copy_text(struct page *p, const struct item *it)
{
	const struct text_layer_word *w = it->word;
	char *text = page_alloc(p, 4 * w->length + 1), *end = text;
	size_t i = w->length, run;

	if (text == NULL)
		return NULL;
	if (it->direction != PAGE_RIGHT_TO_LEFT)
		for (size_t n = 0; n < w->length; n++)
			end = put(end, w->text[n]);
	while (it->direction == PAGE_RIGHT_TO_LEFT && i > 0) {
		for (run = 0; run < i && runs_left(w->text[i - run - 1]); run++)
			;
		for (size_t n = 0; n < run; n++)
			end = put(end, w->text[i - run + n]);
		i -= run;
		if (i > 0)
			end = put(end, w->text[--i]);
	}
	return text;
}

static int
limit(double x, uint32_t max)
{
	return (int)fmin(fmax(x, 0), max);
}

static struct page_box
box_of(const struct page *p, const struct item *it)
{
	struct page_box b = {limit(floor(it->left + 0.25), p->width - 1),
	    limit(floor(it->top + 0.25), p->height - 1),
	    limit(ceil(it->right - 0.25), p->width),
	    limit(ceil(it->bottom - 0.25), p->height)};

	if (b.right <= b.left)
		b.right = b.left + 1;
	if (b.bottom <= b.top)
		b.bottom = b.top + 1;
	return b;
}

static void
extend(struct page_box *box, const struct page_box *by)
{
	if (box->right == 0) {
		*box = *by;
		return;
	}
	box->left = by->left < box->left ? by->left : box->left;
	box->top = by->top < box->top ? by->top : box->top;
	box->right = by->right > box->right ? by->right : box->right;
	box->bottom = by->bottom > box->bottom ? by->bottom : box->bottom;
}

/* The line on which the letters of a box stand that is turned so. */
static struct page_baseline
baseline_of(const struct page_box *b, int turns)
{
	int across = turns & 1 ? b->right - b->left : b->bottom - b->top;
	int below = (int)(across * DESCENT + 0.5);

	switch (turns) {
	case 0:
		return (struct page_baseline){b->left, b->bottom - below,
		    b->right, b->bottom - below, true};
	case 1:
		return (struct page_baseline){
		    b->left + below, b->top, b->left + below, b->bottom, true};
	case 2:
		return (struct page_baseline){
		    b->right, b->top + below, b->left, b->top + below, true};
	default:
		return (struct page_baseline){b->right - below, b->bottom,
		    b->right - below, b->top, true};
	}
}

static void
add_word(struct making *m, struct page_line *line, const struct item *it,
    bool has_blank)
{
	struct page_word *w = page_add_word(m->page, line);

	if (w == NULL)
		return;
	w->text = copy_text(m->page, it);
	w->box = box_of(m->page, it);
	w->baseline = baseline_of(&w->box, it->turns);
	w->confidence = 100;
	w->font_size = (int)fmin(it->word->font_size + 0.5, 1000);
	w->direction = it->direction;
	w->blanks = line->words != w && has_blank;
	extend(&line->box, &w->box);
}

static void
begin_block(struct making *m, const struct item *first)
{
	m->block = page_add_block(m->page);
	if (m->block == NULL)
		return;
	m->block->type = PAGE_TEXT;
	m->block->turns = first->turns;
	m->block->direction =
	    m->is_from_right ? PAGE_RIGHT_TO_LEFT : PAGE_LEFT_TO_RIGHT;
	m->paragraph = page_add_paragraph(m->page, m->block);
	if (m->paragraph != NULL)
		m->paragraph->is_left_to_right = !m->is_from_right;
}

/* Add the line of count items, which are in the order in which they are seen.
 */
static void
add_line(struct making *m, struct item *items, size_t count)
{
	const struct item first = items[0];
	struct page_line *line;
	bool *blanks = page_alloc(m->page, count * sizeof(*blanks));

	if (m->above == NULL || !is_same_block(m->above, &first))
		begin_block(m, &first);
	if (m->page->failed)
		return;
	line = page_add_line(m->page, m->paragraph);
	if (line == NULL)
		return;
	/* A blank is between two words, whichever way they are read. */
	for (size_t i = 1; i < count; i++)
		blanks[i] = items[i - 1].word->has_blank;
	order_line(m, items, count);
	for (size_t i = 0; i < count; i++)
		add_word(m, line, &items[i], blanks[i]);
	line->baseline = baseline_of(&line->box, first.turns);
	line->height = (float)height_of(&first);
	line->descenders = (float)(-DESCENT * height_of(&first));
	line->ascenders = line->height / 4;
	extend(&m->paragraph->box, &line->box);
	extend(&m->block->box, &line->box);
	m->above = &items[0];
}

static void
add_lines(struct making *m)
{
	size_t begin = 0;

	for (size_t i = 1; i <= m->count && !m->page->failed; i++)
		if (i == m->count ||
		    !is_same_line(&m->items[i - 1], &m->items[i])) {
			add_line(m, m->items + begin, i - begin);
			begin = i;
		}
}

static bool
is_within(const struct item *it, const struct page_box *area)
{
	double x = (it->left + it->right) / 2, y = (it->top + it->bottom) / 2;

	return x >= area->left && x < area->right && y >= area->top &&
	       y < area->bottom;
}

/* Take the words that are within the area of the page. */
static void
take_items(struct making *m, const struct text_layer *layer, int degrees)
{
	size_t right = 0, left = 0;
	struct item it;

	for (size_t i = 0; i < layer->count; i++) {
		it = make_item(layer, i, degrees);
		if (!is_within(&it, &m->page->area))
			continue;
		m->items[m->count++] = it;
		right += it.direction == PAGE_RIGHT_TO_LEFT;
		left += it.direction == PAGE_LEFT_TO_RIGHT;
	}
	m->is_from_right = right > left;
}

static void
set_size(struct page *p, const struct text_layer *layer, int degrees,
    const struct value_region *region)
{
	bool swapped = degrees % 180 != 0;

	p->width = swapped ? layer->size.height : layer->size.width;
	p->height = swapped ? layer->size.width : layer->size.height;
	p->scan_dpi = p->dpi =
	    layer->dpi > 0 ? (int)(layer->dpi + 0.5) : USUAL_DPI;
	p->area = (struct page_box){0, 0, (int)p->width, (int)p->height};
	if (region->width > 0)
		p->area = (struct page_box){(int)region->x, (int)region->y,
		    (int)(region->x + region->width),
		    (int)(region->y + region->height)};
}

struct page *
layer_page_make(const struct text_layer *layer, int degrees,
    const struct value_region *region)
{
	struct making m = {.page = page_create()};

	if (m.page == NULL)
		return NULL;
	m.page->source = layer->is_real ? PAGE_EMBEDDED : PAGE_UNREAD;
	set_size(m.page, layer, degrees, region);
	if (!layer->is_real)
		return m.page;
	m.items = calloc(layer->count, sizeof(*m.items));
	if (m.items == NULL) {
		page_free(m.page);
		return NULL;
	}
	take_items(&m, layer, degrees);
	add_lines(&m);
	free(m.items);
	if (!m.page->failed)
		return m.page;
	page_free(m.page);
	return NULL;
}
