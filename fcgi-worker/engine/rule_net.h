/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rule_net: divides rules into groups of those that touch, which may be a
 * table.
 */
#ifndef FCGI_WORKER_ENGINE_RULE_NET_H
#define FCGI_WORKER_ENGINE_RULE_NET_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/page.h"
#include "engine/rule_finder.h"

struct rule_net {
	const struct page_box *rules;
	size_t *group; /* of each rule: the first rule of its group */
	size_t count;
	int near; /* in pixels: rules that are less far apart touch */
};

/*
 * Groups the rules, which are borrowed: those that are less than near pixels
 * apart touch.  Returns 0, or -1 without memory.  Whatever the result, end with
 * rule_net_close.
 */
int rule_net_open(struct rule_net *n, const struct rules *rules, int near);
void rule_net_close(struct rule_net *n);

/* Whether the rule is level, and not upright. */
bool rule_net_is_level(const struct page_box *rule);

/*
 * Whether rules of the group cover most of an edge.  A level edge is at y =
 * place, from x = begin to end; an upright one is at x = place, from y = begin
 * to end.
 */
bool rule_net_covers(const struct rule_net *n, size_t group, bool is_level,
    int place, int begin, int end);

#endif
