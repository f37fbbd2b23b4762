/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sniff: finds out what kind of file some bytes are.  Uses no library, so that
 * the gate can ask as well.
 */
#include "input/sniff.h"

#include <stdbool.h>
#include <string.h>

#include "base/bytes.h"

static const struct {
	enum sniff_type type;
	const char *magic;
	size_t size;
} magics[] = {
    {SNIFF_PNG, "\x89PNG\r\n\x1a\n", 8},
    {SNIFF_JPEG, "\xff\xd8\xff", 3},
    {SNIFF_TIFF, "II*\0", 4},
    {SNIFF_TIFF, "MM\0*", 4},
    {SNIFF_TIFF, "II+\0", 4},
    {SNIFF_TIFF, "MM\0+", 4},
    {SNIFF_GIF, "GIF87a", 6},
    {SNIFF_GIF, "GIF89a", 6},
    {SNIFF_JP2, "\xff\x4f\xff\x51", 4},
    {SNIFF_JP2, "\0\0\0\x0cjP  \r\n\x87\n", 12},
};

/*
 * Returns the kind of an ISO base media file from its brands: SNIFF_AVIF if one
 * of them is AVIF's; else SNIFF_HEIC if one is HEIC's.  Returns SNIFF_UNKNOWN
 * for other brands, and if b is no such file.
 */
static enum sniff_type
iso_media_type(const struct bytes *b)
{
	static const char heic[] = "heic heix heim heis hevc hevx mif1 msf1 ";
	enum sniff_type type = SNIFF_UNKNOWN;
	char brand[6] = "1234 "; /* the space ends a brand, as in heic */
	size_t offset, size;

	if (b->size < 16 || memcmp(b->data + 4, "ftyp", 4) != 0)
		return SNIFF_UNKNOWN;
	size = bytes_be32(b->data);
	if (size > b->size)
		size = b->size;
	/*
	 * The main brand is followed by a version, and that by the brands that
	 * the file also fits.
	 */
	for (offset = 8; offset + 4 <= size; offset += offset == 8 ? 8 : 4) {
		memcpy(brand, b->data + offset, 4);
		if (memcmp(brand, "avif", 4) == 0 ||
		    memcmp(brand, "avis", 4) == 0)
			return SNIFF_AVIF;
		/* HEIC's brands contain neither a NUL nor a space. */
		if (strlen(brand) == 5 && strchr(brand, ' ') == brand + 4 &&
		    strstr(heic, brand) != NULL)
			type = SNIFF_HEIC;
	}
	return type;
}

/*
 * Returns how many bytes at the start of b are searched for the head of a PDF,
 * and how many at the end of b for its table: 1024, as readers of PDF have
 * always done it.
 */
static size_t
pdf_part(const struct bytes *b)
{
	return b->size < 1024 ? b->size : 1024;
}

bool
sniff_may_be_pdf(const struct bytes *b)
{
	return memmem(b->data, pdf_part(b), " obj", 4) != NULL;
}

/*
 * Whether b is a PDF: it has a head; or, since readers of PDF accept files
 * without one, it has an object where the head should be and a table at the
 * end.
 */
static bool
is_pdf(const struct bytes *b)
{
	const size_t part = pdf_part(b);

	return memmem(b->data, part, "%PDF-", 5) != NULL ||
	       (sniff_may_be_pdf(b) && memmem(b->data + b->size - part, part,
					   "startxref", 9) != NULL);
}

/*
 * Whether b begins like a DIB, a BMP without the head of a file: with the size
 * of a known head, one plane and a known depth.
 */
static bool
is_dib(const struct bytes *b)
{
	static const uint32_t heads[] = {40, 52, 56, 108, 124};
	uint32_t head;
	unsigned bits;

	if (b->size < 44 || bytes_le16(b->data + 12) != 1)
		return false;
	head = bytes_le32(b->data);
	bits = bytes_le16(b->data + 14);
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (head == heads[i])
			return bits == 1 || bits == 2 || bits == 4 ||
			       bits == 8 || bits == 16 || bits == 24 ||
			       bits == 32;
	return false;
}

enum sniff_type
sniff_type(const struct bytes *b)
{
	const unsigned char *d = b->data;
	size_t i;

	for (i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (b->size >= magics[i].size &&
		    memcmp(d, magics[i].magic, magics[i].size) == 0)
			return magics[i].type;
	if (b->size >= 12 && memcmp(d, "RIFF", 4) == 0 &&
	    memcmp(d + 8, "WEBP", 4) == 0)
		return SNIFF_WEBP;
	/*
	 * A BMP has at least 26 bytes.  The size of its second head is below
	 * 256, so three bytes of that number are 0.  Two letters alone are too
	 * few: a text may begin with BM.
	 */
	if (b->size >= 26 && d[0] == 'B' && d[1] == 'M' && d[15] == 0 &&
	    d[16] == 0 && d[17] == 0)
		return SNIFF_BMP;
	if (b->size >= 3 && d[0] == 'P' && d[1] >= '1' && d[1] <= '7' &&
	    strchr(" \t\r\n#", d[2]) != NULL && d[2] != '\0')
		return SNIFF_PNM;
	if (is_pdf(b))
		return SNIFF_PDF;
	/* Bytes that mean nothing may be before the first segment, which begins
	 * with 0xff. */
	if (b->size >= 2 && d[0] == 0xff && d[1] == 0xd8)
		return SNIFF_JPEG;
	return is_dib(b) ? SNIFF_BMP : iso_media_type(b);
}

const char *
sniff_media_type(enum sniff_type type)
{
	static const char *const names[SNIFF_TYPES] = {"", "image/png",
	    "image/jpeg", "image/tiff", "image/webp", "image/gif", "image/bmp",
	    "image/x-portable-anymap", "image/jp2", "image/heic", "image/avif",
	    "application/pdf"};

	return names[type];
}
