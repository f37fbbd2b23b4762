/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * found_lines: the lines that were found on a page, each with the words that
 * the engine read there.  Changes nothing on the page.
 */
#include "engine/found_lines.h"

#include <stdlib.h>

#include "engine/box.h"

/* Returns how many words p has, those of rules included.  There are no more
 * spots than that. */
static size_t
count_words(const struct page *p)
{
	size_t n = 0;

	for (struct page_block *b = p->blocks; b != NULL; b = b->next)
		for (struct page_paragraph *a = b->paragraphs; a; a = a->next)
			for (struct page_line *l = a->lines; l; l = l->next)
				for (struct page_word *w = l->words; w != NULL;
				     w = w->next)
					n++;
	return n;
}

/*
 * Returns the one of lines that covers most of box, the box of a word; NULL if
 * none does.  Where two lines overlap because one was joined with a rule below
 * it, the word is on the one that is less high.
 */
static struct found_line *
find_line_at(const struct found_lines *lines, const struct page_box *box)
{
	long area = (long)box_width(box) * box_height(box), common;
	struct found_line *best = NULL, *one = lines->list;
	double fit, best_fit = 0;

	/* The list is sorted by the tops of the lines. */
	for (; one < lines->list + lines->count; one++) {
		if (one->box->top >= box->bottom)
			break;
		common = (long)box_overlap_x(one->box, box) *
			 box_overlap_y(one->box, box);
		fit = (double)common / box_height(one->box);
		if (2 * common > area && fit > best_fit) {
			best_fit = fit;
			best = one;
		}
	}
	return best;
}

/* Whether a line of found, which may be NULL, covers most of box. */
static bool
is_on_line(const struct line_finder *found, const struct page_box *box)
{
	long area = (long)box_width(box) * box_height(box);

	for (size_t i = 0; found != NULL && i < found->count; i++) {
		const struct page_box *b = &found->boxes[i];

		if (2L * box_overlap_x(b, box) * box_overlap_y(b, box) > area)
			return true;
	}
	return false;
}

/*
 * Adds the word at spot to the one of lines that it is on.  A word that is on
 * no found line is a stray, unless it is on a line of others.
 */
static void
add_spot(struct found_lines *lines, const struct line_finder *others,
    const struct page_spot *spot)
{
	struct found_line *c = find_line_at(lines, &spot->word->box);
	struct page_spot *s = &lines->spots[lines->spot_count++];

	*s = *spot;
	if (c == NULL) {
		if (is_on_line(others, &s->word->box))
			return;
		s->next = lines->strays;
		lines->strays = s;
		return;
	}
	if (c->last == NULL)
		c->first = s;
	else
		c->last->next = s;
	c->last = s;
}

/*
 * Adds each word of text on p to the one of lines that it is on, see
 * add_spot().
 */
static void
add_spots(
    struct found_lines *lines, struct page *p, const struct line_finder *others)
{
	struct page_spot s = {.block = page_spot_text_block(p->blocks)};

	for (; s.block != NULL; s.block = page_spot_text_block(s.block->next))
		for (s.paragraph = s.block->paragraphs; s.paragraph != NULL;
		     s.paragraph = s.paragraph->next)
			for (s.line = s.paragraph->lines; s.line != NULL;
			     s.line = s.line->next)
				for (s.word = s.line->words; s.word != NULL;
				     s.word = s.word->next)
					add_spot(lines, others, &s);
}

static int
compare_ints(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return x < y ? -1 : x > y;
}

int
found_lines_usual_height(const struct found_lines *c)
{
	int *heights = calloc(c->count + 1, sizeof(*heights));
	size_t n = 0, with_words = 0;
	int usual;

	if (heights == NULL)
		return 0;
	for (size_t i = 0; i < c->count; i++)
		with_words += c->list[i].first != NULL;
	/* Three lines or fewer may be unusual by chance: then all count. */
	for (size_t i = 0; i < c->count; i++)
		if (with_words <= 3 || c->list[i].first != NULL)
			heights[n++] = box_height(c->list[i].box);
	qsort(heights, n, sizeof(*heights), compare_ints);
	usual = heights[n / 2];
	free(heights);
	return usual;
}

int
found_lines_collect(struct page *p, const struct line_finder *found,
    const struct line_finder *others, struct found_lines *c)
{
	*c = (struct found_lines){
	    .list = calloc(found->count + 1, sizeof(*c->list)),
	    .spots = calloc(count_words(p) + 1, sizeof(*c->spots)),
	};
	if (c->list == NULL || c->spots == NULL)
		return -1;
	for (size_t i = 0; i < found->count; i++)
		c->list[c->count++].box = &found->boxes[i];
	add_spots(c, p, others);
	return 0;
}

void
found_lines_free(struct found_lines *c)
{
	free(c->list);
	free(c->spots);
	*c = (struct found_lines){.list = NULL};
}
