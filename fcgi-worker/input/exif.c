/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * exif: how a camera was held.  It finds the EXIF data, which are a TIFF
 * directory, within a file.
 */
#include "input/exif.h"

#include <string.h>

#include "input/tiff_dir.h"
#include "base/bytes.h"

/* Go through the segments of a JPEG up to its first scan. */
static bool
find_jpeg(const struct bytes *b, struct bytes *out)
{
	const unsigned char *d = b->data;
	size_t at = 2, length;

	while (b->size - at >= 10 && d[at] == 0xff && d[at + 1] != 0xda) {
		length = bytes_be16(d + at + 2);
		if (length < 2 || length > b->size - at - 2)
			return false;
		if (d[at + 1] == 0xe1 && length > 8 &&
		    memcmp(d + at + 4, "Exif\0\0", 6) == 0) {
			*out = (struct bytes){d + at + 10, length - 8};
			return true;
		}
		at += 2 + length;
	}
	return false;
}

static bool
find_png(const struct bytes *b, struct bytes *out)
{
	size_t at = 8, length;

	while (b->size - at >= 12) {
		length = bytes_be32(b->data + at);
		if (length > b->size - at - 12)
			return false;
		if (memcmp(b->data + at + 4, "eXIf", 4) == 0) {
			*out = (struct bytes){b->data + at + 8, length};
			return true;
		}
		at += 12 + length;
	}
	return false;
}

static bool
find_webp(const struct bytes *b, struct bytes *out)
{
	size_t at = 12, length;

	while (b->size > at && b->size - at >= 8) {
		length = bytes_le32(b->data + at + 4);
		if (length > b->size - at - 8)
			return false;
		if (memcmp(b->data + at, "EXIF", 4) == 0) {
			*out = (struct bytes){b->data + at + 8, length};
			/*
			 * Some programs write the head that belongs into a JPEG
			 * here, too.
			 */
			if (length > 6 &&
			    memcmp(out->data, "Exif\0\0", 6) == 0) {
				out->data += 6;
				out->size -= 6;
			}
			return true;
		}
		at += 8 + length + (length & 1);
	}
	return false;
}

unsigned
exif_orientation(const struct bytes *b, enum sniff_type type)
{
	struct bytes exif;
	bool found;

	found = type == SNIFF_JPEG   ? find_jpeg(b, &exif)
		: type == SNIFF_PNG  ? find_png(b, &exif)
		: type == SNIFF_WEBP ? find_webp(b, &exif)
				     : false;
	return found ? tiff_dir_orientation(&exif) : 1;
}
