/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * turned_blocks: tells turned text from what was only taken for it by how far
 * its words are trusted, and by how much is read when its place is read level.
 */
#include "engine/turned_blocks.h"

#include <stdbool.h>
#include <string.h>

#include "engine/page_spot.h"

/* In percents: turned text that is trusted as much, on the average, stays. */
#define TRUSTED 75
/* In percents: what is trusted less, or has fewer bytes a word, was not text.
 */
#define NOISE 50
#define BYTES_LEAST 3
/* When a column of digits is read level, there is at least one letter for this
 * many that were read turned.  When turned text is read level, there are
 * fewer. */
#define LETTERS_A_LETTER 3

/* What is known of the words of a block. */
struct sum {
	double confidence;
	size_t words, bytes;
};

/* Returns what is known of the words of paragraphs, a list. */
static struct sum
sum_of(const struct page_paragraph *paragraphs)
{
	struct sum sum = {0, 0, 0};

	for (const struct page_paragraph *a = paragraphs; a; a = a->next)
		for (const struct page_line *l = a->lines; l; l = l->next)
			for (const struct page_word *w = l->words; w;
			     w = w->next) {
				sum.confidence += (double)w->confidence;
				sum.words++;
				sum.bytes += strlen(page_letters(w));
			}
	return sum;
}

/* Whether the words are trusted less than trust_least, in percents, on the
 * average. */
static bool
is_doubted(const struct sum *sum, double trust_least)
{
	return sum->confidence < trust_least * (double)sum->words;
}

int
turned_blocks_set_aside(struct page *p, struct turned_block **aside)
{
	struct page_block *b = page_spot_text_block(p->blocks);
	struct turned_block **end = aside;
	struct sum sum;

	*aside = NULL;
	for (; b != NULL; b = page_spot_text_block(b->next)) {
		if (b->turns % 2 == 0)
			continue;
		sum = sum_of(b->paragraphs);
		if (!is_doubted(&sum, TRUSTED))
			continue;
		*end = page_alloc(p, sizeof(**end));
		if (*end == NULL)
			return -1;
		**end = (struct turned_block){NULL, b, b->paragraphs, b->last};
		end = &(*end)->next;
		b->paragraphs = b->last = NULL;
	}
	return 0;
}

static bool
is_noise(const struct sum *sum)
{
	return is_doubted(sum, NOISE) || sum->bytes < BYTES_LEAST * sum->words;
}

/* Returns the bytes of text in those words of line that have their middle in
 * box. */
static size_t
count_bytes_within(const struct page_line *line, const struct page_box *box)
{
	size_t n = 0;

	for (const struct page_word *w = line->words; w != NULL; w = w->next) {
		int x = (w->box.left + w->box.right) / 2;
		int y = (w->box.top + w->box.bottom) / 2;

		if (x >= box->left && x < box->right && y >= box->top &&
		    y < box->bottom)
			n += strlen(page_letters(w));
	}
	return n;
}

/* Returns how many bytes of text p has in box. */
static size_t
count_bytes(const struct page *p, const struct page_box *box)
{
	struct page_block *b = page_spot_text_block(p->blocks);
	size_t n = 0;

	for (; b != NULL; b = page_spot_text_block(b->next))
		for (struct page_paragraph *a = b->paragraphs; a; a = a->next)
			for (struct page_line *l = a->lines; l; l = l->next)
				n += count_bytes_within(l, box);
	return n;
}

/* Takes b out of p, if it is still there. */
static void
unlink_block(struct page *p, const struct page_block *b)
{
	struct page_block **link = &p->blocks, *before = NULL;

	for (; *link != NULL && *link != b; link = &(*link)->next)
		before = *link;
	if (*link == NULL)
		return;
	*link = b->next;
	if (p->last == b)
		p->last = before;
}

void
turned_blocks_put_back(struct page *p, const struct turned_block *aside)
{
	for (const struct turned_block *t = aside; t != NULL; t = t->next) {
		struct sum sum = sum_of(t->paragraphs);

		if (!is_noise(&sum) &&
		    LETTERS_A_LETTER * count_bytes(p, &t->block->box) <
			sum.bytes) {
			t->block->paragraphs = t->paragraphs;
			t->block->last = t->last;
		} else {
			unlink_block(p, t->block);
		}
	}
}
