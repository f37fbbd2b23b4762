/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * heif_item: the type of an item in a HEIF file.
 */
#include "input/heif_item.h"

#include <string.h>

/* How many bytes these take: the size and type of a box, the same with a size
 * of 64 bits, the version and flags that some boxes have, and a type. */
#define HEAD 8
#define LARGE_HEAD 16
#define FULL 4
#define TYPE 4
/* Version and flags, id, protection and type of an item. */
#define ENTRY_16 12
#define ENTRY_32 14

/* Takes the first box off rest.  Returns whether there was one; then *type is
 * its type, and *content what is behind its head. */
static bool
take_box(struct bytes *rest, const unsigned char **type, struct bytes *content)
{
	uint64_t size;
	size_t head = HEAD;

	if (rest->size < HEAD)
		return false;
	size = bytes_be32(rest->data);
	if (size == 1 && rest->size >= LARGE_HEAD) {
		size = (uint64_t)bytes_be32(rest->data + 8) << 32 |
		       bytes_be32(rest->data + 12);
		head = LARGE_HEAD;
	} else if (size == 0) {
		size = rest->size;
	}
	if (size < head || size > rest->size)
		return false;
	*type = rest->data + 4;
	*content = (struct bytes){rest->data + head, (size_t)size - head};
	rest->data += size;
	rest->size -= (size_t)size;
	return true;
}

/* Finds the first box of the type wanted within box, behind the skip bytes with
 * which the content of box begins.  Returns whether there is one. */
static bool
find_box(const struct bytes *box, size_t skip, const char *wanted,
    struct bytes *content)
{
	struct bytes rest;
	const unsigned char *type;

	if (box->size < skip)
		return false;
	rest = (struct bytes){box->data + skip, box->size - skip};
	while (take_box(&rest, &type, content))
		if (memcmp(type, wanted, TYPE) == 0)
			return true;
	return false;
}

/* Returns the type that entry gives its item, if that is item id, or NULL. */
static const unsigned char *
entry_type(const struct bytes *entry, uint32_t id)
{
	const unsigned char *p = entry->data;

	if (entry->size >= ENTRY_16 && p[0] == 2 && bytes_be16(p + FULL) == id)
		return p + ENTRY_16 - TYPE;
	if (entry->size >= ENTRY_32 && p[0] == 3 && bytes_be32(p + FULL) == id)
		return p + ENTRY_32 - TYPE;
	return NULL;
}

bool
heif_item_is(const struct bytes *file, uint32_t id, const char *type)
{
	struct bytes meta, items, entry;
	const unsigned char *name, *found;
	size_t skip;

	if (!find_box(file, 0, "meta", &meta) ||
	    !find_box(&meta, FULL, "iinf", &items) || items.size < FULL + 4)
		return false;
	/* Version and flags come first, and the number of entries, which has
	 * two bytes in version 0, or four. */
	skip = FULL + (items.data[0] == 0 ? 2 : 4);
	items = (struct bytes){items.data + skip, items.size - skip};
	while (take_box(&items, &name, &entry)) {
		found = memcmp(name, "infe", TYPE) == 0 ? entry_type(&entry, id)
							: NULL;
		if (found != NULL)
			return memcmp(found, type, TYPE) == 0;
	}
	return false;
}
