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
#include "ocr/layer_item.h"

/* What Tesseract assumes of an image that does not say. */
#define USUAL_DPI 70
/* The share of a box that is below the line that letters stand on. */
#define DESCENT 0.21
/* Ascenders as a share of the height of a line. */
#define ASCENT 0.25F

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

/* The words of a page, and the page that is made of them. */
struct making {
	struct page *page;
	struct layer_item *items;
	size_t count;
	bool is_from_right; /* most letters are */
	struct page_block *block;
	struct page_paragraph *paragraph;
	const struct layer_item *above; /* the line before, or NULL */
};

static void
swap(struct layer_item *a, struct layer_item *b)
{
	const struct layer_item other = *a;

	*a = *b;
	*b = other;
}

/*
 * Turns the order of items round, and that of the blanks between them; the
 * blank before them stays.
 */
static void
reverse(struct layer_item *items, size_t count)
{
	bool first;

	if (count == 0)
		return;
	first = items[0].is_apart;
	for (size_t i = 0; i < count / 2; i++)
		swap(&items[i], &items[count - 1 - i]);
	/* An item has taken the blank before it along, which is now behind it.
	 */
	for (size_t i = count - 1; i > 0; i--)
		items[i].is_apart = items[i - 1].is_apart;
	items[0].is_apart = first;
}

/*
 * Returns how many items, from the first one on, run against the line: the
 * first one does, and no other one of them runs with it.  Numbers run from the
 * left.
 */
static size_t
run_length(const struct layer_item *items, size_t count, bool from_right)
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

/* Brings a line from the order in which it is seen into that of reading. */
static void
order_line(const struct making *m, struct layer_item *items, size_t count)
{
	size_t run;

	if (m->is_from_right)
		reverse(items, count);
	for (size_t i = 0; i<count; i += run> 0 ? run : 1) {
		run = run_length(items + i, count - i, m->is_from_right);
		reverse(items + i, run);
	}
}

/*
 * Makes box large enough for other, too; a box whose right side is 0 is none
 * yet.
 */
static void
extend(struct page_box *box, const struct page_box *other)
{
	if (box->right == 0) {
		*box = *other;
		return;
	}
	box->left = other->left < box->left ? other->left : box->left;
	box->top = other->top < box->top ? other->top : box->top;
	box->right = other->right > box->right ? other->right : box->right;
	box->bottom = other->bottom > box->bottom ? other->bottom : box->bottom;
}

/* Returns the baseline of the letters in a box that is turned by so many
 * quarters. */
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
add_word(struct making *m, struct page_line *line, const struct layer_item *it)
{
	struct page_word *w = page_add_word(m->page, line);

	if (w == NULL)
		return;
	w->text = layer_item_text(m->page, it);
	w->box = layer_item_box(m->page, it);
	w->baseline = baseline_of(&w->box, it->turns);
	w->confidence = 100;
	w->font_size = (int)fmin(it->word->font_size + 0.5, 1000);
	w->direction = it->direction;
	w->blanks = line->words != w && it->is_apart;
	extend(&line->box, &w->box);
}

static void
begin_block(struct making *m, const struct layer_item *first)
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

/* Adds the line of count items, which stand in the order of the page, from left
 * to right.  Afterwards they stand in the order in which they are read. */
static void
add_line(struct making *m, struct layer_item *items, size_t count)
{
	const struct layer_item first = items[0];
	struct page_line *line;

	if (m->above == NULL || !layer_item_continues_block(m->above, &first))
		begin_block(m, &first);
	if (m->page->failed)
		return;
	line = page_add_line(m->page, m->paragraph);
	if (line == NULL)
		return;
	/* A word has a blank behind it as the words stand now. */
	for (size_t i = 1; i < count; i++)
		items[i].is_apart = items[i - 1].word->has_blank;
	order_line(m, items, count);
	for (size_t i = 0; i < count; i++)
		add_word(m, line, &items[i]);
	line->baseline = baseline_of(&line->box, first.turns);
	line->height = (float)layer_item_height(&first);
	line->descenders = (float)(-DESCENT * layer_item_height(&first));
	line->ascenders = line->height * ASCENT;
	extend(&m->paragraph->box, &line->box);
	extend(&m->block->box, &line->box);
	m->above = &items[0];
}

static void
add_lines(struct making *m)
{
	size_t begin = 0;

	for (size_t i = 1; i <= m->count && !m->page->failed; i++)
		if (i == m->count || !layer_item_continues_line(
					 &m->items[i - 1], &m->items[i])) {
			add_line(m, m->items + begin, i - begin);
			begin = i;
		}
}

static bool
is_within(const struct layer_item *it, const struct page_box *area)
{
	double x = (it->left + it->right) / 2, y = (it->top + it->bottom) / 2;

	return x >= area->left && x < area->right && y >= area->top &&
	       y < area->bottom;
}

/* Takes the words that are within the area of the page. */
static void
take_items(struct making *m, const struct text_layer *layer, int degrees)
{
	size_t from_right = 0, from_left = 0;
	struct layer_item it;

	for (size_t i = 0; i < layer->count; i++) {
		it = layer_item_make(layer, i, degrees);
		if (!is_within(&it, &m->page->area))
			continue;
		m->items[m->count++] = it;
		if (it.direction == PAGE_RIGHT_TO_LEFT)
			from_right += it.word->length;
		else if (it.direction == PAGE_LEFT_TO_RIGHT)
			from_left += it.word->length;
	}
	m->is_from_right = from_right > from_left;
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
