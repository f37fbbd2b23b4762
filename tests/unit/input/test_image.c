/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What an image's header says: its kind and size, also when it is cut at any
 * byte or claims what is absurd, and that nothing is decoded that is too
 * large.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/base/bytes.h"
#include "fcgi-worker/input/gif.h"
#include "fcgi-worker/input/image.h"
#include "fcgi-worker/input/sniff.h"

#define BYTES(s) s, sizeof(s) - 1

#define WIDTH 640
#define HEIGHT 480

/* What leptonica writes of each type. */
static const struct {
	enum sniff_type type;
	int format, depth;
} samples[] = {
    {SNIFF_PNG, IFF_PNG, 8},
    {SNIFF_JPEG, IFF_JFIF_JPEG, 8},
    {SNIFF_TIFF, IFF_TIFF_G4, 1},
    {SNIFF_WEBP, IFF_WEBP, 32},
    {SNIFF_GIF, IFF_GIF, 8},
    {SNIFF_BMP, IFF_BMP, 8},
    {SNIFF_PNM, IFF_PNM, 8},
    {SNIFF_JP2, IFF_JP2, 8},
};

/* Returns a picture of zeros in the format of the sample, to be freed. */
static struct bytes
encode(size_t sample)
{
	PIX *pix = pixCreate(WIDTH, HEIGHT, samples[sample].depth);
	unsigned char *data = NULL;
	size_t size = 0;

	assert_int_equal(
	    pixWriteMem(&data, &size, pix, samples[sample].format), 0);
	pixDestroy(&pix);
	return (struct bytes){data, size};
}

/* Returns whether the image's size can be read, which must be pixels: it must
 * be within a limit of so many, and over a limit of one less. */
static bool
has_size(const struct bytes *b, enum sniff_type type, size_t pixels)
{
	const struct image_limits enough = {pixels, 1};
	const struct image_limits too_few = {pixels - 1, 1};
	struct image image;
	enum image_result rc = image_open(&image, b, type, &enough);

	if (rc != IMAGE_OK) {
		assert_int_equal(rc, IMAGE_BROKEN);
		return false;
	}
	image_close(&image);
	rc = image_open(&image, b, type, &too_few);
	if (rc == IMAGE_OK) {
		rc = image_measure(&image, 0);
		image_close(&image);
	}
	/* These can be decoded smaller. */
	assert_int_equal(rc, type == SNIFF_JPEG || type == SNIFF_JP2
				 ? IMAGE_OK
				 : IMAGE_TOO_MANY_PIXELS);
	return true;
}

static void
test_sizes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		struct bytes b = encode(i);

		assert_int_equal(sniff_type(&b), samples[i].type);
		assert_true(has_size(&b, samples[i].type, WIDTH * HEIGHT));
		lept_free((void *)(uintptr_t)b.data);
	}
}

/* Returns a picture of the format, whose left half is black, at 600 dpi. */
static struct bytes
encode_half(int format)
{
	PIX *pix = pixCreate(WIDTH + 1, HEIGHT + 1, 8);
	unsigned char *data = NULL;
	size_t size = 0;

	pixSetAll(pix);
	pixRasterop(pix, 0, 0, WIDTH / 2, HEIGHT + 1, PIX_CLR, NULL, 0, 0);
	pixSetResolution(pix, 600, 600);
	assert_int_equal(pixWriteMem(&data, &size, pix, format), 0);
	pixDestroy(&pix);
	return (struct bytes){data, size};
}

/* Half of each side fits, five eighths would not; where the file has its
 * resolution, the page has half of it. */
static void
test_reduced(void **state)
{
	const struct image_limits limits = {WIDTH * HEIGHT / 3, 1};
	static const struct {
		enum sniff_type type;
		int format, dpi;
	} table[] = {{SNIFF_JPEG, IFF_JFIF_JPEG, 300}, {SNIFF_JP2, IFF_JP2, 0}};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct bytes b = encode_half(table[i].format);
		struct image image;
		uint32_t dark, light;
		PIX *pix;

		assert_int_equal(
		    image_open(&image, &b, table[i].type, &limits), IMAGE_OK);
		assert_int_equal(image_page(&image, 0, &pix), IMAGE_OK);
		assert_int_equal(pixGetWidth(pix), WIDTH / 2 + 1);
		assert_int_equal(pixGetHeight(pix), HEIGHT / 2 + 1);
		assert_int_equal(image_dpi(pix), table[i].dpi);
		pixGetPixel(pix, WIDTH / 4 - 8, HEIGHT / 2, &dark);
		pixGetPixel(pix, WIDTH / 4 + 8, HEIGHT / 2, &light);
		assert_true(dark < 8 && light > 247);
		image_free_page(pix);
		image_close(&image);
		lept_free((void *)(uintptr_t)b.data);
	}
}

/* A cut file has its size or none, and no byte behind the cut is read. */
static void
test_cut(void **state)
{
	size_t known = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		struct bytes whole = encode(i), b;

		for (size_t n = 1; n < whole.size && n < 700; n++) {
			unsigned char *exact = malloc(n);

			assert_non_null(exact);
			memcpy(exact, whole.data, n);
			b = (struct bytes){exact, n};
			known += sniff_type(&b) == samples[i].type &&
				 has_size(&b, samples[i].type, WIDTH * HEIGHT);
			gif_first_length(&b);
			free(exact);
		}
		lept_free((void *)(uintptr_t)whole.data);
	}
	assert_true(known > 0);
}

static void
test_types(void **state)
{
	static const struct {
		const char *data;
		size_t size;
		enum sniff_type type;
	} table[] = {
	    {BYTES("II*\0"), SNIFF_TIFF},
	    {BYTES("MM\0+"), SNIFF_TIFF},
	    {BYTES("RIFFabcdWEBP"), SNIFF_WEBP},
	    {BYTES("RIFFabcdWAVE"), SNIFF_UNKNOWN},
	    {BYTES("P5\n1 1\n255\nx"), SNIFF_PNM},
	    {BYTES("P8\n1 1\n255\nx"), SNIFF_UNKNOWN},
	    {BYTES("Page one"), SNIFF_UNKNOWN},
	    {BYTES("BMW builds cars and motorcycles."), SNIFF_UNKNOWN},
	    {BYTES("%PDF-1.7"), SNIFF_PDF},
	    {BYTES("\r\n\r\n%PDF-1.4"), SNIFF_PDF},
	    {BYTES("%PDF"), SNIFF_UNKNOWN},
	    {BYTES("\0\0\0\x14"
		   "ftypheic\0\0\0\0mif1"),
		SNIFF_HEIC},
	    {BYTES("\0\0\0\x14"
		   "ftypmif1\0\0\0\0avif"),
		SNIFF_AVIF},
	    {BYTES("\0\0\0\x10"
		   "ftypavif\0\0\0\0"),
		SNIFF_AVIF},
	    {BYTES("\0\0\0\x10"
		   "ftypmif1\0\0\0\0avif"),
		SNIFF_HEIC},
	    {BYTES("\0\0\0\x14"
		   "ftypisom\0\0\0\0mp42"),
		SNIFF_UNKNOWN},
	    {BYTES("GIF88a"), SNIFF_UNKNOWN},
	    {BYTES(""), SNIFF_UNKNOWN},
	};
	struct bytes b;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		b.data = (const unsigned char *)table[i].data;
		b.size = table[i].size;
		assert_int_equal(sniff_type(&b), table[i].type);
	}
}

/* Of 30,000 x 30,000 pixels not one is made. */
static void
test_limits(void **state)
{
	static const char huge[] =
	    "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x75\x30\0\0\x75\x30"
	    "\x08\0\0\0\0abcd";
	static const char wide[] =
	    "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x80\0\0\0\0\x02"
	    "\x08\0\0\0\0abcd";
	struct image_limits limits = {40000000, 2};
	struct bytes b = {(const unsigned char *)huge, 33};
	struct image image;

	(void)state;
	assert_int_equal(
	    image_open(&image, &b, SNIFF_PNG, &limits), IMAGE_TOO_MANY_PIXELS);
	b.data = (const unsigned char *)wide;
	assert_int_equal(
	    image_open(&image, &b, SNIFF_PNG, &limits), IMAGE_TOO_WIDE);
	b.size = 20;
	assert_int_equal(
	    image_open(&image, &b, SNIFF_PNG, &limits), IMAGE_BROKEN);
	b.size = 3;
	assert_int_equal(
	    image_open(&image, &b, sniff_type(&b), &limits), IMAGE_UNSUPPORTED);
}

/* Only the first image of a GIF is given to the decoder. */
static void
test_gif_first(void **state)
{
	static const char gif[] = "GIF89a\x01\0\x01\0\0\0\0"
				  ",\0\0\0\0\x01\0\x01\0\0\x02\x02L\x01\0"
				  ",\0\0\0\0\xff\xff\xff\xff\0\x02\x01x\0;";
	struct bytes b = {(const unsigned char *)gif, sizeof(gif) - 1};

	(void)state;
	assert_int_equal(gif_first_length(&b), 28);
	b.size = 27;
	assert_int_equal(gif_first_length(&b), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sizes),
	    cmocka_unit_test(test_reduced),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_types),
	    cmocka_unit_test(test_limits),
	    cmocka_unit_test(test_gif_first),
	};

	return cmocka_run_group_tests_name("image", tests, NULL, NULL);
}
