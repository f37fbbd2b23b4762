/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * line_sieve: takes out lines that a network found across the rules of a table.
 * The network sees a page too small to tell narrow cells from each other, and
 * the rules in its lines would be read as letters.
 */
#include "engine/line_sieve.h"

#include <stdbool.h>
#include <stdlib.h>

#include "engine/box.h"
#include "engine/rule_net.h"

/* A line of the network was found by its shape, too, if lines of shapes cover
 * this share of it. */
#define COVERED 0.4
/* A grid has at least this many rules in each direction. */
#define GRID 3
/* This many level rules, one below another, are a table whose upright rules are
 * too blurred to be found. */
#define STACK 6

/* Whether r, which was found by its shape, is as thick as a rule.  The edge of
 * a filled box is thinner, and a part of such a box is thicker. */
static bool
is_thick_as_rule(const struct page_box *r, double letter_height)
{
	int w = box_width(r), h = box_height(r);
	int thick = box_min(w, h), length = box_max(w, h);

	/* A rule that is a little askew has a thicker box. */
	return thick > 1 && thick < 0.4 * letter_height + length / 50.0;
}

/* Whether a and b begin and end at about the same columns. */
static bool
are_stacked(const struct page_box *a, const struct page_box *b)
{
	int room = box_width(a) / 20;

	return rule_net_is_level(b) && abs(a->left - b->left) <= room &&
	       abs(a->right - b->right) <= room;
}

/* Whether r is a level rule, at least width_least wide, that is one of many
 * below each other. */
static bool
is_in_stack(
    const struct rules *rules, const struct page_box *r, int width_least)
{
	int n = 0;

	if (!rule_net_is_level(r) || box_width(r) < width_least)
		return false;
	for (size_t i = 0; i < rules->count; i++)
		n += are_stacked(r, &rules->list[i]);
	return n >= STACK;
}

/* Whether the group of rule number rule has many rules in both directions. */
static bool
is_in_grid(const struct rule_net *n, size_t rule)
{
	int level = 0, upright = 0;

	for (size_t i = 0; i < n->count; i++) {
		if (n->group[i] != n->group[rule])
			continue;
		if (rule_net_is_level(&n->rules[i]))
			level++;
		else
			upright++;
	}
	return level >= GRID && upright >= GRID;
}

/* Keeps only rules of two kinds: those in a grid, where rules that meet are at
 * most near pixels apart, and those in a stack that are at least stack_least
 * pixels long.  Returns 0, or -1 without memory. */
static int
keep_grids(struct rules *rules, int near, int stack_least)
{
	struct rule_net n;
	int rc = rule_net_open(&n, rules, near);
	bool *keeps = calloc(rules->count + 1, sizeof(*keeps));
	size_t kept = 0;

	if (keeps == NULL)
		rc = -1;
	for (size_t i = 0; rc == 0 && i < rules->count; i++)
		keeps[i] = is_in_grid(&n, i) ||
			   is_in_stack(rules, &rules->list[i], stack_least);
	for (size_t i = 0; rc == 0 && i < rules->count; i++)
		if (keeps[i])
			rules->list[kept++] = rules->list[i];
	rules->count = kept;
	rule_net_close(&n);
	free(keeps);
	return rc;
}

/*
 * Sets out to those rules of shapes that are as thick as a rule and part of a
 * grid, or of a stack: level rules of one width below each other.  Returns 0,
 * or -1 without memory.  Whatever the result, out->list is to be freed.
 */
static int
find_grids(const struct line_finder *shapes, const struct page_box *area,
    struct rules *out)
{
	const struct rules *all = &shapes->rules;
	int near = box_max(4, (int)(shapes->letter_height / 3));
	int stack_width = box_width(area) / 3;

	*out =
	    (struct rules){.list = calloc(all->count + 1, sizeof(*out->list))};
	if (out->list == NULL)
		return -1;
	for (size_t i = 0; i < all->count; i++)
		if (is_thick_as_rule(&all->list[i], shapes->letter_height))
			out->list[out->count++] = all->list[i];
	return keep_grids(out, near, stack_width);
}

/* Whether a rule goes through box, along most of one of its sides, and is
 * longer than that side. */
static bool
has_rule(const struct rules *rules, const struct page_box *box)
{
	for (size_t i = 0; i < rules->count; i++) {
		const struct page_box *r = &rules->list[i];
		int w = box_overlap_x(r, box), h = box_overlap_y(r, box);

		if (w <= 0 || h <= 0)
			continue;
		/* An upright rule, much higher than box; or a level one, wider.
		 */
		if ((2 * h > box_height(box) &&
			10 * box_height(r) > 13 * box_height(box)) ||
		    (10 * w > 9 * box_width(box) &&
			box_width(r) > box_width(box)))
			return true;
	}
	return false;
}

/* Returns how many pixels of the width of box are covered by lines of shapes
 * that are in the same row. */
static int
count_covered_width(
    const struct line_finder *shapes, const struct page_box *box)
{
	int sum = 0;

	for (size_t i = 0; i < shapes->count; i++)
		if (box_is_same_row(&shapes->boxes[i], box))
			sum += box_overlap_x(&shapes->boxes[i], box);
	return sum;
}

int
line_sieve_drop_ruled(struct text_boxes *boxes,
    const struct line_finder *shapes, const struct page_box *area)
{
	struct rules grids;
	int rc = find_grids(shapes, area, &grids);
	size_t kept = 0;

	for (size_t i = 0; rc == 0 && i < boxes->count; i++) {
		struct page_box box = text_box_surround(&boxes->boxes[i], area);

		/* A line across a table is left out if the shapes have its
		 * text, too. */
		if (!has_rule(&grids, &box) ||
		    count_covered_width(shapes, &box) <
			COVERED * box_width(&box))
			boxes->boxes[kept++] = boxes->boxes[i];
	}
	if (rc == 0)
		boxes->count = kept;
	free(grids.list);
	return rc;
}
