/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * exif: how a camera was held.  EXIF data are a TIFF file without a picture;
 * only its entry for the orientation is read.  The decoders call
 * rotate_orient() of rotate.c to make the picture upright.
 */
#include "input/exif.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define HEAD "Exif\0\0"
#define HEAD_SIZE 6
#define ENTRY_SIZE 12
#define TAG_ORIENTATION 274
#define TYPE_SHORT 3
#define TYPE_LONG 4

struct reader {
	struct bytes bytes;
	bool big_endian;
};

static uint32_t
get16(const struct reader *r, size_t offset)
{
	const unsigned char *p = r->bytes.data + offset;

	return r->big_endian ? bytes_be16(p) : bytes_le16(p);
}

static uint32_t
get32(const struct reader *r, size_t offset)
{
	const unsigned char *p = r->bytes.data + offset;

	return r->big_endian ? bytes_be32(p) : bytes_le32(p);
}

/*
 * Returns the value of the entry at offset, or 0 if its type is not a whole
 * number.
 */
static uint32_t
entry_value(const struct reader *r, size_t offset)
{
	switch (get16(r, offset + 2)) {
	case TYPE_SHORT:
		return get16(r, offset + 8);
	case TYPE_LONG:
		return get32(r, offset + 8);
	default:
		return 0;
	}
}

/*
 * Returns the offset of the first directory, or 0 if there is none with room
 * for an entry.
 */
static size_t
find_directory(const struct reader *r)
{
	uint32_t offset;

	if (r->bytes.size < 8)
		return 0;
	offset = get32(r, 4);
	return offset <= r->bytes.size &&
		       r->bytes.size - offset >= 2 + ENTRY_SIZE
		   ? offset
		   : 0;
}

unsigned
exif_orientation(const struct bytes *exif)
{
	struct reader r = {.bytes = *exif};
	uint32_t value;
	size_t offset, count;

	if (r.bytes.size > HEAD_SIZE &&
	    memcmp(r.bytes.data, HEAD, HEAD_SIZE) == 0) {
		r.bytes.data += HEAD_SIZE;
		r.bytes.size -= HEAD_SIZE;
	}
	r.big_endian = r.bytes.size > 0 && r.bytes.data[0] == 'M';
	offset = find_directory(&r);
	if (offset == 0)
		return 1;
	count = get16(&r, offset);
	offset += 2;
	for (; count > 0 && r.bytes.size - offset >= ENTRY_SIZE; count--) {
		if (get16(&r, offset) == TAG_ORIENTATION) {
			value = entry_value(&r, offset);
			return value >= 1 && value <= 8 ? value : 1;
		}
		offset += ENTRY_SIZE;
	}
	return 1;
}
