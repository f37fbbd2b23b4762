/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * recognized_line: makes words of a page, with their places and confidences,
 * from letters that the second recognizer read.
 */
#include "engine/recognized_line.h"

#include <string.h>

#include "engine/letters.h"

struct recognized_line_worth
recognized_line_weigh(const struct line_reading *r, size_t begin, size_t end)
{
	struct recognized_line_worth w = {1, 0};

	for (size_t i = begin; i < end; i++) {
		double confidence = r->characters[i].confidence;

		if (confidence < w.least)
			w.least = confidence;
		w.mean += confidence / (double)(end - begin);
	}
	return w;
}

/* Returns the box, in the image, of the letters from begin to before end. */
static struct page_box
place_of(const struct recognized_line *source, size_t begin, size_t end)
{
	const struct line_reading_character *c = source->reading->characters;
	double left = begin == 0 ? 0 : (c[begin - 1].x + c[begin].x) / 2;
	double right = end == source->reading->count
			   ? source->image->width
			   : (c[end - 1].x + c[end].x) / 2;
	struct page_box box = {(int)left, 0, (int)right, LINE_IMAGE_HEIGHT};

	line_image_fit(source->image, &box);
	return box;
}

/* Returns the letters of the reading from begin to before end as one text, or
 * NULL without memory. */
static const char *
join_letters(const struct recognized_line *source, size_t begin, size_t end)
{
	char *text = page_alloc(source->page,
	    (end - begin) * sizeof(source->reading->characters->text) + 1);

	for (size_t i = begin; text != NULL && i < end; i++)
		strcat(
		    text, letters_plain(source->reading->characters[i].text));
	return text;
}

/* Adds the letters from begin to before end to w one by one, if their boxes
 * were asked for. */
static void
add_symbols(const struct recognized_line *source, struct page_word *w,
    size_t begin, size_t end)
{
	struct page_symbol **link = &w->symbols;

	for (size_t i = begin; source->page->has_symbols && i < end; i++) {
		struct page_symbol *s = page_alloc(source->page, sizeof(*s));

		if (s == NULL)
			return;
		s->text = join_letters(source, i, i + 1);
		s->box = place_of(source, i, i + 1);
		s->confidence =
		    (float)(100 * source->reading->characters[i].confidence);
		*link = s;
		link = &s->next;
	}
}

struct page_word *
recognized_line_add_word(const struct recognized_line *source,
    struct page_line *line, size_t begin, size_t end)
{
	bool is_first = line->words == NULL;
	struct page_word *w = page_add_word(source->page, line);

	if (w == NULL)
		return NULL;
	w->text = join_letters(source, begin, end);
	if (w->text == NULL)
		return NULL;
	w->blanks = !is_first;
	w->confidence =
	    (float)(100 *
		    recognized_line_weigh(source->reading, begin, end).mean);
	w->direction = PAGE_LEFT_TO_RIGHT;
	w->box = place_of(source, begin, end);
	w->baseline = (struct page_baseline){
	    w->box.left, w->box.bottom, w->box.right, w->box.bottom, true};
	add_symbols(source, w, begin, end);
	return w;
}

int
recognized_line_add_words(const struct recognized_line *source,
    struct page_line *line, size_t begin, size_t end, double space)
{
	size_t word_begin = begin;

	/* A word ends where the next one begins: by the reading's own rule, or,
	 * if space is not 0, only where a space is as certain as that. */
	for (size_t i = begin + 1; i <= end; i++) {
		const struct line_reading_character *c =
		    &source->reading->characters[i];

		if (i < end && (space > 0 ? c->space < space : !c->begins_word))
			continue;
		if (recognized_line_add_word(source, line, word_begin, i) ==
		    NULL)
			return -1;
		word_begin = i;
	}
	return 0;
}

void
recognized_line_measure(struct page_line *line)
{
	struct page_box *box = &line->box;

	*box = line->words->box;
	for (struct page_word *w = line->words; w != NULL; w = w->next) {
		box->left = w->box.left < box->left ? w->box.left : box->left;
		box->top = w->box.top < box->top ? w->box.top : box->top;
		box->right =
		    w->box.right > box->right ? w->box.right : box->right;
		box->bottom =
		    w->box.bottom > box->bottom ? w->box.bottom : box->bottom;
	}
	if (line->height > 0)
		return;
	line->baseline = (struct page_baseline){
	    box->left, box->bottom, box->right, box->bottom, .is_known = true};
	line->height = (float)(box->bottom - box->top);
	/* Where the baseline is within the box is not known; it is put at the
	 * bottom.  Ascenders and descenders have about a fifth of a line's
	 * height each, as in most fonts. */
	line->ascenders = line->height / 5;
	line->descenders = -line->height / 5;
}

struct page_line *
recognized_line_make(const struct recognized_line *source)
{
	struct page_line *line = NULL;

	if (source->reading->count > 0)
		line = page_alloc(source->page, sizeof(*line));
	if (line == NULL || recognized_line_add_words(source, line, 0,
				source->reading->count, 0) == -1)
		return NULL;
	recognized_line_measure(line);
	return line;
}
