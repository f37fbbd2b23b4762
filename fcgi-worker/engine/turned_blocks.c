/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * turned_blocks: tells turned text from what was only taken for it by how far
 * its words are trusted.
 */
#include "engine/turned_blocks.h"

#include <stdbool.h>

/* In percents: turned text is trusted as much as this, on the average. */
#define TRUSTED 75

/* Adds the confidences of the words of l to *sum, and how many there are to
 * *count. */
static void
add_line(const struct page_line *l, double *sum, unsigned *count)
{
	for (const struct page_word *w = l->words; w != NULL; w = w->next) {
		*sum += (double)w->confidence;
		(*count)++;
	}
}

static bool
is_doubted(const struct page_block *b)
{
	double sum = 0;
	unsigned count = 0;

	for (const struct page_paragraph *a = b->paragraphs; a; a = a->next)
		for (const struct page_line *l = a->lines; l; l = l->next)
			add_line(l, &sum, &count);
	return sum < TRUSTED * count;
}

void
turned_blocks_drop_doubted(struct page *p)
{
	struct page_block **link = &p->blocks;

	p->last = NULL;
	while (*link != NULL) {
		struct page_block *b = *link;

		if (b->turns % 2 != 0 && page_is_text(b) && is_doubted(b)) {
			*link = b->next;
			continue;
		}
		p->last = b;
		link = &b->next;
	}
}
