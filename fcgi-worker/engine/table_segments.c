/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * table_segments: divides the rows of a page into segments.
 */
#include "engine/table_segments.h"

#include "engine/box.h"

/* The least width of a gap between two cells of a row, in heights of letters.
 */
#define GAP 1.3
/* Two words that are both higher than this, in heights of letters, are a title,
 * whose gaps are wider: then the lower one's height counts. */
#define TITLE 1.5

/* Returns the least width of the gap between words a and b of t if they are in
 * two cells. */
static double
least_gap(const struct table_rows *t, size_t a, size_t b)
{
	int lower =
	    box_min(box_height(&t->words[a].box), box_height(&t->words[b].box));

	return GAP * (lower > TITLE * t->height ? lower : t->height);
}

void
table_segments_make(struct table_segments *l)
{
	struct table_rows *t = l->text;

	for (size_t i = 0; i < t->count; i++) {
		const struct page_box *b = &t->words[i].box;
		struct table_segment *s = &l->list[l->count];

		if (t->words[i].is_in_table || t->words[i].is_prose)
			continue;
		if (l->count > 0 && s[-1].row == t->words[i].row &&
		    b->left - s[-1].box.right < least_gap(t, s[-1].last, i)) {
			s--;
			box_extend(&s->box, b);
		} else {
			*s = (struct table_segment){
			    *b, i, i, t->words[i].row, 0};
			l->count++;
		}
		s->last = i;
		s->words++;
	}
}

size_t
table_segments_next_row(const struct table_segments *l, size_t i)
{
	size_t end = i;

	while (end < l->count && l->list[end].row == l->list[i].row)
		end++;
	return end;
}

struct page_box
table_segments_box(const struct table_segments *l, size_t begin, size_t end)
{
	struct page_box box = l->list[begin].box;

	for (size_t i = begin; i < end; i++)
		box_extend(&box, &l->list[i].box);
	return box;
}
