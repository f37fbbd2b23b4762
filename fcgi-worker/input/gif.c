/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * gif: the first picture of a GIF file.  leptonica decodes it.  But leptonica
 * would unpack all pictures to find the size of one, and ignores transparency.
 */
#include "input/gif.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

#include "input/alpha.h"

#define HEAD 13
#define DESCRIPTOR 10
#define EXTENSION 0x21
#define CONTROL 0xf9
#define PICTURE 0x2c

/*
 * Skips the sub-blocks that begin at offset.  Returns the offset behind them,
 * or 0 if the file ends first.
 */
static size_t
skip_blocks(const struct bytes *b, size_t offset)
{
	while (offset < b->size && b->data[offset] != 0)
		offset += 1U + b->data[offset];
	return offset < b->size ? offset + 1 : 0;
}

/* Returns the size in bytes of the table of colors that flags announce. */
static size_t
color_bytes(unsigned char flags)
{
	return flags & 0x80 ? 3U << ((flags & 7) + 1) : 0;
}

/*
 * Returns the offset of the first picture's descriptor, or 0 if there is none.
 * Sets *transparent to the index of the color that an extension before the
 * picture makes transparent, or to -1.  Skips zeros between blocks, which some
 * programs write.
 */
static size_t
find_descriptor(const struct bytes *b, int *transparent)
{
	enum { HEAD_FLAGS = 10, CONTROL_SIZE = 4 };
	const unsigned char *d = b->data;
	size_t offset;

	*transparent = -1;
	if (b->size < HEAD)
		return 0;
	offset = HEAD + color_bytes(d[HEAD_FLAGS]);
	while (offset != 0 && offset + DESCRIPTOR <= b->size) {
		if (d[offset] == PICTURE)
			return offset;
		if (d[offset] == 0) {
			offset++;
			continue;
		}
		if (d[offset] != EXTENSION)
			return 0;
		/*
		 * The lowest bit of the flags says whether a color is
		 * transparent; the index of the color comes last.
		 */
		if (d[offset + 1] == CONTROL && d[offset + 2] == CONTROL_SIZE)
			*transparent = d[offset + 3] & 1 ? d[offset + 6] : -1;
		offset = skip_blocks(b, offset + 2);
	}
	return 0;
}

int
gif_size(const struct bytes *b, struct sniff_size *out)
{
	enum { WIDTH = 5, HEIGHT = 7 }; /* within a descriptor */
	int unused_transparent;
	size_t offset = find_descriptor(b, &unused_transparent);

	if (offset == 0)
		return -1;
	out->width = bytes_le16(b->data + offset + WIDTH);
	out->height = bytes_le16(b->data + offset + HEIGHT);
	return out->width == 0 || out->height == 0 ? -1 : 0;
}

/*
 * Returns the offset of the end of the picture whose descriptor is at offset,
 * or 0 if it has no end.  A byte with the size of codes precedes the
 * sub-blocks.
 */
static size_t
picture_end(const struct bytes *b, size_t offset)
{
	return skip_blocks(
	    b, offset + DESCRIPTOR + 1 + color_bytes(b->data[offset + 9]));
}

size_t
gif_first_length(const struct bytes *b)
{
	int unused_transparent;
	size_t offset = find_descriptor(b, &unused_transparent);

	return offset == 0 ? 0 : picture_end(b, offset);
}

/*
 * Returns a GIF file with the first picture of b and nothing else, to be freed,
 * and sets *size to its size.  Returns NULL if b has no whole picture, or
 * without memory.  Sets *transparent as find_descriptor() does.  leptonica
 * refuses pictures beyond the edge of the screen, so the copy's screen has the
 * picture's size, and the picture is at its corner.
 */
static unsigned char *
copy_first(const struct bytes *b, size_t *size, int *transparent)
{
	/* Within the file's head: */
	enum { SCREEN_SIZE = 6, HEAD_FLAGS = 10 };
	/* Within a descriptor; a place and a size have 4 bytes: */
	enum { PICTURE_PLACE = 1, PICTURE_SIZE = 5 };
	size_t offset = find_descriptor(b, transparent), head, end;
	unsigned char *copy;

	end = offset == 0 ? 0 : picture_end(b, offset);
	head = end == 0 ? 0 : HEAD + color_bytes(b->data[HEAD_FLAGS]);
	copy = end == 0 ? NULL : malloc(head + (end - offset) + 1);
	if (copy == NULL)
		return NULL;
	memcpy(copy, b->data, head);
	memcpy(copy + SCREEN_SIZE, b->data + offset + PICTURE_SIZE, 4);
	memcpy(copy + head, b->data + offset, end - offset);
	memset(copy + head + PICTURE_PLACE, 0, 4);
	copy[head + (end - offset)] = ';'; /* the end of a GIF file */
	*size = head + (end - offset) + 1;
	return copy;
}

/*
 * Makes *pix opaque.  transparent is the index of the color that was
 * transparent.  Returns IMAGE_OK; or IMAGE_NO_MEMORY, and then *pix is freed.
 */
static enum image_result
make_opaque(PIX **pix, int transparent)
{
	PIX *rgba;

	/* The index may be beyond the table; no pixel has such a color. */
	if (transparent >= pixcmapGetCount(pixGetColormap(*pix)))
		return IMAGE_OK;
	pixcmapSetAlpha(pixGetColormap(*pix), transparent, 0);
	rgba = pixRemoveColormap(*pix, REMOVE_CMAP_WITH_ALPHA);
	pixDestroy(pix);
	if (rgba == NULL)
		return IMAGE_NO_MEMORY;
	alpha_flatten(rgba);
	*pix = rgba;
	return IMAGE_OK;
}

enum image_result
gif_decode(const struct bytes *b, struct Pix **out)
{
	struct bytes first = {NULL, 0};
	enum image_result rc;
	unsigned char *copy;
	int transparent;

	copy = copy_first(b, &first.size, &transparent);
	if (copy == NULL)
		return IMAGE_BROKEN;
	first.data = copy;
	rc = image_decode_by_leptonica(&first, out);
	free(copy);
	if (rc != IMAGE_OK || transparent == -1 || pixGetColormap(*out) == NULL)
		return rc;
	return make_opaque(out, transparent);
}
