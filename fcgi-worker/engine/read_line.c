/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * read_line: makes words of a page, with their places and confidences, from
 * letters that the second recognizer read.
 */
#include "engine/read_line.h"

#include <string.h>

#include "engine/letters.h"

struct read_line_worth
read_line_weigh(const struct reading *r, size_t from, size_t to)
{
	struct read_line_worth w = {1, 0};

	for (size_t i = from; i < to; i++) {
		double confidence = r->characters[i].confidence;

		if (confidence < w.least)
			w.least = confidence;
		w.mean += confidence / (double)(to - from);
	}
	return w;
}

/* Returns the place in the image of the letters from from to to. */
static struct page_box
place(const struct read_line *b, size_t from, size_t to)
{
	const struct reading_character *c = b->reading->characters;
	double left = from == 0 ? 0 : (c[from - 1].x + c[from].x) / 2;
	double right = to == b->reading->count ? b->image->width
					       : (c[to - 1].x + c[to].x) / 2;
	struct page_box box = {(int)left, 0, (int)right, LINE_IMAGE_HEIGHT};

	line_image_fit(b->image, &box);
	return box;
}

/* Returns the letters of the reading from from to to as one text, or NULL. */
static const char *
join(const struct read_line *b, size_t from, size_t to)
{
	char *text = page_alloc(
	    b->page, (to - from) * sizeof(b->reading->characters->text) + 1);

	for (size_t i = from; text != NULL && i < to; i++)
		strcat(text, letters_plain(b->reading->characters[i].text));
	return text;
}

/* Adds the single letters for hOCR, if they were asked for. */
static void
add_symbols(
    const struct read_line *b, struct page_word *w, size_t from, size_t to)
{
	struct page_symbol **end = &w->symbols;

	for (size_t i = from; b->page->has_symbols && i < to; i++) {
		struct page_symbol *s = page_alloc(b->page, sizeof(*s));

		if (s == NULL)
			return;
		s->text = join(b, i, i + 1);
		s->box = place(b, i, i + 1);
		s->confidence =
		    (float)(100 * b->reading->characters[i].confidence);
		*end = s;
		end = &s->next;
	}
}

struct page_word *
read_line_add_word(
    const struct read_line *b, struct page_line *line, size_t from, size_t to)
{
	bool is_first = line->words == NULL;
	struct page_word *w = page_add_word(b->page, line);

	if (w == NULL)
		return NULL;
	w->text = join(b, from, to);
	if (w->text == NULL)
		return NULL;
	w->blanks = !is_first;
	w->confidence =
	    (float)(100 * read_line_weigh(b->reading, from, to).mean);
	w->direction = PAGE_LEFT_TO_RIGHT;
	w->box = place(b, from, to);
	w->baseline = (struct page_baseline){
	    w->box.left, w->box.bottom, w->box.right, w->box.bottom, true};
	add_symbols(b, w, from, to);
	return w;
}

int
read_line_add_words(const struct read_line *b, struct page_line *line,
    size_t from, size_t to, double space)
{
	size_t begin = from;

	for (size_t i = from + 1; i <= to; i++) {
		const struct reading_character *c = &b->reading->characters[i];

		if (i < to && (space > 0 ? c->space < space : !c->begins_word))
			continue;
		if (read_line_add_word(b, line, begin, i) == NULL)
			return -1;
		begin = i;
	}
	return 0;
}

void
read_line_measure(struct page_line *line)
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
	    box->left, box->bottom, box->right, box->bottom, true};
	line->height = (float)(box->bottom - box->top);
	line->ascenders = line->height / 5;
	line->descenders = -line->height / 5;
}

struct page_line *
read_line_make(const struct read_line *b)
{
	struct page_line *line = NULL;

	if (b->reading->count > 0)
		line = page_alloc(b->page, sizeof(*line));
	if (line == NULL ||
	    read_line_add_words(b, line, 0, b->reading->count, 0) == -1)
		return NULL;
	read_line_measure(line);
	return line;
}
