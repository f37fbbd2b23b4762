/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * store_ages: finds the oldest entry of the store.  There is a list for each
 * thousandth of the greatest age, so an entry is put into order at once,
 * however many there are.  The lists are a ring: they cover a range of ages
 * that moves on with time.
 */
#ifndef MOD_OCR_STORE_AGES_H
#define MOD_OCR_STORE_AGES_H

#include <stdbool.h>
#include <stdint.h>

#include "store_items.h"

enum { STORE_AGES_LISTS = 1024 }; /* a few more than are in use */

struct store_ages {
	struct store_items *items; /* borrowed */
	uint32_t width_s;	   /* of the times in one list */
	uint64_t first;		   /* no list before it has an item */
	uint64_t count;		   /* of all items in the lists */
	struct {
		uint32_t first, last;
	} lists[STORE_AGES_LISTS];
};

/* Begins with empty lists, for items of up to that age. */
void store_ages_init(
    struct store_ages *a, struct store_items *items, unsigned max_age_s);

/*
 * Moves the range of ages so that it has a list for items that were written at
 * written_s.  Returns false, and moves nothing, if that is too far from when
 * the others were written.
 */
bool store_ages_make_room(struct store_ages *a, uint64_t written_s);

/* Puts item number n at the end of the list for its written_s, for which there
 * must be room. */
void store_ages_append(struct store_ages *a, uint32_t n);

/* Takes item number n out of its list. */
void store_ages_remove(struct store_ages *a, uint32_t n);

/* Returns the number of the first item of the oldest list that has one, or
 * STORE_ITEMS_NONE. */
uint32_t store_ages_oldest(const struct store_ages *a);

#endif
