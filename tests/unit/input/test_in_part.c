/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pictures that are damaged or cut off: what is left of them is the page, which
 * is said to lack a part.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

#include "tests/unit/input/odd_file.h"
#include "tests/unit/input/old_jpeg.h"
#include "tests/unit/input/written_file.h"

#define WIDTH DARK_LEFT_WIDTH
#define HEIGHT ODD_FILE_HEIGHT
#define STRIP_ROWS 8
#define STRIPS (HEIGHT / STRIP_ROWS)

/* Returns the pixel at x, y, with so much noise that rows hardly shrink. */
static unsigned char
pixel(int x, int y)
{
	uint32_t mixed = ((uint32_t)x << 8 ^ (uint32_t)y) * 2654435761U;
	int noise = (int)((mixed ^ mixed >> 15) * 2246822519U >> 24) % 17;

	return (unsigned char)(dark_left_is_dark(x) ? noise : 255 - noise);
}

static PIX *
draw(void)
{
	PIX *pix = pixCreate(WIDTH, HEIGHT, 8);

	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < WIDTH; x++)
			pixSetPixel(pix, x, y, pixel(x, y));
	return pix;
}

/* Makes the file of bytes that leptonica has written. */
static void
take(unsigned char *bytes, size_t n)
{
	odd_file_set(bytes, n);
	lept_free(bytes);
}

static void
encode_jpeg(bool is_progressive)
{
	PIX *pix = draw();
	unsigned char *bytes = NULL;
	size_t n = 0;

	assert_int_equal(
	    pixWriteMemJpeg(&bytes, &n, pix, 90, is_progressive), 0);
	pixDestroy(&pix);
	take(bytes, n);
}

static void
test_jpeg(void **state)
{
	(void)state;
	encode_jpeg(false);
	odd_file_assert_shown("JPEG");
	odd_file.size -= odd_file.size / 3;
	odd_file_assert_in_part("JPEG, cut off", HEIGHT / 4);
	encode_jpeg(false);
	/* An end in the midst of the picture. */
	memcpy(odd_file.data + odd_file.size / 3 * 2, "\xff\xd9", 2);
	odd_file_assert_in_part("JPEG with other bytes", HEIGHT / 4);
	encode_jpeg(true);
	odd_file_assert_shown("progressive JPEG");
	odd_file.size -= odd_file.size / 3;
	odd_file_assert_in_part("progressive JPEG, cut off", HEIGHT);
}

/* EXIF turns what is left as it would turn the whole. */
static void
test_turned_jpeg(void **state)
{
	static const char exif[] = "\xff\xe1\0\x22"
				   "Exif\0\0MM\0*\0\0\0\x08\0\1"
				   "\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0";
	PIX *pix;

	(void)state;
	encode_jpeg(false);
	odd_file_insert(2, exif, sizeof(exif) - 1);
	odd_file.size -= odd_file.size / 3;
	assert_int_equal(odd_file_read(&pix), IMAGE_DAMAGED);
	assert_int_equal(pixGetWidth(pix), HEIGHT);
	pixDestroy(&pix);
}

/* A head without any data of the picture is no page. */
static void
test_nothing_left(void **state)
{
	(void)state;
	encode_jpeg(false);
	odd_file.size = 40;
	odd_file_assert_refused("JPEG without a picture");
}

static void
encode_png(void)
{
	PIX *pix = draw();
	unsigned char *bytes = NULL;
	size_t n = 0;

	assert_int_equal(pixWriteMemPng(&bytes, &n, pix, 0), 0);
	pixDestroy(&pix);
	take(bytes, n);
}

static void
test_png(void **state)
{
	(void)state;
	encode_png();
	odd_file_assert_shown("PNG");
	odd_file.size -= odd_file.size / 3;
	odd_file_assert_in_part("PNG, cut off", HEIGHT / 4);
	encode_png();
	memset(odd_file.data + odd_file.size / 3 * 2, 0xff, 64);
	odd_file_assert_in_part("PNG with other bytes", HEIGHT / 4);
	encode_png();
	odd_file.size = 60;
	odd_file_assert_refused("PNG without rows");
}

/* Begins a TIFF, packed by LZW. */
static TIFF *
begin_tiff(void)
{
	TIFF *t = TIFFOpen(written_file, "wl");

	assert_non_null(t);
	TIFFSetField(t, TIFFTAG_IMAGEWIDTH, WIDTH);
	TIFFSetField(t, TIFFTAG_IMAGELENGTH, HEIGHT);
	TIFFSetField(t, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
	TIFFSetField(t, TIFFTAG_BITSPERSAMPLE, 8);
	TIFFSetField(t, TIFFTAG_SAMPLESPERPIXEL, 1);
	TIFFSetField(t, TIFFTAG_COMPRESSION, COMPRESSION_LZW);
	return t;
}

static void
end_tiff(TIFF *t)
{
	size_t n;
	unsigned char *bytes;

	TIFFClose(t);
	bytes = l_binaryRead(written_file, &n);
	assert_non_null(bytes);
	take(bytes, n);
}

/* Draws a part of the picture, and writes it as the strip or tile n of t; or
 * other bytes, which no LZW has, if it is bad. */
static void
write_block(TIFF *t, uint32_t n, const BOX *area, bool is_bad)
{
	unsigned char bytes[WIDTH * STRIP_ROWS];
	l_int32 x, y, w, h;
	tmsize_t size;

	boxGetGeometry((BOX *)(uintptr_t)area, &x, &y, &w, &h);
	size = (tmsize_t)w * h;
	assert_in_range(size, 1, sizeof(bytes));
	for (int i = 0; i < w * h; i++)
		bytes[i] = pixel(x + i % w, y + i / w);
	if (is_bad) {
		memset(bytes, 0xff, (size_t)size);
		size = TIFFIsTiled(t) ? TIFFWriteRawTile(t, n, bytes, size)
				      : TIFFWriteRawStrip(t, n, bytes, size);
	} else {
		size = TIFFIsTiled(t)
			   ? TIFFWriteEncodedTile(t, n, bytes, size)
			   : TIFFWriteEncodedStrip(t, n, bytes, size);
	}
	assert_true(size > 0);
}

/* Writes the picture in strips, or in tiles that are as large, of which those
 * from first_bad on are bad. */
static void
write_tiff(bool is_tiled, uint32_t first_bad)
{
	TIFF *t = begin_tiff();
	BOX *area = boxCreate(0, 0, is_tiled ? WIDTH / 2 : WIDTH,
	    is_tiled ? STRIP_ROWS * 2 : STRIP_ROWS);
	l_int32 w, h;

	boxGetGeometry(area, NULL, NULL, &w, &h);
	if (is_tiled) {
		TIFFSetField(t, TIFFTAG_TILEWIDTH, w);
		TIFFSetField(t, TIFFTAG_TILELENGTH, h);
	} else {
		TIFFSetField(t, TIFFTAG_ROWSPERSTRIP, h);
	}
	for (int n = 0; n < STRIPS; n++) {
		boxSetGeometry(area, n * w % WIDTH, n * w / WIDTH * h, -1, -1);
		write_block(t, (uint32_t)n, area, (uint32_t)n >= first_bad);
	}
	boxDestroy(&area);
	end_tiff(t);
}

static void
test_tiff(void **state)
{
	(void)state;
	for (int tiled = 0; tiled < 2; tiled++) {
		write_tiff(tiled, STRIPS);
		odd_file_assert_shown("TIFF");
		write_tiff(tiled, STRIPS / 2);
		odd_file_assert_in_part("TIFF", HEIGHT / 2);
		write_tiff(tiled, 0);
		odd_file_assert_refused("TIFF without a good block");
	}
}

/* JPEG as TIFF 6.0 had it, cut off. */
static void
test_old_jpeg(void **state)
{
	static const double shares[] = {1, 0.6, 0.1};
	PIX *gray = draw(), *pix = pixConvertTo32(gray);

	(void)state;
	for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++) {
		size_t n;
		unsigned char *bytes;

		old_jpeg_write(written_file, pix, shares[i]);
		bytes = l_binaryRead(written_file, &n);
		take(bytes, n);
		if (i == 0)
			odd_file_assert_shown("old JPEG");
		else if (i == 1)
			odd_file_assert_in_part("old JPEG", HEIGHT / 4);
		else
			odd_file_assert_refused("old JPEG without rows");
	}
	pixDestroy(&pix);
	pixDestroy(&gray);
}

/* What is missing is white. */
static void
test_missing(void **state)
{
	PIX *pix;
	l_uint32 value;

	(void)state;
	write_tiff(false, STRIPS / 2);
	assert_int_equal(odd_file_read(&pix), IMAGE_DAMAGED);
	assert_int_equal(pixGetDepth(pix), 8);
	pixGetPixel(pix, 2, HEIGHT - 2, &value);
	assert_int_equal(value, 255);
	pixDestroy(&pix);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_jpeg),
	    cmocka_unit_test(test_turned_jpeg),
	    cmocka_unit_test(test_nothing_left),
	    cmocka_unit_test(test_png),
	    cmocka_unit_test(test_tiff),
	    cmocka_unit_test(test_old_jpeg),
	    cmocka_unit_test(test_missing),
	};

	return cmocka_run_group_tests_name("pictures in part", tests,
	    written_file_setup, written_file_teardown);
}
