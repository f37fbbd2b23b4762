/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * image_encoded: pictures as they are encoded in a file: JPEG (ISO/IEC
 * 10918-1), JPEG 2000 (ISO/IEC 15444-1) and CCITT in TIFF.  A file with
 * anything unusual is refused; the caller then encodes its picture again.
 */
#include "input/image_encoded.h"

#include <string.h>

#include "input/exif.h"
#include "input/tiff_memory.h"

/* Markers of JPEG. */
enum {
	SOF0 = 0xc0,
	SOF2 = 0xc2,
	SOI = 0xd8,
	SOS = 0xda,
	APP1 = 0xe1,
	APP14 = 0xee
};

static unsigned
get16(const unsigned char *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

static uint32_t
get32(const unsigned char *p)
{
	return (uint32_t)get16(p) << 16 | get16(p + 2);
}

/*
 * Reads a JPEG's frame header, the size bytes at p: bits a sample, height,
 * width, and samples a pixel.  Returns whether a PDF can hold the picture.
 */
static bool
read_frame(const unsigned char *p, size_t size, struct image_encoded *out)
{
	enum { USUAL_BITS = 8 };

	if (size < 6 || p[0] != USUAL_BITS)
		return false;
	out->size = (struct sniff_size){get16(p + 3), get16(p + 1)};
	out->samples = p[5];
	return out->size.width > 0 && out->size.height > 0 &&
	       (out->samples == 1 || out->samples == 3 || out->samples == 4);
}

/*
 * Returns the degrees, clockwise, that make a picture of this EXIF orientation
 * upright; or -1 if it is mirrored or unknown.
 */
static int
turn_of(unsigned orientation)
{
	static const int turns[] = {-1, 0, -1, 180, -1, -1, 90, -1, 270};

	return orientation < 9 ? turns[orientation] : -1;
}

/*
 * Reads the segments before the JPEG's data: size, rotation, and whether Adobe
 * wrote it, which out->is_inverted notes.  Returns whether a PDF can hold the
 * picture.
 */
static bool
read_jpeg(const struct bytes *b, struct image_encoded *out)
{
	/* Markers from SOF0 to this one begin a frame, except for DHT. */
	enum { SOF15 = 0xcf, DHT = 0xc4 };
	const unsigned char *p = b->data;
	bool has_frame = false, has_exif = false;
	size_t size;

	for (size_t offset = 2; offset + 4 <= b->size; offset += 2 + size) {
		unsigned marker = p[offset + 1];

		size = get16(p + offset + 2);
		if (p[offset] != 0xff || size < 2 ||
		    size > b->size - offset - 2)
			return false;
		if (marker == SOS)
			break;
		if (marker == APP1 && size > 8 && !has_exif &&
		    memcmp(p + offset + 4, "Exif", 5) == 0) {
			struct bytes exif = {p + offset + 4, size - 2};
			out->turn = turn_of(exif_orientation(&exif));
			has_exif = true;
		}
		if (marker == APP14 && size >= 14 &&
		    memcmp(p + offset + 4, "Adobe", 5) == 0)
			out->is_inverted = true;
		/* PDF has baseline and progressive frames, up to SOF2. */
		if (marker >= SOF0 && marker <= SOF15 && marker != DHT) {
			has_frame = marker <= SOF2 &&
				    read_frame(p + offset + 4, size - 2, out);
			if (!has_frame)
				return false;
		}
	}
	return has_frame;
}

/* Describes the JPEG b in out.  Returns whether a PDF can hold it. */
static bool
find_jpeg(const struct bytes *b, struct image_encoded *out)
{
	*out =
	    (struct image_encoded){.encoding = IMAGE_ENCODED_JPEG, .bytes = *b};
	if (b->size < 4 || b->data[1] != SOI || !read_jpeg(b, out))
		return false;
	/*
	 * With Adobe's mark, 0 means full ink.  But only pictures of four
	 * samples are in inks.
	 */
	out->is_inverted = out->is_inverted && out->samples == 4;
	/* A PDF cannot show it mirrored. */
	return out->turn != -1;
}

/*
 * Returns the content of the first box of this type, and sets *length to the
 * content's size; NULL if there is none.  The boxes fill size bytes at p.
 */
static const unsigned char *
find_box(const unsigned char *p, size_t size, const char *type, size_t *length)
{
	size_t box;

	for (; size >= 8; p += box, size -= box) {
		box = get32(p);
		if (box == 0)
			box = size;
		if (box < 8 || box > size)
			return NULL;
		if (memcmp(p + 4, type, 4) == 0) {
			*length = box - 8;
			return p + 8;
		}
	}
	return NULL;
}

/*
 * Describes the picture of the JP2 file b in out.  Returns whether a PDF can
 * hold it: it has one or three samples a pixel, of 8 bits each, and neither
 * transparency nor a palette.
 */
static bool
find_jpeg_2000(const struct bytes *b, struct image_encoded *out)
{
	/* An image header has height, width, samples, bits - 1, and more. */
	enum { IHDR_SIZE = 14, BITS_LESS_1 = 10 };
	const unsigned char *head, *p;
	size_t head_size, size;

	*out = (struct image_encoded){
	    .encoding = IMAGE_ENCODED_JPEG_2000, .bytes = *b};
	head = find_box(b->data, b->size, "jp2h", &head_size);
	if (head == NULL)
		return false;
	p = find_box(head, head_size, "ihdr", &size);
	if (p == NULL || size < IHDR_SIZE || p[BITS_LESS_1] != 7 ||
	    find_box(head, head_size, "cdef", &size) != NULL ||
	    find_box(head, head_size, "pclr", &size) != NULL)
		return false;
	out->size = (struct sniff_size){get32(p + 4), get32(p)};
	out->samples = get16(p + 8);
	return (out->samples == 1 || out->samples == 3) &&
	       out->size.width > 0 && out->size.height > 0;
}

/*
 * Describes the picture of t's current directory in out.  Returns whether a PDF
 * can hold it: it is a fax in one strip, with the usual order of bits, and not
 * mirrored.
 */
static bool
read_fax(TIFF *t, const struct bytes *b, struct image_encoded *out)
{
	uint16_t compression = 0, photometric = 0, order = 0, orientation = 0;
	uint32_t options = 0;
	uint64_t *offsets = NULL, *counts = NULL;

	TIFFGetFieldDefaulted(t, TIFFTAG_COMPRESSION, &compression);
	TIFFGetFieldDefaulted(t, TIFFTAG_FILLORDER, &order);
	TIFFGetFieldDefaulted(t, TIFFTAG_ORIENTATION, &orientation);
	if ((compression != COMPRESSION_CCITTFAX3 &&
		compression != COMPRESSION_CCITTFAX4) ||
	    TIFFIsTiled(t) || TIFFNumberOfStrips(t) != 1 ||
	    order != FILLORDER_MSB2LSB ||
	    !TIFFGetField(t, TIFFTAG_PHOTOMETRIC, &photometric) ||
	    photometric > PHOTOMETRIC_MINISBLACK ||
	    !TIFFGetField(t, TIFFTAG_IMAGEWIDTH, &out->size.width) ||
	    !TIFFGetField(t, TIFFTAG_IMAGELENGTH, &out->size.height) ||
	    !TIFFGetField(t, TIFFTAG_STRIPOFFSETS, &offsets) ||
	    !TIFFGetField(t, TIFFTAG_STRIPBYTECOUNTS, &counts) ||
	    offsets[0] > b->size || counts[0] > b->size - offsets[0])
		return false;
	out->bytes = (struct bytes){b->data + offsets[0], (size_t)counts[0]};
	/* In a fax, 1 is black. */
	out->is_inverted = photometric == PHOTOMETRIC_MINISBLACK;
	/*
	 * The value of K in a PDF: -1 for group 4, 0 for group 3 in one
	 * dimension, above 0 for group 3 in two dimensions.
	 */
	out->k = compression == COMPRESSION_CCITTFAX4 ? -1 : 0;
	if (out->k == 0 && TIFFGetField(t, TIFFTAG_GROUP3OPTIONS, &options) &&
	    (options & GROUP3OPT_2DENCODING) != 0)
		out->k = 4;
	out->turn = turn_of(orientation);
	return out->turn != -1;
}

/*
 * Describes the picture of page, counted from 0, in out.  b is a TIFF in which
 * this number of pages was found.  Returns whether a PDF can hold the picture.
 * Returns false also if the file has more or fewer directories than pages: then
 * the number of a page is not that of its directory.
 */
static bool
find_fax(const struct bytes *b, unsigned page, unsigned pages,
    struct image_encoded *out)
{
	struct tiff_memory m = {.bytes = *b};
	TIFF *t = tiff_memory_open(&m);
	bool found;

	*out = (struct image_encoded){
	    .encoding = IMAGE_ENCODED_CCITT, .samples = 1};
	if (t == NULL)
		return false;
	found = TIFFNumberOfDirectories(t) == pages &&
		TIFFSetDirectory(t, (tdir_t)page) == 1 && read_fax(t, b, out);
	TIFFClose(t);
	return found;
}

bool
image_encoded_find(const struct bytes *file, enum sniff_type type,
    unsigned page, unsigned pages, struct image_encoded *out)
{
	switch (type) {
	case SNIFF_JPEG:
		return find_jpeg(file, out);
	case SNIFF_JP2:
		return find_jpeg_2000(file, out);
	case SNIFF_TIFF:
		return find_fax(file, page, pages, out);
	default:
		return false;
	}
}
