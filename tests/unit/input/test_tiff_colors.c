/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * TIFF files of colours that few programs write: palettes of 16 bits, Lab with
 * alpha, YCbCr in planes of two sizes, each ink of CMYK alone, and such as do
 * not say what their samples mean.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

#include "fcgi-worker/input/file.h"
#include "tests/unit/input/written_file.h"

/* Dark on the left. */
#define WIDTH 64
#define HEIGHT 32
#define DARK 24
#define UNSAID UINT16_MAX

static TIFF *
begin(uint16_t photometric, uint16_t bits, uint16_t samples)
{
	TIFF *t = TIFFOpen(written_file, "w");

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

/* Write one strip of pixels with so many bytes each. */
static void
write_pixels(TIFF *t, const void *dark, const void *light, size_t size)
{
	unsigned char row[WIDTH * 8], *strip = malloc(HEIGHT * WIDTH * size);

	for (size_t x = 0; x < WIDTH; x++)
		memcpy(row + x * size, x < DARK ? dark : light, size);
	for (size_t y = 0; y < HEIGHT; y++)
		memcpy(strip + y * WIDTH * size, row, WIDTH * size);
	assert_true(TIFFWriteEncodedStrip(
			t, 0, strip, (tmsize_t)(HEIGHT * WIDTH * size)) > 0);
	free(strip);
	TIFFClose(t);
}

static void
assert_shown(const char *what)
{
	struct bytes b;
	struct input_file file;
	struct Pix *pix = NULL;
	PIX *grey;
	l_uint32 left, right;
	size_t size;
	l_uint8 *data = l_binaryRead(written_file, &size);

	b = (struct bytes){data, size};
	assert_int_equal(input_file_open(&file, &b, 1000000, 0), IMAGE_OK);
	if (input_file_page(&file, 0, &pix) != IMAGE_OK)
		fail_msg("%s: refused", what);
	input_file_close(&file);
	assert_int_equal(pixGetWidth(pix), WIDTH);
	grey = pixConvertTo8(pix, 0);
	pixGetPixel(grey, DARK / 2, HEIGHT - 2, &left);
	pixGetPixel(grey, WIDTH - 4, HEIGHT - 2, &right);
	if (left > 190 || right < 215)
		fail_msg("%s: %u, %u", what, left, right);
	pixDestroy(&grey);
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

/* Planes of colour with a quarter of the pixels. */
static void
test_planes(void **state)
{
	unsigned char luma[WIDTH * HEIGHT], chroma[WIDTH / 2 * HEIGHT / 2];
	TIFF *t = begin(PHOTOMETRIC_YCBCR, 8, 3);

	(void)state;
	for (size_t i = 0; i < sizeof(luma); i++)
		luma[i] = i % WIDTH < DARK ? 10 : 245;
	memset(chroma, 128, sizeof(chroma));
	TIFFSetField(t, TIFFTAG_PLANARCONFIG, PLANARCONFIG_SEPARATE);
	TIFFSetField(t, TIFFTAG_YCBCRSUBSAMPLING, 2, 2);
	TIFFWriteRawStrip(t, 0, luma, sizeof(luma));
	TIFFWriteRawStrip(t, 1, chroma, sizeof(chroma));
	TIFFWriteRawStrip(t, 2, chroma, sizeof(chroma));
	TIFFClose(t);
	assert_shown("YCbCr in planes");
}

/* Whichever ink text is printed in. */
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

/* Fax is black on white, three samples are red, green and blue. */
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_palette),
	    cmocka_unit_test(test_lab),
	    cmocka_unit_test(test_planes),
	    cmocka_unit_test(test_inks),
	    cmocka_unit_test(test_unsaid),
	};

	return cmocka_run_group_tests_name(
	    "tiff_colors", tests, written_file_setup, written_file_teardown);
}
