/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * store_ages: finds the oldest entry of the store.  List number n, counted from
 * 1970, stands at n modulo the number of lists.
 */
#include "store_ages.h"

#include <string.h>

enum { LISTS_USED = 1000 };

void
store_ages_init(
    struct store_ages *a, struct store_items *items, unsigned max_age_s)
{
	*a = (struct store_ages){.items = items};
	a->width_s = (max_age_s + LISTS_USED - 1) / LISTS_USED;
	memset(a->lists, 0xff, sizeof(a->lists)); /* STORE_ITEMS_NONE */
}

/*
 * Moves the start of the range past empty lists, but not past the given list.
 */
static void
drop_empty_lists(struct store_ages *a, uint64_t list)
{
	if (a->count == 0 && a->first < list)
		a->first = list;
	while (a->first < list &&
	       a->lists[a->first % STORE_AGES_LISTS].first == STORE_ITEMS_NONE)
		a->first++;
}

bool
store_ages_make_room(struct store_ages *a, uint64_t written_s)
{
	uint64_t list = written_s / a->width_s; /* its number */

	if (written_s > UINT32_MAX)
		return false;
	drop_empty_lists(a, list);
	if (list >= a->first)
		return list - a->first < STORE_AGES_LISTS;
	if (a->count > 0 && a->first - list >= STORE_AGES_LISTS)
		return false;
	/* New first lists take the places of the last, if those are empty. */
	for (uint64_t i = list + STORE_AGES_LISTS;
	     a->count > 0 && i < a->first + STORE_AGES_LISTS; i++)
		if (a->lists[i % STORE_AGES_LISTS].first != STORE_ITEMS_NONE)
			return false;
	a->first = list;
	return true;
}

void
store_ages_append(struct store_ages *a, uint32_t n)
{
	struct store_item *item = store_items_at(a->items, n);
	uint32_t list = item->written_s / a->width_s % STORE_AGES_LISTS;
	uint32_t last = a->lists[list].last;

	item->prev = last;
	item->next = STORE_ITEMS_NONE;
	if (last != STORE_ITEMS_NONE)
		store_items_at(a->items, last)->next = n;
	else
		a->lists[list].first = n;
	a->lists[list].last = n;
	a->count++;
}

void
store_ages_remove(struct store_ages *a, uint32_t n)
{
	const struct store_item *item = store_items_at(a->items, n);
	uint32_t list = item->written_s / a->width_s % STORE_AGES_LISTS;

	if (item->prev != STORE_ITEMS_NONE)
		store_items_at(a->items, item->prev)->next = item->next;
	else
		a->lists[list].first = item->next;
	if (item->next != STORE_ITEMS_NONE)
		store_items_at(a->items, item->next)->prev = item->prev;
	else
		a->lists[list].last = item->prev;
	a->count--;
}

uint32_t
store_ages_oldest(const struct store_ages *a)
{
	uint32_t n = STORE_ITEMS_NONE;

	for (uint64_t i = a->first; a->count > 0 && n == STORE_ITEMS_NONE; i++)
		n = a->lists[i % STORE_AGES_LISTS].first;
	return n;
}
