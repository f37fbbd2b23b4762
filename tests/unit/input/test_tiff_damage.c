/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * TIFF files of which some strips or tiles cannot be unpacked: what is left is
 * shown, what is missing is white, and the page is called damaged.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>
#include <time.h>

#include "fcgi-worker/input/file.h"
#include "fcgi-worker/input/tiff.h"
#include "tests/unit/input/written_file.h"

enum { SIDE = 128, ROWS = 32, BLOCKS = SIDE / ROWS };

/* How a picture is stored, all of which is dark. */
struct storage {
	const char *what;
	uint16_t packing, photometric, bits, samples;
	bool is_tiled, is_planar;
};

static const struct storage storages[] = {
    {"raw", COMPRESSION_NONE, PHOTOMETRIC_MINISBLACK, 8, 1, false, false},
    {"LZW", COMPRESSION_LZW, PHOTOMETRIC_MINISBLACK, 8, 1, false, false},
    {"zlib", COMPRESSION_ADOBE_DEFLATE, PHOTOMETRIC_RGB, 8, 3, false, false},
    {"inks", COMPRESSION_LZW, PHOTOMETRIC_SEPARATED, 8, 4, false, false},
    {"planes", COMPRESSION_LZW, PHOTOMETRIC_RGB, 8, 3, false, true},
    {"tiles", COMPRESSION_LZW, PHOTOMETRIC_MINISWHITE, 8, 1, true, false},
    {"bits", COMPRESSION_LZW, PHOTOMETRIC_MINISBLACK, 1, 1, false, false},
    {"fax", COMPRESSION_CCITTFAX4, PHOTOMETRIC_MINISWHITE, 1, 1, false, false},
    {"wide", COMPRESSION_LZW, PHOTOMETRIC_MINISBLACK, 32, 1, false, false},
    {"gray JPEG", COMPRESSION_JPEG, PHOTOMETRIC_MINISBLACK, 8, 1, false, false},
    {"JPEG", COMPRESSION_JPEG, PHOTOMETRIC_YCBCR, 8, 3, false, false},
    {"JPEG tiles", COMPRESSION_JPEG, PHOTOMETRIC_YCBCR, 8, 3, true, false},
    {"Lab", COMPRESSION_LZW, PHOTOMETRIC_CIELAB, 8, 3, false, false},
    {"raw Lab", COMPRESSION_NONE, PHOTOMETRIC_CIELAB, 8, 3, false, false},
    {"YCbCr", COMPRESSION_LZW, PHOTOMETRIC_YCBCR, 8, 3, false, false},
    {"raw YCbCr", COMPRESSION_NONE, PHOTOMETRIC_YCBCR, 8, 3, false, false},
    {"YCbCr, zlib", COMPRESSION_ADOBE_DEFLATE, PHOTOMETRIC_YCBCR, 8, 3, false,
	false},
    {"Lab tiles", COMPRESSION_LZW, PHOTOMETRIC_CIELAB, 8, 3, true, false},
};

/* Fills a block with bytes that are dark but not alike, so that it takes more
 * than a few bytes packed. */
static void
fill_block(const struct storage *s, unsigned char *bytes, size_t size)
{
	bool is_black_0 = s->photometric == PHOTOMETRIC_MINISBLACK ||
			  s->photometric == PHOTOMETRIC_RGB ||
			  s->photometric == PHOTOMETRIC_YCBCR ||
			  s->photometric == PHOTOMETRIC_CIELAB;
	unsigned noise = 1;

	for (size_t i = 0; i < size; i++) {
		noise = noise * 1103515245 + 12345;
		bytes[i] = (unsigned char)(1 + (noise >> 16) % 40);
		if (!is_black_0)
			bytes[i] = (unsigned char)~bytes[i];
		if (s->bits == 1)
			bytes[i] &= is_black_0 ? 0x11 : 0xff;
	}
}

/* Writes the file, in blocks of 32 rows each. */
static void
write_file(const struct storage *s)
{
	TIFF *t = TIFFOpen(written_file, "wl");
	unsigned char *bytes;
	size_t size;
	uint32_t count;

	assert_non_null(t);
	TIFFSetField(t, TIFFTAG_IMAGEWIDTH, SIDE);
	TIFFSetField(t, TIFFTAG_IMAGELENGTH, SIDE);
	if (s->is_tiled) {
		TIFFSetField(t, TIFFTAG_TILEWIDTH, SIDE);
		TIFFSetField(t, TIFFTAG_TILELENGTH, ROWS);
	} else {
		TIFFSetField(t, TIFFTAG_ROWSPERSTRIP, ROWS);
	}
	TIFFSetField(t, TIFFTAG_PHOTOMETRIC, s->photometric);
	TIFFSetField(t, TIFFTAG_BITSPERSAMPLE, s->bits);
	TIFFSetField(t, TIFFTAG_SAMPLESPERPIXEL, s->samples);
	TIFFSetField(t, TIFFTAG_COMPRESSION, s->packing);
	TIFFSetField(t, TIFFTAG_PLANARCONFIG,
	    s->is_planar ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG);
	if (s->packing == COMPRESSION_JPEG &&
	    s->photometric == PHOTOMETRIC_YCBCR)
		TIFFSetField(t, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
	size = (size_t)(s->is_tiled ? TIFFTileSize(t) : TIFFStripSize(t));
	count = s->is_tiled ? TIFFNumberOfTiles(t) : TIFFNumberOfStrips(t);
	bytes = malloc(size);
	fill_block(s, bytes, size);
	for (uint32_t i = 0; i < count; i++)
		assert_true((s->is_tiled ? TIFFWriteEncodedTile(
					       t, i, bytes, (tmsize_t)size)
					 : TIFFWriteEncodedStrip(t, i, bytes,
					       (tmsize_t)size)) > 0);
	free(bytes);
	TIFFClose(t);
}

/* What is done to blocks. */
enum harm {
	LOST,	 /* the file does not have them */
	SHORT,	 /* half of their bytes are missing */
	OUTSIDE, /* all but half of their bytes are behind the end of the file
		  */
};

/* The file, with room for what is appended. */
static struct {
	unsigned char data[1 << 20];
	size_t size;
} image;

static void
load_file(void)
{
	size_t size;
	l_uint8 *data = l_binaryRead(written_file, &size);

	assert_in_range(size, 1, sizeof(image.data) / 2);
	memcpy(image.data, data, size);
	image.size = size;
	lept_free(data);
}

/* Returns the place of the directory's entry for that tag. */
static unsigned char *
entry_of(unsigned tag)
{
	unsigned char *p = image.data + bytes_le32(image.data + 4);
	unsigned count = bytes_le16(p);

	for (p += 2; count > 0; count--, p += 12)
		if (bytes_le16(p) == tag)
			return p;
	fail_msg("no tag %u", tag);
	return NULL;
}

/* Returns number i of an entry's array, of 16 or 32 bits; and replaces it by
 * value unless that is 0. */
static size_t
number_of(unsigned tag, size_t i, size_t value)
{
	const unsigned char *entry = entry_of(tag);
	size_t width = bytes_le16(entry + 2) == TIFF_SHORT ? 2 : 4;
	unsigned char *p = image.data + bytes_le32(entry + 8) + i * width;
	size_t before = width == 2 ? bytes_le16(p) : bytes_le32(p);

	for (size_t k = 0; value > 0 && k < width; k++)
		p[k] = (unsigned char)(value >> 8 * k);
	return before;
}

/* Harms block i. */
static void
harm_block(const struct storage *s, enum harm harm, size_t i)
{
	unsigned places =
	    s->is_tiled ? TIFFTAG_TILEOFFSETS : TIFFTAG_STRIPOFFSETS;
	unsigned sizes =
	    s->is_tiled ? TIFFTAG_TILEBYTECOUNTS : TIFFTAG_STRIPBYTECOUNTS;
	size_t place = number_of(places, i, 0), size = number_of(sizes, i, 0);

	if (harm == LOST) {
		number_of(places, i, sizeof(image.data) * 2);
	} else if (harm == SHORT) {
		number_of(sizes, i, size / 2);
	} else {
		number_of(places, i, image.size);
		memcpy(image.data + image.size, image.data + place, size / 2);
		image.size += size / 2;
	}
}

/* Decodes the page.  Returns it as gray, or NULL if it is refused. */
static PIX *
decode(enum image_result expected, const char *what)
{
	const struct bytes b = {image.data, image.size};
	struct input_file file;
	struct Pix *pix = NULL;
	enum image_result rc;
	PIX *gray;

	assert_int_equal(input_file_open(&file, &b, 1000000, 0), IMAGE_OK);
	rc = input_file_page(&file, 0, &pix);
	if (rc != expected || file.has_gap != (rc == IMAGE_DAMAGED))
		fail_msg("%s: result %d", what, rc);
	input_file_close(&file);
	if (rc != IMAGE_OK && rc != IMAGE_DAMAGED)
		return NULL;
	gray = pixConvertTo8(pix, 0);
	image_free_page(pix);
	assert_int_equal(pixGetHeight(gray), SIDE);
	return gray;
}

/* Returns how light rows are on average, from first up to but without end. */
static double
light_of(PIX *gray, int first, int end)
{
	double sum = 0;
	l_uint32 value;

	for (int y = first; y < end; y++)
		for (int x = 0; x < SIDE; x++) {
			pixGetPixel(gray, x, y, &value);
			sum += value;
		}
	return sum / SIDE / (end - first);
}

static void
assert_light(PIX *gray, int first, int end, bool is_light, const char *what)
{
	double light = light_of(gray, first, end);

	if (is_light ? light < 250 : light > 140)
		fail_msg("%s, rows %d to %d: %g", what, first, end, light);
}

/* The second of four blocks is harmed; of planes, that of all. */
static void
assert_part(const struct storage *s, enum harm harm)
{
	char what[64];
	size_t planes = s->is_planar ? s->samples : 1;
	PIX *gray;

	snprintf(what, sizeof(what), "%s, harm %d", s->what, harm);
	write_file(s);
	load_file();
	for (size_t p = 0; p < planes; p++)
		harm_block(s, harm, p * BLOCKS + 1);
	gray = decode(IMAGE_DAMAGED, what);
	assert_light(gray, 0, ROWS, false, what);
	/* At least a few of the rows of a block that lacks its end are there.
	 */
	if (harm == LOST)
		assert_light(gray, ROWS, 2 * ROWS, true, what);
	else
		assert_light(gray, ROWS, ROWS + 4, false, what);
	assert_light(gray, 2 * ROWS - 4, 2 * ROWS, true, what);
	assert_light(gray, 2 * ROWS, SIDE, false, what);
	pixDestroy(&gray);
}

static void
test_part(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(storages) / sizeof(storages[0]); i++)
		for (int harm = LOST; harm <= OUTSIDE; harm++)
			/* What rows that are not packed take is known. */
			if (harm != SHORT ||
			    storages[i].packing != COMPRESSION_NONE)
				assert_part(&storages[i], (enum harm)harm);
}

/* Whole files are shown as they are, and nothing is left of others. */
static void
test_all_or_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(storages) / sizeof(storages[0]); i++) {
		const struct storage *s = &storages[i];
		size_t planes = s->is_planar ? s->samples : 1;
		PIX *gray;

		write_file(s);
		load_file();
		gray = decode(IMAGE_OK, s->what);
		assert_light(gray, 0, SIDE, false, s->what);
		pixDestroy(&gray);
		for (size_t n = 0; n < planes * BLOCKS; n++)
			harm_block(s, LOST, n);
		assert_null(decode(IMAGE_BROKEN, s->what));
	}
}

/* Strips that all name the same megabytes, which cannot be unpacked, take no
 * longer than 256 MB do. */
static void
test_same_bytes(void **state)
{
	enum { STRIPS = 400000, ENTRIES = 9, AT = 200, LONG = 4, SECONDS = 10 };
	const uint32_t size = STRIPS * sizeof(uint32_t);
	const uint32_t entries[ENTRIES][3] = {{TIFFTAG_IMAGEWIDTH, 1, 8},
	    {TIFFTAG_IMAGELENGTH, 1, STRIPS}, {TIFFTAG_BITSPERSAMPLE, 1, 8},
	    {TIFFTAG_COMPRESSION, 1, COMPRESSION_ADOBE_DEFLATE},
	    {TIFFTAG_PHOTOMETRIC, 1, PHOTOMETRIC_MINISBLACK},
	    {TIFFTAG_STRIPOFFSETS, STRIPS, AT}, {TIFFTAG_SAMPLESPERPIXEL, 1, 1},
	    {TIFFTAG_ROWSPERSTRIP, 1, 1},
	    {TIFFTAG_STRIPBYTECOUNTS, STRIPS, AT}};
	const struct image_limits limits = {
	    .max_pixels = 50000000, .max_pages = 1};
	unsigned char *data = calloc(1, 2 * (size_t)size);
	struct bytes b = {data, 2 * (size_t)size};
	clock_t begin = clock();
	struct tiff *tiff;
	PIX *pix = NULL;

	(void)state;
	assert_non_null(data);
	memcpy(data, "II*\0\10\0\0\0\11", 9);
	for (size_t i = 0; i < ENTRIES; i++) {
		unsigned char *e = data + 10 + 12 * i;
		uint16_t head[] = {(uint16_t)entries[i][0], LONG};

		memcpy(e, head, sizeof(head));
		memcpy(e + 4, &entries[i][1], 8);
	}
	/* Both where the strips are and how long they are. */
	for (size_t i = 0; i < STRIPS; i++)
		memcpy(data + AT + i * sizeof(size), &size, sizeof(size));
	assert_int_equal(tiff_open(&tiff, &b, &limits), IMAGE_OK);
	assert_int_equal(tiff_decode(tiff, 0, &pix), IMAGE_BROKEN);
	print_message("%.1f s\n", (double)(clock() - begin) / CLOCKS_PER_SEC);
	assert_true(clock() - begin < SECONDS * CLOCKS_PER_SEC);
	tiff_close(tiff);
	free(data);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_part),
	    cmocka_unit_test(test_all_or_nothing),
	    cmocka_unit_test(test_same_bytes),
	};

	return cmocka_run_group_tests_name(
	    "tiff_damage", tests, written_file_setup, written_file_teardown);
}
