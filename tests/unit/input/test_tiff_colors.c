/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * TIFF files of colors that few programs write: palettes of 16 bits, Lab with
 * alpha, YCbCr in planes of two sizes, each ink of CMYK alone, and such as do
 * not say what their samples mean; numbers of every kind; and files packed in
 * every way.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

#include "fcgi-worker/input/file.h"
#include "tests/unit/input/dark_left.h"
#include "tests/unit/input/old_jpeg.h"
#include "tests/unit/input/written_file.h"

#define WIDTH DARK_LEFT_WIDTH
#define HEIGHT 32
#define UNSAID UINT16_MAX

/* Begins a TIFF of the picture.  The mode is that of TIFFOpen: the order of
 * bytes, and whether the file may be larger than 4 GB. */
static TIFF *
begin_as(
    const char *mode, uint16_t photometric, uint16_t bits, uint16_t samples)
{
	TIFF *t = TIFFOpen(written_file, mode);

	assert_non_null(t);
	TIFFSetField(t, TIFFTAG_IMAGEWIDTH, WIDTH);
	TIFFSetField(t, TIFFTAG_IMAGELENGTH, HEIGHT);
	TIFFSetField(t, TIFFTAG_ROWSPERSTRIP, HEIGHT);
	if (photometric != UNSAID)
		TIFFSetField(t, TIFFTAG_PHOTOMETRIC, photometric);
	TIFFSetField(t, TIFFTAG_BITSPERSAMPLE, bits);
	TIFFSetField(t, TIFFTAG_SAMPLESPERPIXEL, samples);
	TIFFSetField(t, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
	return t;
}

static TIFF *
begin(uint16_t photometric, uint16_t bits, uint16_t samples)
{
	return begin_as("w", photometric, bits, samples);
}

/* Writes the picture in one strip, with pixels of size bytes each, and closes
 * the file. */
static void
write_pixels(TIFF *t, const void *dark, const void *light, size_t size)
{
	unsigned char row[WIDTH * 8], *strip = malloc(HEIGHT * WIDTH * size);

	for (size_t x = 0; x < WIDTH; x++)
		memcpy(row + x * size, dark_left_is_dark((int)x) ? dark : light,
		    size);
	for (size_t y = 0; y < HEIGHT; y++)
		memcpy(strip + y * WIDTH * size, row, WIDTH * size);
	assert_true(TIFFWriteEncodedStrip(
			t, 0, strip, (tmsize_t)(HEIGHT * WIDTH * size)) > 0);
	free(strip);
	TIFFClose(t);
}

/* Checks that the written file is decoded to the picture. */
static void
assert_shown(const char *what)
{
	struct bytes b;
	struct input_file file;
	struct Pix *pix = NULL;
	size_t size;
	l_uint8 *data = l_binaryRead(written_file, &size);

	b = (struct bytes){data, size};
	assert_int_equal(input_file_open(&file, &b, 1000000, 0), IMAGE_OK);
	if (input_file_page(&file, 0, &pix) != IMAGE_OK)
		fail_msg("%s: refused", what);
	input_file_close(&file);
	dark_left_check(pix, 190, what);
	pixDestroy(&pix);
	lept_free(data);
}

static void
test_palette(void **state)
{
	static uint16_t map[65536];
	static const uint16_t dark = 1000, light = 40000;

	(void)state;
	memset(map, 0x80, sizeof(map));
	map[dark] = 0x1000;
	map[light] = 0xff00;
	TIFF *t = begin(PHOTOMETRIC_PALETTE, 16, 1);

	TIFFSetField(t, TIFFTAG_COLORMAP, map, map, map);
	write_pixels(t, &dark, &light, 2);
	assert_shown("a palette of 16 bits");
}

static void
test_lab(void **state)
{
	static const uint16_t kinds[] = {EXTRASAMPLE_UNASSALPHA};
	static const unsigned char dark[] = {20, 0, 0, 255},
				   light[] = {250, 0, 0, 255};
	static const unsigned char clear[] = {20, 0, 0, 0};
	TIFF *t = begin(PHOTOMETRIC_CIELAB, 8, 4);

	(void)state;
	TIFFSetField(t, TIFFTAG_EXTRASAMPLES, 1, kinds);
	write_pixels(t, dark, light, 4);
	assert_shown("Lab with alpha");
	t = begin(PHOTOMETRIC_CIELAB, 8, 4);
	TIFFSetField(t, TIFFTAG_EXTRASAMPLES, 1, kinds);
	write_pixels(t, dark, clear, 4);
	assert_shown("Lab with alpha of 0");
}

/* The planes of color have a quarter of the pixels. */
static void
test_planes(void **state)
{
	unsigned char luma[WIDTH * HEIGHT], chroma[WIDTH / 2 * HEIGHT / 2];
	TIFF *t = begin(PHOTOMETRIC_YCBCR, 8, 3);

	(void)state;
	for (size_t i = 0; i < sizeof(luma); i++)
		luma[i] = dark_left_is_dark(i % WIDTH) ? 10 : 245;
	memset(chroma, 128, sizeof(chroma));
	TIFFSetField(t, TIFFTAG_PLANARCONFIG, PLANARCONFIG_SEPARATE);
	TIFFSetField(t, TIFFTAG_YCBCRSUBSAMPLING, 2, 2);
	TIFFWriteRawStrip(t, 0, luma, sizeof(luma));
	TIFFWriteRawStrip(t, 1, chroma, sizeof(chroma));
	TIFFWriteRawStrip(t, 2, chroma, sizeof(chroma));
	TIFFClose(t);
	assert_shown("YCbCr in planes");
}

/* Text may be printed in any of the inks. */
static void
test_inks(void **state)
{
	static const unsigned char light[] = {0, 0, 0, 0};

	(void)state;
	for (int ink = 0; ink < 4; ink++) {
		unsigned char dark[4] = {0};

		/* Yellow alone is hardly darker than paper. */
		if (ink == 2)
			dark[0] = 200;
		dark[ink] = 255;
		write_pixels(
		    begin(PHOTOMETRIC_SEPARATED, 8, 4), dark, light, 4);
		assert_shown("an ink");
	}
}

/* Where the file does not say it, fax is black on white, and three samples are
 * red, green and blue. */
static void
test_unsaid(void **state)
{
	static const unsigned char dark[] = {255, 0, 0},
				   light[] = {255, 255, 255};
	unsigned char row[WIDTH / 8] = {255, 255, 255}, rows[HEIGHT][WIDTH / 8];
	TIFF *t = begin(UNSAID, 1, 1);

	(void)state;
	TIFFSetField(t, TIFFTAG_COMPRESSION, COMPRESSION_CCITT_T6);
	for (int y = 0; y < HEIGHT; y++)
		memcpy(rows[y], row, sizeof(row));
	assert_true(TIFFWriteEncodedStrip(t, 0, rows, sizeof(rows)) > 0);
	TIFFClose(t);
	assert_shown("a fax");
	write_pixels(begin(UNSAID, 8, 3), dark, light, 3);
	assert_shown("three samples");
	write_pixels(begin(UNSAID, 8, 1), dark + 1, light, 1);
	assert_shown("one sample");
}

/* Everything that libtiff can unpack is read; also JPEG of libtiff's and
 * WebP. */
static void
test_packed(void **state)
{
	static const uint16_t packings[] = {COMPRESSION_NONE, COMPRESSION_LZW,
	    COMPRESSION_PACKBITS, COMPRESSION_ADOBE_DEFLATE,
	    COMPRESSION_DEFLATE, COMPRESSION_JPEG, COMPRESSION_LZMA,
	    COMPRESSION_ZSTD, COMPRESSION_WEBP};
	static const unsigned char dark[] = {0, 0, 0},
				   light[] = {255, 255, 255};
	char what[32];

	(void)state;
	for (size_t i = 0; i < sizeof(packings) / sizeof(packings[0]); i++) {
		TIFF *t = begin(PHOTOMETRIC_RGB, 8, 3);

		assert_true(TIFFIsCODECConfigured(packings[i]));
		TIFFSetField(t, TIFFTAG_COMPRESSION, packings[i]);
		TIFFSetField(t, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
		write_pixels(t, dark, light, 3);
		snprintf(what, sizeof(what), "compression %u", packings[i]);
		assert_shown(what);
	}
}

/* A kind of number, with bits as a file of host order has them. */
struct number {
	uint16_t format, bits;
	uint64_t dark, light;
};

/* Writes the picture as a TIFF whose samples are numbers of this format and of
 * any number of bits. */
static void
write_number(const struct number *n, const char *mode)
{
	TIFF *t = begin_as(mode, PHOTOMETRIC_MINISBLACK, n->bits, 1);
	unsigned char strip[HEIGHT * WIDTH * 8] = {0};
	size_t bits = 0, bytes = n->bits / 8;

	TIFFSetField(t, TIFFTAG_SAMPLEFORMAT, n->format);
	for (int y = 0; y < HEIGHT; y++, bits = (bits + 7) / 8 * 8)
		for (int x = 0; x < WIDTH; x++, bits += n->bits) {
			uint64_t value =
			    dark_left_is_dark((int)x) ? n->dark : n->light;

			if (n->bits % 8 == 0)
				memcpy(strip + bits / 8, &value, bytes);
			for (unsigned i = 0; n->bits % 8 > 0 && i < n->bits;
			     i++)
				if (value >> (n->bits - 1 - i) & 1)
					strip[(bits + i) / 8] |=
					    (unsigned char)(0x80 >>
							    (bits + i) % 8);
		}
	assert_true(
	    TIFFWriteEncodedStrip(t, 0, strip, (tmsize_t)(bits / 8)) > 0);
	TIFFClose(t);
}

/* Whole numbers of any number of bits, and numbers with a point, from 0 to 1;
 * in both orders of bytes, and in large files. */
static void
test_numbers(void **state)
{
	enum { U = SAMPLEFORMAT_UINT, S = SAMPLEFORMAT_INT };
	static const struct number numbers[] = {{U, 3, 1, 6}, {U, 6, 1, 62},
	    {U, 7, 1, 126}, {U, 9, 1, 510}, {U, 14, 1, 16382},
	    {U, 24, 0, 0xffffff}, {U, 32, 0, 0xffffffff}, {S, 8, 0x82, 0x7e},
	    {S, 12, 0x810, 0x7e0}, {S, 16, 0x8010, 0x7ff0},
	    {S, 32, 0x80000000, 0x7fffffff},
	    {SAMPLEFORMAT_IEEEFP, 16, 0xbc00, 0x3c00},
	    {SAMPLEFORMAT_IEEEFP, 24, 0xbf0000, 0x3f0000},
	    {SAMPLEFORMAT_IEEEFP, 32, 0xbf800000, 0x3f800000},
	    {SAMPLEFORMAT_IEEEFP, 64, 0xbff0000000000000, 0x3ff0000000000000}};
	static const char *const modes[] = {"wl", "wb", "w8l", "w8b"};
	char what[64];

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		for (size_t m = 0; m < sizeof(modes) / sizeof(modes[0]); m++) {
			write_number(&numbers[i], modes[m]);
			snprintf(what, sizeof(what), "format %u, %u bits, %s",
			    numbers[i].format, numbers[i].bits, modes[m]);
			assert_shown(what);
		}
}

/* Pictures of a bit a pixel are packed in ways of their own. */
static void
test_packed_bits(void **state)
{
	static const uint16_t packings[] = {COMPRESSION_NONE, COMPRESSION_LZW,
	    COMPRESSION_PACKBITS, COMPRESSION_CCITTRLE, COMPRESSION_CCITTRLEW,
	    COMPRESSION_CCITTFAX3, COMPRESSION_CCITTFAX4, COMPRESSION_JBIG};
	unsigned char rows[HEIGHT][WIDTH / 8];
	char what[64];

	(void)state;
	for (size_t i = 0; i < sizeof(packings) / sizeof(packings[0]); i++)
		for (uint16_t n = 0; n < 4; n++) {
			TIFF *t = begin(n & 1 ? PHOTOMETRIC_MINISBLACK
					      : PHOTOMETRIC_MINISWHITE,
			    1, 1);

			TIFFSetField(t, TIFFTAG_COMPRESSION, packings[i]);
			TIFFSetField(t, TIFFTAG_FILLORDER,
			    n & 2 ? FILLORDER_LSB2MSB : FILLORDER_MSB2LSB);
			if (packings[i] == COMPRESSION_CCITTFAX3 && n & 2)
				TIFFSetField(t, TIFFTAG_GROUP3OPTIONS,
				    GROUP3OPT_2DENCODING);
			memset(rows, n & 1 ? 0xff : 0, sizeof(rows));
			for (int y = 0; y < HEIGHT; y++)
				memset(rows[y], n & 1 ? 0 : 0xff,
				    DARK_LEFT_DARK / 8);
			assert_true(TIFFWriteEncodedStrip(
					t, 0, rows, sizeof(rows)) > 0);
			TIFFClose(t);
			snprintf(what, sizeof(what), "compression %u, %u",
			    packings[i], n);
			assert_shown(what);
		}
}

/* JPEG as TIFF 6.0 had it, which is a file within the file. */
static void
test_old_jpeg(void **state)
{
	PIX *pix = pixCreate(WIDTH, HEIGHT, 32);

	(void)state;
	pixSetAll(pix);
	pixRasterop(pix, 0, 0, DARK_LEFT_DARK, HEIGHT, PIX_CLR, NULL, 0, 0);
	old_jpeg_write(written_file, pix, 1);
	assert_shown("old JPEG");
	pixDestroy(&pix);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_palette),
	    cmocka_unit_test(test_lab),
	    cmocka_unit_test(test_planes),
	    cmocka_unit_test(test_inks),
	    cmocka_unit_test(test_unsaid),
	    cmocka_unit_test(test_packed),
	    cmocka_unit_test(test_numbers),
	    cmocka_unit_test(test_packed_bits),
	    cmocka_unit_test(test_old_jpeg),
	};

	return cmocka_run_group_tests_name(
	    "tiff_colors", tests, written_file_setup, written_file_teardown);
}
