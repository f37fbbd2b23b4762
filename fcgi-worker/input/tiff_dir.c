/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff_dir: the pages of a TIFF file and their sizes.  Reads the directories
 * as libtiff does, which is what decodes them: of a tag given twice the
 * first counts, and any whole-number type will do.
 */
#include "input/tiff_dir.h"
#include "base/bytes.h"

#include <stdbool.h>

enum { TAG_WIDTH = 256, TAG_HEIGHT = 257, TAG_ORIENTATION = 274 };

struct reader {
	const struct bytes *bytes;
	bool big_endian;
	bool big; /* BigTIFF: offsets and counts of 8 bytes */
};

/* A directory: where its entries begin and how many there are. */
struct directory {
	uint64_t entries;
	uint64_t count;
};

static uint64_t
get(const struct reader *r, size_t at, unsigned size)
{
	const unsigned char *p = r->bytes->data + at;
	uint64_t value = 0;
	unsigned i;

	for (i = 0; i < size; i++)
		value = value << 8 | p[r->big_endian ? i : size - 1 - i];
	return value;
}

static bool
fits(const struct reader *r, uint64_t at, uint64_t size)
{
	return at <= r->bytes->size && size <= r->bytes->size - at;
}

/* The bytes of a whole number of type, or 0. */
static unsigned
type_size(uint64_t type)
{
	switch (type) {
	case 1:
	case 6:
		return 1;
	case 3:
	case 8:
		return 2;
	case 4:
	case 9:
		return 4;
	case 16:
	case 17:
		return 8;
	default:
		return 0;
	}
}

static unsigned
entry_size(const struct reader *r)
{
	return r->big ? 20 : 12;
}

/* Read the value of the entry at at into out.  Returns 0, or -1. */
static int
entry_value(const struct reader *r, size_t at, uint32_t *out)
{
	unsigned word = r->big ? 8 : 4;
	unsigned size = type_size(get(r, at + 2, 2));
	uint64_t value, place = at + 4 + word;

	if (size == 0 || get(r, at + 4, word) != 1)
		return -1;
	if (size > word)
		place = get(r, (size_t)place, word);
	if (!fits(r, place, size))
		return -1;
	value = get(r, (size_t)place, size);
	if (value > INT32_MAX)
		return -1;
	*out = (uint32_t)value;
	return 0;
}

static int
read_directory(const struct reader *r, size_t at, struct directory *d)
{
	unsigned head = r->big ? 8 : 2;

	if (!fits(r, at, head))
		return -1;
	d->count = get(r, at, head);
	d->entries = at + head;
	if (d->count == 0 || d->count > 65535 ||
	    !fits(r, d->entries, d->count * entry_size(r) + (r->big ? 8 : 4)))
		return -1;
	return 0;
}

static int
read_size(
    const struct reader *r, const struct directory *d, struct sniff_size *out)
{
	uint64_t i, tag;
	size_t at;
	uint32_t *value;

	*out = (struct sniff_size){0, 0};
	for (i = 0; i < d->count; i++) {
		at = (size_t)(d->entries + i * entry_size(r));
		tag = get(r, at, 2);
		value = tag == TAG_WIDTH    ? &out->width
			: tag == TAG_HEIGHT ? &out->height
					    : NULL;
		if (value != NULL && *value == 0 &&
		    entry_value(r, at, value) == -1)
			return -1;
	}
	return out->width == 0 || out->height == 0 ? -1 : 0;
}

/* Read the head of the file.  Returns where its first directory is. */
static uint64_t
read_start(struct reader *r)
{
	r->big_endian = r->bytes->data[0] == 'M';
	r->big = get(r, 2, 2) == 43;
	return r->big ? get(r, 8, 8) : get(r, 4, 4);
}

unsigned
tiff_dir_orientation(const struct bytes *b)
{
	struct reader r = {.bytes = b};
	struct directory d;
	uint32_t value = 1;
	uint64_t offset, i;
	size_t at;

	if (b->size < 16)
		return 1;
	offset = read_start(&r);
	if (offset > b->size || read_directory(&r, (size_t)offset, &d) == -1)
		return 1;
	for (i = 0; i < d.count; i++) {
		at = (size_t)(d.entries + i * entry_size(&r));
		if (get(&r, at, 2) == TAG_ORIENTATION)
			return entry_value(&r, at, &value) == 0 && value >= 1 &&
				       value <= 8
				   ? value
				   : 1;
	}
	return 1;
}

/* Whether the chain comes back to a page it has passed; libtiff stops then. */
static bool
is_known(const struct tiff_dir_page *pages, unsigned n, uint64_t offset)
{
	unsigned i;

	for (i = 0; i < n; i++)
		if (pages[i].offset == offset)
			return true;
	return false;
}

unsigned
tiff_dir_walk(const struct bytes *b, struct tiff_dir_page *pages, unsigned max)
{
	struct reader r = {.bytes = b};
	struct directory d;
	uint64_t offset;
	unsigned n = 0;

	if (b->size < 16)
		return 0;
	offset = read_start(&r);
	while (offset != 0 && !is_known(pages, n, offset)) {
		if (n == max)
			return max + 1;
		if (offset > b->size ||
		    read_directory(&r, (size_t)offset, &d) == -1 ||
		    read_size(&r, &d, &pages[n].size) == -1)
			return 0;
		pages[n++].offset = (size_t)offset;
		offset = get(&r, (size_t)(d.entries + d.count * entry_size(&r)),
		    r.big ? 8 : 4);
	}
	return n;
}
