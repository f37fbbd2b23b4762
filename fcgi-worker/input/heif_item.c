/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * heif_item: the type of an item in a HEIF file.
 */
#include "input/heif_item.h"

#include <string.h>

/*
 * Sizes in bytes.  HEAD: a box begins with its size and its type.  LARGE_HEAD:
 * the same if its size has 64 bits.  FULL: the version and flags that follow in
 * some boxes.  TYPE: a type.
 */
#define HEAD 8
#define LARGE_HEAD 16
#define FULL 4
#define TYPE 4
/*
 * An item's entry of version 2 or 3: version and flags, id of 16 or 32 bits,
 * protection, and type.
 */
#define ENTRY_16 12
#define ENTRY_32 14

/*
 * Removes the first box from boxes, the rest of a list.  Returns whether there
 * was one; then *type is its type, and *content what follows its head.
 */
static bool
take_box(struct bytes *boxes, const unsigned char **type, struct bytes *content)
{
	uint64_t size;
	size_t head = HEAD;

	if (boxes->size < HEAD)
		return false;
	size = bytes_be32(boxes->data);
	if (size == 1 && boxes->size >= LARGE_HEAD) {
		size = (uint64_t)bytes_be32(boxes->data + 8) << 32 |
		       bytes_be32(boxes->data + 12);
		head = LARGE_HEAD;
	} else if (size == 0) {
		size = boxes->size;
	}
	if (size < head || size > boxes->size)
		return false;
	*type = boxes->data + 4;
	*content = (struct bytes){boxes->data + head, (size_t)size - head};
	boxes->data += size;
	boxes->size -= (size_t)size;
	return true;
}

/*
 * Finds the first box of box_type among those within box.  They begin behind
 * the first skip bytes of box.  Returns whether there is one; then *content is
 * what is in it.
 */
static bool
find_box(const struct bytes *box, size_t skip, const char *box_type,
    struct bytes *content)
{
	struct bytes rest;
	const unsigned char *type;

	if (box->size < skip)
		return false;
	rest = (struct bytes){box->data + skip, box->size - skip};
	while (take_box(&rest, &type, content))
		if (memcmp(type, box_type, TYPE) == 0)
			return true;
	return false;
}

/*
 * Returns the type that entry gives its item, or NULL if that is not item id.
 */
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
	/*
	 * Version and flags come first.  Then comes the number of entries, in
	 * two bytes in version 0, else in four.
	 */
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
