/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Boxes of ISO/IEC 23008-12, as few as libheif needs.
 */
#include "tests/lib/tiles.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define ROOM 2048
#define GRID_LEN 12

/* A box within the tile's file. */
struct part {
	const unsigned char *data;
	size_t len;
};

struct out {
	unsigned char *at;
};

/* Writes the value in so many bytes, the most significant first. */
static void
put(struct out *o, uint32_t value, unsigned bytes)
{
	while (bytes-- > 0)
		*o->at++ = (unsigned char)(value >> 8 * bytes);
}

static void
put_bytes(struct out *o, const void *bytes, size_t len)
{
	memcpy(o->at, bytes, len);
	o->at += len;
}

/* Begins a box.  Returns its place, to be closed. */
static unsigned char *
open_box(struct out *o, const char *type)
{
	unsigned char *box = o->at;

	put(o, 0, 4);
	put_bytes(o, type, 4);
	return box;
}

/* Begins a box with a version and flags. */
static unsigned char *
open_full(struct out *o, const char *type, unsigned version)
{
	unsigned char *box = open_box(o, type);

	put(o, version << 24, 4);
	return box;
}

/* Writes the length of a box that ends here to its beginning. */
static void
close_box(struct out *o, unsigned char *box)
{
	struct out size = {box};

	put(&size, (uint32_t)(o->at - box), 4);
}

/* Returns the first box of the type with its head, or a length of 0 if there is
 * none. */
static struct part
find_box(const struct page_file *file, const char *type)
{
	const unsigned char *at = memmem(file->data, file->len, type, 4);
	struct part part = {NULL, 0};

	if (!at || at - file->data < 4)
		return part;
	part.data = at - 4;
	part.len = (size_t)at[-4] << 24 | (size_t)at[-3] << 16 |
		   (size_t)at[-2] << 8 | at[-1];
	if (part.len < 8 ||
	    part.len > file->len - (size_t)(part.data - file->data))
		part.len = 0;
	return part;
}

static void
put_item(struct out *o, unsigned id, const char *type)
{
	unsigned char *box = open_full(o, "infe", 2);

	put(o, id, 2);
	put(o, 0, 2);
	put_bytes(o, type, 4);
	put(o, 0, 1);
	close_box(o, box);
}

/* Writes the list of items: 1, the grid, which is the file's image, and 2, the
 * tile, of the type. */
static void
put_items(struct out *o, const char *type)
{
	unsigned char *box = open_full(o, "hdlr", 0);

	put(o, 0, 4);
	put_bytes(o, "pict", 4);
	for (int i = 0; i < 3; i++)
		put(o, 0, 4);
	put(o, 0, 1);
	close_box(o, box);
	box = open_full(o, "pitm", 0);
	put(o, 1, 2);
	close_box(o, box);
	box = open_full(o, "iinf", 0);
	put(o, 2, 2);
	put_item(o, 1, "grid");
	put_item(o, 2, type);
	close_box(o, box);
}

/* Writes the lengths of both items, with 0 for their offsets.  Returns where
 * the first offset is to be written; the second is 14 bytes behind it. */
static unsigned char *
put_places(struct out *o, size_t tile_len)
{
	const uint32_t lengths[] = {GRID_LEN, (uint32_t)tile_len};
	unsigned char *box = open_full(o, "iloc", 0), *first = NULL;

	put(o, 0x4400, 2);
	put(o, 2, 2);
	for (unsigned i = 0; i < 2; i++) {
		put(o, i + 1, 2);
		put(o, 0, 2);
		put(o, 1, 2);
		first = first ? first : o->at;
		put(o, 0, 4);
		put(o, lengths[i], 4);
	}
	close_box(o, box);
	return first;
}

/* Writes that the grid, item 1, is made of count times item 2. */
static void
put_references(struct out *o, unsigned count)
{
	unsigned char *box = open_full(o, "iref", 0),
		      *dimg = open_box(o, "dimg");

	put(o, 1, 2);
	put(o, count, 2);
	for (unsigned i = 0; i < count; i++)
		put(o, 2, 2);
	close_box(o, dimg);
	close_box(o, box);
}

static void
put_size(struct out *o, uint32_t width, uint32_t height)
{
	unsigned char *box = open_full(o, "ispe", 0);

	put(o, width, 4);
	put(o, height, 4);
	close_box(o, box);
}

/* Writes three properties: the decoder's configuration and the size of a tile,
 * which item 2 has, and the size of the image, which item 1 has. */
static void
put_properties(struct out *o, const struct tiles *t, const struct part *config)
{
	unsigned char *box = open_box(o, "iprp"), *inner = open_box(o, "ipco");

	put_bytes(o, config->data, config->len);
	put_size(o, t->tile_width, t->tile_height);
	put_size(o, t->width, t->height);
	close_box(o, inner);
	inner = open_full(o, "ipma", 0);
	put(o, 2, 4);
	put(o, 1, 2);
	put(o, 0x0103, 2);
	put(o, 2, 2);
	put(o, 0x028102, 3);
	close_box(o, inner);
	close_box(o, box);
}

/* Writes everything but the data.  Returns what put_places returns. */
static unsigned char *
put_head(struct out *o, const struct tiles *t, const struct part *config,
    size_t tile_len, bool avif)
{
	unsigned char *box = open_box(o, "ftyp"), *offsets;

	put_bytes(o, avif ? "avif" : "heic", 4);
	put(o, 0, 4);
	put_bytes(o, avif ? "mif1avif" : "mif1heic", 8);
	close_box(o, box);
	box = open_full(o, "meta", 0);
	put_items(o, avif ? "av01" : "hvc1");
	offsets = put_places(o, tile_len);
	put_references(o, (unsigned)t->columns * t->rows);
	put_properties(o, t, config);
	close_box(o, box);
	return offsets;
}

int
tiles_make(
    const struct page_file *tile, const struct tiles *t, struct page_file *file)
{
	struct part config = find_box(tile, "hvcC"),
		    data = find_box(tile, "mdat");
	bool avif = config.len == 0;
	struct out o, offset;
	unsigned char *box;

	if (avif)
		config = find_box(tile, "av1C");
	if (config.len == 0 || data.len == 0)
		return -1;
	file->data = malloc(ROOM + config.len + data.len);
	o.at = file->data;
	offset.at = put_head(&o, t, &config, data.len - 8, avif);
	box = open_box(&o, "mdat");
	put(&offset, (uint32_t)(o.at - file->data), 4);
	put(&o, 1, 2); /* version 0, sizes of 32 bits */
	put(&o, t->rows - 1U, 1);
	put(&o, t->columns - 1U, 1);
	put(&o, t->width, 4);
	put(&o, t->height, 4);
	offset.at += 4 + 6;
	put(&offset, (uint32_t)(o.at - file->data), 4);
	put_bytes(&o, data.data + 8, data.len - 8);
	close_box(&o, box);
	file->len = (size_t)(o.at - file->data);
	return 0;
}
