/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * image_size: how large an image says it is, and where it ends.  Uses no
 * library: leptonica decodes a whole BMP or GIF to learn its size, leaks on a
 * broken JPEG, and believes a JPEG 2000's outer box.
 */
#include "input/image_size.h"
#include "base/bytes.h"

#include <string.h>

/* An opj component takes 4 bytes a pixel, and a file may claim 16384. */
#define JP2_MAX_COMPONENTS 4

static int
png_size(const struct bytes *b, struct sniff_size *out)
{
	if (b->size < 33 || memcmp(b->data + 12, "IHDR", 4) != 0)
		return -1;
	out->width = bytes_be32(b->data + 16);
	out->height = bytes_be32(b->data + 20);
	return 0;
}

/*
 * The next JPEG marker at or after *at, which is moved behind it.  As in
 * libjpeg, bytes before a marker are skipped and 0xff may be repeated.
 */
static int
jpeg_marker(const struct bytes *b, size_t *at)
{
	size_t i = *at;

	while (i + 1 < b->size) {
		if (b->data[i] == 0xff && b->data[i + 1] != 0 &&
		    b->data[i + 1] != 0xff) {
			*at = i + 2;
			return b->data[i + 1];
		}
		i++;
	}
	return -1;
}

static int
jpeg_size(const struct bytes *b, struct sniff_size *out)
{
	size_t at = 2;
	int marker;

	while ((marker = jpeg_marker(b, &at)) != -1) {
		/* TEM and RSTn stand alone. */
		if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7))
			continue;
		if (marker == 0xd9 || marker == 0xda || b->size - at < 7)
			return -1;
		/* SOF0 to SOF15, but for DHT, JPG and DAC. */
		if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 &&
		    marker != 0xc8 && marker != 0xcc) {
			out->height = bytes_be16(b->data + at + 3);
			out->width = bytes_be16(b->data + at + 5);
			return 0;
		}
		at += bytes_be16(b->data + at);
		if (at >= b->size)
			return -1;
	}
	return -1;
}

bool
image_size_jpeg_is_whole(const struct bytes *b)
{
	size_t at = 2;
	int marker;
	bool scan = false;

	while ((marker = jpeg_marker(b, &at)) != -1) {
		if (marker == 0xd9 && scan)
			return true;
		if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd9))
			continue;
		scan = scan || marker == 0xda;
		if (b->size - at < 2 || b->size - at < bytes_be16(b->data + at))
			return false;
		at += bytes_be16(b->data + at);
	}
	return false;
}

/* Skip the sub-blocks at at.  Returns what follows them, or 0. */
static size_t
gif_skip_blocks(const struct bytes *b, size_t at)
{
	while (at < b->size && b->data[at] != 0)
		at += 1U + b->data[at];
	return at < b->size ? at + 1 : 0;
}

static size_t
gif_colors(unsigned char flags)
{
	return flags & 0x80 ? 3U << ((flags & 7) + 1) : 0;
}

/*
 * The place of the first image descriptor, or 0, and the transparent colour
 * that an extension in front of it names, or -1.
 */
static size_t
gif_descriptor(const struct bytes *b, int *clear)
{
	const unsigned char *d = b->data;
	size_t at;

	*clear = -1;
	if (b->size < 13)
		return 0;
	at = 13 + gif_colors(d[10]);
	while (at != 0 && at + 10 <= b->size && d[at] == 0x21) {
		if (d[at + 1] == 0xf9 && d[at + 2] == 4)
			*clear = d[at + 3] & 1 ? d[at + 6] : -1;
		at = gif_skip_blocks(b, at + 2);
	}
	return at != 0 && at + 10 <= b->size && b->data[at] == 0x2c ? at : 0;
}

size_t
image_size_gif_first(const struct bytes *b)
{
	int clear;
	size_t at = gif_descriptor(b, &clear);

	if (at == 0)
		return 0;
	return gif_skip_blocks(b, at + 11 + gif_colors(b->data[at + 9]));
}

int
image_size_gif_clear(const struct bytes *b)
{
	int clear;

	return gif_descriptor(b, &clear) == 0 ? -1 : clear;
}

static int
gif_size(const struct bytes *b, struct sniff_size *out)
{
	int clear;
	size_t at = gif_descriptor(b, &clear);

	if (at == 0)
		return -1;
	out->width = bytes_le16(b->data + at + 5);
	out->height = bytes_le16(b->data + at + 7);
	return 0;
}

static int
bmp_size(const struct bytes *b, struct sniff_size *out)
{
	int32_t height;

	/* leptonica takes the fields of 5 and 6 bits for grey. */
	if (b->size < 54 || bytes_le32(b->data + 14) < 40 ||
	    bytes_le16(b->data + 28) == 16)
		return -1;
	height = (int32_t)bytes_le32(b->data + 22);
	if (height == INT32_MIN)
		return -1;
	out->width = bytes_le32(b->data + 18);
	out->height = (uint32_t)(height < 0 ? -height : height);
	return 0;
}

/* The place of the codestream within the boxes of a JP2 file, or 0. */
static size_t
jp2_codestream(const struct bytes *b)
{
	size_t at = 0, length;

	while (b->size - at >= 8) {
		length = bytes_be32(b->data + at);
		if (memcmp(b->data + at + 4, "jp2c", 4) == 0)
			return at + (length == 1 ? 16 : 8);
		if (length < 8 || length > b->size - at)
			return 0;
		at += length;
	}
	return 0;
}

static int
jp2_size(const struct bytes *b, struct sniff_size *out)
{
	const unsigned char *siz;
	size_t at = 0;
	uint32_t x0, y0;

	if (b->data[0] != 0xff) {
		at = jp2_codestream(b);
		if (at == 0)
			return -1;
	}
	if (b->size < 42 || at > b->size - 42)
		return -1;
	siz = b->data + at;
	if (memcmp(siz, "\xff\x4f\xff\x51", 4) != 0 ||
	    bytes_be16(siz + 40) > JP2_MAX_COMPONENTS)
		return -1;
	x0 = bytes_be32(siz + 16);
	y0 = bytes_be32(siz + 20);
	if (x0 >= bytes_be32(siz + 8) || y0 >= bytes_be32(siz + 12))
		return -1;
	out->width = bytes_be32(siz + 8) - x0;
	out->height = bytes_be32(siz + 12) - y0;
	return 0;
}

int
image_size_size(
    const struct bytes *b, enum sniff_type type, struct sniff_size *out)
{
	static int (*const readers[SNIFF_TYPES])(
	    const struct bytes *, struct sniff_size *) = {
	    [SNIFF_PNG] = png_size,
	    [SNIFF_JPEG] = jpeg_size,
	    [SNIFF_GIF] = gif_size,
	    [SNIFF_BMP] = bmp_size,
	    [SNIFF_JP2] = jp2_size,
	};

	*out = (struct sniff_size){0, 0};
	if (readers[type] == NULL || readers[type](b, out) == -1)
		return -1;
	return out->width == 0 || out->height == 0 ? -1 : 0;
}
