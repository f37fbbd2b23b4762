/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bmp_head: what the head of a BMP file says.  No library of Debian's reads
 * more than the plainest of these files.
 */
#include "input/bmp_head.h"

#define FILE_HEAD 14
/*
 * Sizes of the heads that follow the file's head and begin the DIB: of OS/2 1
 * and 2, and of Windows 3.
 */
#define CORE 12
#define OS2_LEAST 16
#define OS2 64
#define INFO 40
/*
 * A head of at least this size contains masks; one of at least the next size
 * also contains that of alpha.
 */
#define WITH_MASKS 52
#define WITH_ALPHA 56
#define BITFIELDS 3
#define RLE24 4 /* in OS/2; in Windows it means a JPEG */
#define ALPHA_BITFIELDS 6
#define INCHES_PER_METRE 39.37

static const uint32_t masks_555[] = {0x7c00, 0x3e0, 0x1f, 0};
static const uint32_t masks_888[] = {0xff0000, 0xff00, 0xff, 0};

/*
 * Returns the number at this offset in dib's head, which has head_size bytes;
 * or 0 if the head is too short to have it.
 */
static uint32_t
number_at(const struct bytes *dib, uint32_t head_size, size_t offset)
{
	return offset + 4 <= head_size ? bytes_le32(dib->data + offset) : 0;
}

/*
 * Converts dots a meter to dots an inch; a number that makes no sense becomes
 * 0.
 */
static int
dots_per_inch(uint32_t per_metre)
{
	return per_metre < 1000000 ? (int)(per_metre / INCHES_PER_METRE + 0.5)
				   : 0;
}

/*
 * Reads size, bits a pixel and resolution from the head of dib.  Returns 0, or
 * -1 when the size makes no sense.
 */
static int
read_size(const struct bytes *dib, uint32_t head_size, struct bmp_head *h)
{
	int32_t height; /* negative if the first row is the top one */

	if (head_size == CORE) {
		h->width = bytes_le16(dib->data + 4);
		h->height = bytes_le16(dib->data + 6);
		h->bits = bytes_le16(dib->data + 10);
	} else {
		height = (int32_t)bytes_le32(dib->data + 8);
		if (height == INT32_MIN)
			return -1;
		h->width = bytes_le32(dib->data + 4);
		h->top_down = height < 0;
		h->height = (uint32_t)(height < 0 ? -height : height);
		h->bits = bytes_le16(dib->data + 14);
		h->x_dpi = dots_per_inch(number_at(dib, head_size, 24));
		h->y_dpi = dots_per_inch(number_at(dib, head_size, 28));
	}
	return h->width == 0 || h->width > INT32_MAX || h->height == 0 ? -1 : 0;
}

/*
 * Sets h->coding, the way in which pixels are packed, from the head's number
 * compression.  A file of OS/2 (is_os2) gives some numbers another meaning.
 * Returns 0, or -1 if the number is unknown or does not fit the bits of a
 * pixel.
 */
static int
read_coding(uint32_t compression, bool is_os2, struct bmp_head *h)
{
	enum { NONE, RLE8, RLE4 };
	static const unsigned bits_of_coding[] = {
	    [BMP_RLE8] = 8, [BMP_RLE4] = 4, [BMP_RLE24] = 24};

	switch (compression) {
	case NONE:
	case ALPHA_BITFIELDS:
		h->coding = BMP_PLAIN;
		break;
	case BITFIELDS:
		if (is_os2)
			return -1;
		h->coding = BMP_PLAIN;
		break;
	case RLE8:
		h->coding = BMP_RLE8;
		break;
	case RLE4:
		h->coding = BMP_RLE4;
		break;
	case RLE24:
		if (!is_os2)
			return -1;
		h->coding = BMP_RLE24;
		break;
	default:
		return -1;
	}
	return h->coding == BMP_PLAIN || h->bits == bits_of_coding[h->coding]
		   ? 0
		   : -1;
}

/*
 * Reads the masks that say which bits of a pixel are red, green, blue and
 * alpha; if the file has none, sets the usual ones.  The masks begin INFO bytes
 * after the start of dib: a head of INFO bytes ends there, but a larger one
 * contains them.  Returns how many bytes they take behind the head, which is 0
 * if they are within it or missing; or -1 if the file is too short.
 */
static int
read_masks(const struct bytes *dib, uint32_t head_size, uint32_t compression,
    struct bmp_head *h)
{
	const uint32_t *usual = h->bits == 16 ? masks_555 : masks_888;
	int count = 3;

	for (int i = 0; i < BMP_SAMPLES; i++)
		h->masks[i] = usual[i];
	if (compression != BITFIELDS && compression != ALPHA_BITFIELDS)
		return 0;
	if (head_size >= WITH_ALPHA || compression == ALPHA_BITFIELDS)
		count = 4;
	if (dib->size < INFO + 4 * (size_t)count)
		return -1;
	for (int i = 0; i < count; i++)
		h->masks[i] = bytes_le32(dib->data + INFO + 4 * (size_t)i);
	return head_size >= WITH_MASKS ? 0 : 4 * count;
}

/* Returns how many colors the palette behind the head of dib has. */
static size_t
count_colors(
    const struct bytes *dib, uint32_t head_size, const struct bmp_head *h)
{
	uint32_t used = number_at(dib, head_size, 32);

	if (h->bits > 8)
		return 0;
	return used > 0 && used < 1U << h->bits ? used : (size_t)1 << h->bits;
}

/*
 * Returns where the pixels begin, from the start of dib, according to the head
 * of the file b.  Returns 0 if b has no such head or the head gives no sensible
 * place.
 */
static size_t
said_place(const struct bytes *b, const struct bytes *dib)
{
	uint32_t place = b->size == dib->size ? 0 : bytes_le32(b->data + 10);

	return place < FILE_HEAD + CORE ? 0 : place - FILE_HEAD;
}

/*
 * Sets h->pixels, where the pixels begin, from the start of the DIB.  That is
 * said, the place that the file's head gives; or the end of the palette, if
 * said is 0 or cannot be right: some programs forget to count the palette.
 */
static void
set_place(
    size_t said, size_t heads_end, size_t palette_size, struct bmp_head *h)
{
	bool is_wrong = palette_size > 0 && said <= heads_end;

	h->pixels = said == 0 || is_wrong ? heads_end + palette_size : said;
}

/*
 * Reads the palette at offset, of entry_size bytes a color.  Colors stay
 * black if the pixels begin, or the file ends, before their place.
 */
static void
read_palette(const struct bytes *dib, size_t offset, unsigned entry_size,
    struct bmp_head *h)
{
	const unsigned char *p;

	for (size_t i = 0; i < 1U << h->bits; i++, offset += entry_size) {
		if (offset > dib->size || dib->size - offset < 3 ||
		    offset >= h->pixels)
			return;
		p = dib->data + offset;
		h->palette[i] = (uint32_t)p[2] << 24 | (uint32_t)p[1] << 16 |
				(uint32_t)p[0] << 8;
	}
}

/* Whether a head of a DIB may have this size. */
static bool
is_known(uint32_t size)
{
	return size == CORE || (size >= OS2_LEAST && size <= 1024);
}

static bool
has_known_bits(unsigned bits)
{
	return bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16 ||
	       bits == 24 || bits == 32;
}

/*
 * Reads the head of dib, which is the file b without its file head, if it has
 * one.  Sets h->pixels to where the pixels begin, from the start of dib.
 * Returns 0, or -1 when the head makes no sense.
 */
static int
read_dib(const struct bytes *dib, const struct bytes *b, struct bmp_head *h)
{
	uint32_t head_size = bytes_le32(dib->data), compression;
	unsigned entry_size = head_size == CORE ? 3 : 4;
	size_t heads_end;
	int masks;

	if (!is_known(head_size) || head_size > dib->size)
		return -1;
	compression = number_at(dib, head_size, 16);
	if (read_size(dib, head_size, h) == -1 || !has_known_bits(h->bits) ||
	    read_coding(compression, head_size < INFO || head_size == OS2, h) ==
		-1)
		return -1;
	masks = read_masks(dib, head_size, compression, h);
	if (masks == -1)
		return -1;
	heads_end = head_size + (size_t)masks;
	set_place(said_place(b, dib), heads_end,
	    count_colors(dib, head_size, h) * entry_size, h);
	if (h->bits <= 8)
		read_palette(dib, heads_end, entry_size, h);
	return h->pixels < dib->size ? 0 : -1;
}

int
bmp_head_read(const struct bytes *b, struct bmp_head *h)
{
	struct bytes dib = *b;

	*h = (struct bmp_head){0};
	if (b->size < FILE_HEAD + CORE)
		return -1;
	/* A DIB that was copied through a clipboard has no file head. */
	if (b->data[0] == 'B') {
		dib.data += FILE_HEAD;
		dib.size -= FILE_HEAD;
	}
	if (read_dib(&dib, b, h) == -1)
		return -1;
	h->pixels += b->size - dib.size;
	return 0;
}
