/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * gif: the first picture of a GIF file.  leptonica decodes it, but would unpack
 * all pictures to learn the size of one, and knows nothing of transparency.
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

/* Skips the sub-blocks at at.  Returns what follows them, or 0. */
static size_t
skip_blocks(const struct bytes *b, size_t at)
{
	while (at < b->size && b->data[at] != 0)
		at += 1U + b->data[at];
	return at < b->size ? at + 1 : 0;
}

static size_t
color_bytes(unsigned char flags)
{
	return flags & 0x80 ? 3U << ((flags & 7) + 1) : 0;
}

/*
 * Returns the offset of the first picture's descriptor, or 0, and sets the
 * transparent colour that an extension in front of it names, or -1.  Zeros
 * between blocks, which some programs write, are skipped.
 */
static size_t
descriptor(const struct bytes *b, int *clear)
{
	const unsigned char *d = b->data;
	size_t at;

	*clear = -1;
	if (b->size < HEAD)
		return 0;
	at = HEAD + color_bytes(d[10]);
	while (at != 0 && at + DESCRIPTOR <= b->size) {
		if (d[at] == PICTURE)
			return at;
		if (d[at] == 0) {
			at++;
			continue;
		}
		if (d[at] != EXTENSION)
			return 0;
		if (d[at + 1] == CONTROL && d[at + 2] == 4)
			*clear = d[at + 3] & 1 ? d[at + 6] : -1;
		at = skip_blocks(b, at + 2);
	}
	return 0;
}

int
gif_size(const struct bytes *b, struct sniff_size *out)
{
	int clear;
	size_t at = descriptor(b, &clear);

	if (at == 0)
		return -1;
	out->width = bytes_le16(b->data + at + 5);
	out->height = bytes_le16(b->data + at + 7);
	return out->width == 0 || out->height == 0 ? -1 : 0;
}

/* Returns the end of the picture whose descriptor is at offset at, or 0. */
static size_t
picture_end(const struct bytes *b, size_t at)
{
	return skip_blocks(
	    b, at + DESCRIPTOR + 1 + color_bytes(b->data[at + 9]));
}

size_t
gif_first(const struct bytes *b)
{
	int clear;
	size_t at = descriptor(b, &clear);

	return at == 0 ? 0 : picture_end(b, at);
}

/*
 * Returns a file with the first picture of b and nothing else, to be freed, or
 * NULL. leptonica refuses pictures beyond the edge of the screen, so the screen
 * gets the picture's size.
 */
static unsigned char *
copy_first(const struct bytes *b, size_t *size, int *clear)
{
	size_t at = descriptor(b, clear), head, end;
	unsigned char *copy;

	end = at == 0 ? 0 : picture_end(b, at);
	head = end == 0 ? 0 : HEAD + color_bytes(b->data[10]);
	copy = end == 0 ? NULL : malloc(head + (end - at) + 1);
	if (copy == NULL)
		return NULL;
	memcpy(copy, b->data, head);
	memcpy(copy + 6, b->data + at + 5, 4);
	memcpy(copy + head, b->data + at, end - at);
	memset(copy + head + 1, 0, 4);
	copy[head + (end - at)] = ';';
	*size = head + (end - at) + 1;
	return copy;
}

/* Makes *pix, whose colour clear is transparent, opaque. */
static enum image_result
flatten(PIX **pix, int clear)
{
	PIX *rgba;

	if (clear >= pixcmapGetCount(pixGetColormap(*pix)))
		return IMAGE_OK;
	pixcmapSetAlpha(pixGetColormap(*pix), clear, 0);
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
	int clear;

	copy = copy_first(b, &first.size, &clear);
	if (copy == NULL)
		return IMAGE_BROKEN;
	first.data = copy;
	rc = image_decode_by_leptonica(&first, out);
	free(copy);
	if (rc != IMAGE_OK || clear == -1 || pixGetColormap(*out) == NULL)
		return rc;
	return flatten(out, clear);
}
