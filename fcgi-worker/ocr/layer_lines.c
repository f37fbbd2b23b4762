/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * layer_lines: makes lines and blocks of the words of a PDF's own text.  Words
 * come in reading order; here they are put together by where they are.  Text
 * that is written from the right comes in the order in which it is seen; it is
 * put into the order in which it is read, as pdftotext does.  Whether that text
 * can be trusted is decided in input/text_layer.c, not here.
 */
#include "ocr/layer_lines.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "input/text_layer.h"
#include "ocr/layer_item.h"

/* The resolution that Tesseract assumes of an image that states none. */
#define USUAL_DPI 70
/* The share of a box that is below the line that letters stand on. */
#define DESCENT 0.21
/* Ascenders as a share of the height of a line. */
#define ASCENT 0.25F

int
layer_lines_upright(const struct text_layer *layer)
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
struct page_builder {
	struct page *page;
	struct layer_item *items;
	size_t count;
	bool is_right_to_left; /* most letters are */
	struct page_block *block;
	struct page_paragraph *paragraph;
	const struct layer_item *above; /* first of the last line, or NULL */
};

static void
swap_items(struct layer_item *a, struct layer_item *b)
{
	const struct layer_item other = *a;

	*a = *b;
	*b = other;
}

/*
 * Reverses the order of items, and that of the blanks between them.  The blank
 * before the first place stays where it is.
 */
static void
reverse_items(struct layer_item *items, size_t count)
{
	bool first;

	if (count == 0)
		return;
	first = items[0].has_blank_before;
	for (size_t i = 0; i < count / 2; i++)
		swap_items(&items[i], &items[count - 1 - i]);
	/* The blank that was before an item is behind it now, so before the
	 * next one. */
	for (size_t i = count - 1; i > 0; i--)
		items[i].has_blank_before = items[i - 1].has_blank_before;
	items[0].has_blank_before = first;
}

/* If from_right is set, whether the item is read from the right; if not,
 * whether it is read from the left, as numbers are.  An item of signs alone is
 * read from neither side. */
static bool
is_read_from(const struct layer_item *item, bool from_right)
{
	return from_right ? item->direction == PAGE_RIGHT_TO_LEFT
			  : item->is_read_from_left;
}

/*
 * Returns how many items, from the first one on, are read against the direction
 * of their line.  Returns 0 if the first one is not; otherwise counts all
 * before the next one that is read with the line.
 */
static size_t
count_opposed(
    const struct layer_item *items, size_t count, bool is_right_to_left)
{
	size_t n = 0;

	if (!is_read_from(&items[0], !is_right_to_left))
		return 0;
	while (n < count && !is_read_from(&items[n], is_right_to_left))
		n++;
	return n;
}

/*
 * Brings the items of a line from the order in which they stand on the page,
 * from left to right, into the order in which they are read.
 */
static void
order_line(struct layer_item *items, size_t count, bool is_right_to_left)
{
	size_t i = 0, run;

	if (is_right_to_left)
		reverse_items(items, count);
	while (i < count) {
		run = count_opposed(items + i, count - i, is_right_to_left);
		reverse_items(items + i, run);
		i += run > 0 ? run : 1;
	}
}

/*
 * Extends box so that other is within it; a box whose right side is 0 is still
 * empty.
 */
static void
extend_box(struct page_box *box, const struct page_box *other)
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

/* Returns the baseline of letters in the box b that are turned by this number
 * of right angles, clockwise from upright. */
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

/* Adds the word of the item to the end of line. */
static void
add_word(
    struct page_builder *b, struct page_line *line, const struct layer_item *it)
{
	struct page_word *w = page_add_word(b->page, line);

	if (w == NULL)
		return;
	w->text = layer_item_text(b->page, it);
	w->box = layer_item_box(b->page, it);
	w->baseline = baseline_of(&w->box, it->turns);
	w->confidence = 100;
	w->font_size = (int)fmin(it->word->font_size + 0.5, 1000);
	w->direction = it->direction;
	w->blanks = line->words != w && it->has_blank_before;
	extend_box(&line->box, &w->box);
}

/* Begins a block with one paragraph.  first is the item with which its first
 * line will begin; the block gets the turns of that item. */
static void
begin_block(struct page_builder *b, const struct layer_item *first)
{
	b->block = page_add_block(b->page);
	if (b->block == NULL)
		return;
	b->block->type = PAGE_TEXT;
	b->block->turns = first->turns;
	b->block->direction =
	    b->is_right_to_left ? PAGE_RIGHT_TO_LEFT : PAGE_LEFT_TO_RIGHT;
	b->paragraph = page_add_paragraph(b->page, b->block);
	if (b->paragraph != NULL)
		b->paragraph->is_left_to_right = !b->is_right_to_left;
}

/*
 * Adds the line of count items to the block of the line above, or to a new
 * block.  Before, items are in the order in which they stand on the page, from
 * left to right; afterwards in the order in which they are read.
 */
static void
add_line(struct page_builder *b, struct layer_item *items, size_t count)
{
	const struct layer_item first = items[0];
	struct page_line *line;

	if (b->above == NULL || !layer_item_continues_block(b->above, &first))
		begin_block(b, &first);
	if (b->page->failed)
		return;
	line = page_add_line(b->page, b->paragraph);
	if (line == NULL)
		return;
	/* As items are ordered now, the blank behind a word is before the next.
	 */
	for (size_t i = 1; i < count; i++)
		items[i].has_blank_before = items[i - 1].word->has_blank;
	order_line(items, count, b->is_right_to_left);
	for (size_t i = 0; i < count; i++)
		add_word(b, line, &items[i]);
	line->baseline = baseline_of(&line->box, first.turns);
	line->height = (float)layer_item_height(&first);
	line->descenders = (float)(-DESCENT * layer_item_height(&first));
	line->ascenders = line->height * ASCENT;
	extend_box(&b->paragraph->box, &line->box);
	extend_box(&b->block->box, &line->box);
	b->above = &items[0];
}

/* Divides the items of b into lines, and adds these. */
static void
add_lines(struct page_builder *b)
{
	size_t begin = 0;

	for (size_t i = 1; i <= b->count && !b->page->failed; i++)
		if (i == b->count || !layer_item_continues_line(
					 &b->items[i - 1], &b->items[i])) {
			add_line(b, b->items + begin, i - begin);
			begin = i;
		}
}

/* Whether the middle of the item is in area. */
static bool
is_within(const struct layer_item *it, const struct page_box *area)
{
	double x = (it->left + it->right) / 2, y = (it->top + it->bottom) / 2;

	return x >= area->left && x < area->right && y >= area->top &&
	       y < area->bottom;
}

/*
 * Adds the words of layer that are within the area of the page, and finds out
 * in which direction most of their letters run.
 */
static void
add_items(struct page_builder *b, const struct text_layer *layer, int degrees)
{
	size_t from_right = 0, from_left = 0;
	struct layer_item it;

	for (size_t i = 0; i < layer->count; i++) {
		it = layer_item_make(layer, i, degrees);
		if (!is_within(&it, &b->page->area))
			continue;
		b->items[b->count++] = it;
		if (it.direction == PAGE_RIGHT_TO_LEFT)
			from_right += it.word->length;
		else if (it.direction == PAGE_LEFT_TO_RIGHT)
			from_left += it.word->length;
	}
	b->is_right_to_left = from_right > from_left;
}

/*
 * Sets the size and resolution of p to those of layer, turned by degrees.  Sets
 * the area of p to region, or to the whole page if region has no width.
 */
static void
set_page_size(struct page *p, const struct text_layer *layer, int degrees,
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
layer_lines_make(const struct text_layer *layer, int degrees,
    const struct value_region *region)
{
	struct page_builder b = {.page = page_create()};

	if (b.page == NULL)
		return NULL;
	b.page->source = layer->is_trusted ? PAGE_EMBEDDED : PAGE_UNREAD;
	set_page_size(b.page, layer, degrees, region);
	if (!layer->is_trusted)
		return b.page;
	b.items = calloc(layer->count, sizeof(*b.items));
	if (b.items == NULL) {
		page_free(b.page);
		return NULL;
	}
	add_items(&b, layer, degrees);
	add_lines(&b);
	free(b.items);
	if (!b.page->failed)
		return b.page;
	page_free(b.page);
	return NULL;
}
