/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * layer_overlap: compares a page that was read from its image with the text of
 * its PDF, and finds the words that both have in the same place.  Their letters
 * are not compared: the PDF's own are right, and those that were recognized may
 * not be.
 */
#include "ocr/layer_overlap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/box.h"
#include "input/text_layer.h"
#include "ocr/layer_item.h"

/* A word of the layer that is more than this many times as high as a line is a
 * watermark around the line, or text that is neither level nor upright; it
 * covers nothing. */
#define HEIGHTS 3
/* A word counts as covered if more than this share of its area is covered. */
#define COVERED 0.5
/* How far beside its true place Tesseract may put a short word, as a share of
 * its height. */
#define BESIDE 0.25

/* The boxes of a layer's words, from top to bottom. */
struct boxes {
	struct page_box *boxes;
	size_t count;
};

/* For qsort(): by their tops, and equal boxes one after the other. */
static int
compare_boxes(const void *a, const void *b)
{
	const struct page_box *first = a, *second = b;

	if (first->top != second->top)
		return first->top < second->top ? -1 : 1;
	return memcmp(first, second, sizeof(*first));
}

/* Sets all to the boxes of the words of layer, in pixels of p, without words
 * whose letters are not known.  Each box is made longer at both ends by BESIDE.
 * The boxes are to be freed.  Returns 0, or -1 without memory. */
static int
list_boxes(const struct page *p, const struct text_layer *layer, int degrees,
    struct boxes *all)
{
	bool is_swapped = degrees % 180 != 0;
	double x = (double)p->width /
		   (is_swapped ? layer->size.height : layer->size.width);
	double y = (double)p->height /
		   (is_swapped ? layer->size.width : layer->size.height);
	struct layer_item it;
	double beside_x, beside_y;

	*all = (struct boxes){calloc(layer->count, sizeof(*all->boxes)), 0};
	if (all->boxes == NULL)
		return -1;
	for (size_t i = 0; i < layer->count; i++) {
		if (layer->words[i].is_unmapped)
			continue;
		it = layer_item_make(layer, i, degrees);
		beside_x = BESIDE * layer_item_height(&it) * (~it.turns & 1);
		beside_y = BESIDE * layer_item_height(&it) * (it.turns & 1);
		/* A word may have been put far beside the page. */
		all->boxes[all->count++] = (struct page_box){
		    (int)fmin(fmax((it.left - beside_x) * x, 0), p->width),
		    (int)fmin(fmax((it.top - beside_y) * y, 0), p->height),
		    (int)fmin(fmax((it.right + beside_x) * x, 0), p->width),
		    (int)fmin(fmax((it.bottom + beside_y) * y, 0), p->height)};
	}
	qsort(all->boxes, all->count, sizeof(*all->boxes), compare_boxes);
	return 0;
}

/* Whether more than COVERED of word, in a line of that height, is covered by
 * boxes of all that are not too high for the line. */
static bool
is_covered(const struct boxes *all, const struct page_box *word, int height)
{
	double area = (double)box_width(word) * box_height(word), covered = 0;
	const int most = HEIGHTS * height;
	const struct page_box *b;

	for (size_t i = box_first_at(all->boxes, all->count, word->top - most);
	     i < all->count && all->boxes[i].top < word->bottom; i++) {
		b = &all->boxes[i];
		if (i > 0 && memcmp(b, b - 1, sizeof(*b)) == 0)
			continue; /* it is drawn twice, as bold text is */
		if (box_height(b) <= most && box_overlap_x(b, word) > 0 &&
		    box_overlap_y(b, word) > 0)
			covered += (double)box_overlap_x(b, word) *
				   box_overlap_y(b, word);
		if (covered > area * COVERED)
			return true;
	}
	return false;
}

/* Marks the words of line that are covered by the boxes of all. */
static void
mark_line(struct page_line *line, const struct boxes *all)
{
	/* The box of a line that runs up or down is as high as the line is
	 * long, so boxes of larger letters count there, too. */
	int height = box_height(&line->box);

	for (struct page_word *w = line->words; w != NULL; w = w->next)
		w->is_text = is_covered(all, &w->box, height);
}

int
layer_overlap_mark(struct page *p, const struct text_layer *layer, int degrees)
{
	struct boxes all;

	if (!layer->is_seen || p->source != PAGE_RECOGNIZED)
		return 0;
	p->has_hidden_text = layer->has_hidden;
	if (layer->count == 0)
		return 0;
	if (list_boxes(p, layer, degrees, &all) == -1)
		return -1;
	for (struct page_block *b = p->blocks; b != NULL; b = b->next)
		for (struct page_paragraph *a = b->paragraphs; a; a = a->next)
			for (struct page_line *l = a->lines; l; l = l->next)
				mark_line(l, &all);
	free(all.boxes);
	return 0;
}
