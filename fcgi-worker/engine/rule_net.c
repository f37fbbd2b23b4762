/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rule_net: rules in groups of those that touch.  Knows nothing of tables.
 */
#include "engine/rule_net.h"

#include <stdlib.h>

#include "engine/box.h"

bool
rule_net_is_level(const struct page_box *b)
{
	return box_width(b) > box_height(b);
}

/* Whether a and b cross, or are less than near pixels apart. */
static bool
rules_meet(const struct page_box *a, const struct page_box *b, int near)
{
	return a->left - near < b->right && b->left - near < a->right &&
	       a->top - near < b->bottom && b->top - near < a->bottom;
}

/* Returns the first rule of the group of rule i. */
static size_t
find_group(const struct rule_net *n, size_t i)
{
	while (n->group[i] != i)
		i = n->group[i];
	return i;
}

/* Makes one group of all rules that are connected.  A level rule and an upright
 * one are connected if they cross or meet. */
static void
join_rules(const struct rule_net *n)
{
	for (size_t i = 0; i < n->count; i++)
		n->group[i] = i;
	for (size_t i = 0; i < n->count; i++)
		for (size_t k = i + 1; k < n->count; k++) {
			size_t a = find_group(n, i), b = find_group(n, k);

			if (a != b &&
			    rule_net_is_level(&n->rules[i]) !=
				rule_net_is_level(&n->rules[k]) &&
			    rules_meet(&n->rules[i], &n->rules[k], n->near))
				n->group[a > b ? a : b] = a > b ? b : a;
		}
	for (size_t i = 0; i < n->count; i++)
		n->group[i] = find_group(n, i);
}

int
rule_net_open(struct rule_net *n, const struct rules *rules, int near)
{
	*n = (struct rule_net){rules->list,
	    calloc(rules->count + 1, sizeof(*n->group)), rules->count, near};
	if (n->group == NULL)
		return -1;
	join_rules(n);
	return 0;
}

void
rule_net_close(struct rule_net *n)
{
	free(n->group);
	n->group = NULL;
}

bool
rule_net_covers(const struct rule_net *n, size_t group, bool is_level,
    int place, int begin, int end)
{
	int covered = 0;

	for (size_t i = group; i < n->count; i++) {
		const struct page_box *b = &n->rules[i];
		/* The edge, with n->near pixels on both sides.  Rules in this
		 * strip cover the edge. */
		struct page_box strip = {
		    begin, place - n->near, end, place + n->near};

		if (n->group[i] != group || rule_net_is_level(b) != is_level)
			continue;
		if (!is_level)
			strip = (struct page_box){
			    place - n->near, begin, place + n->near, end};
		if (is_level && box_overlap_y(b, &strip) > 0)
			covered += box_overlap_x(b, &strip);
		else if (!is_level && box_overlap_x(b, &strip) > 0)
			covered += box_overlap_y(b, &strip);
	}
	return 2 * covered > end - begin;
}
