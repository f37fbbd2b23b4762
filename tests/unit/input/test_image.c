/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What an image's header says: its kind and size, also when it is cut at any
 * byte or claims what is absurd, and that nothing is decoded that is too
 * large.
 */
#include "tests/lib/test.h"

#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/input/image_size.h"
#include "fcgi-worker/input/image.h"
#include "fcgi-worker/input/sniff.h"
#include "fcgi-worker/input/tiff_dir.h"
#include "fcgi-worker/base/bytes.h"

#define BYTES(s) s, sizeof(s) - 1

static const struct sample {
	enum sniff_type type;
	const char *data;
	size_t size;
	uint32_t width, height;
} samples[] = {
    {SNIFF_PNG,
	BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0"
	      "\x08\0\0\0\0abcd"),
	640, 480},
    {SNIFF_JPEG,
	BYTES("\xff\xd8\xff\xe0\0\x04xx\xff\xff\xc4\0\x08"
	      "abcdef\xff\xc2\0\x0b\x08\x01\xe0\x02\x80"),
	640, 480},
    {SNIFF_GIF,
	BYTES("GIF89a\x01\0\x01\0\x80\0\0abcdef!\xf9\x04xxxx\0"
	      "!\xfe\x02hi\0,\0\0\0\0\x80\x02\xe0\x01\0"),
	640, 480},
    {SNIFF_BMP,
	BYTES("BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x80\x02\0\0"
	      "\x20\xfe\xff\xff\x01\0\x18\0\0\0\0\0\0\0\0\0\0\0\0\0"
	      "\0\0\0\0\0\0\0\0\0\0\0\0"),
	640, 480},
    {SNIFF_JP2,
	BYTES("\xff\x4f\xff\x51\0\x2f\0\0\0\0\x02\x81\0\0\x01\xe0"
	      "\0\0\0\x01\0\0\0\0\0\0\x02\x80\0\0\x01\xe0\0\0\0\0"
	      "\0\0\0\0\0\x03"),
	640, 480},
    {SNIFF_JP2,
	BYTES("\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x0c"
	      "ftypjp2 \0\0\0\0jp2c"
	      "\xff\x4f\xff\x51\0\x2f\0\0\0\0\x02\x80\0\0\x01\xe0"
	      "\0\0\0\0\0\0\0\0\0\0\x02\x80\0\0\x01\xe0\0\0\0\0"
	      "\0\0\0\0\0\x01"),
	640, 480},
};

static void
test_sizes(void **state)
{
	struct sniff_size size;
	struct bytes b;

	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		b.data = (const unsigned char *)samples[i].data;
		b.size = samples[i].size;
		assert_int_equal(sniff_type(&b), samples[i].type);
		assert_int_equal(
		    image_size_size(&b, samples[i].type, &size), 0);
		assert_int_equal(size.width, samples[i].width);
		assert_int_equal(size.height, samples[i].height);
	}
}

/* No cut header has a size, and no byte behind the cut is read. */
static void
test_cut(void **state)
{
	struct sniff_size size;
	struct bytes b;
	unsigned char *exact;
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		for (n = 1; n < samples[i].size; n++) {
			exact = malloc(n);
			assert_non_null(exact);
			memcpy(exact, samples[i].data, n);
			b.data = exact;
			b.size = n;
			if (sniff_type(&b) != SNIFF_UNKNOWN)
				assert_int_equal(
				    image_size_size(&b, samples[i].type, &size),
				    -1);
			image_size_gif_first(&b);
			free(exact);
		}
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

/* Three pages of 16 x 9, 16-bit and 32-bit values mixed. */
#define PAGE(next)                                                             \
	"\x02\0\0\x01\x03\0\x01\0\0\0\x10\0\0\0"                               \
	"\x01\x01\x04\0\x01\0\0\0\x09\0\0\0" next

static void
test_tiff(void **state)
{
	static const char chain[] = "II*\0\x08\0\0\0" PAGE("\x26\0\0\0")
	    PAGE("\x44\0\0\0") PAGE("\0\0\0\0");
	static const char loop[] = "II*\0\x08\0\0\0" PAGE("\x08\0\0\0");
	static const char outside[] =
	    "II*\0\x08\0\0\0" PAGE("\xff\xff\xff\x7f");
	struct tiff_dir_page pages[3];
	struct bytes b = {(const unsigned char *)chain, sizeof(chain) - 1};

	(void)state;
	assert_int_equal(tiff_dir_walk(&b, pages, 3), 3);
	assert_int_equal(pages[2].offset, 0x44);
	assert_int_equal(pages[2].size.width, 16);
	assert_int_equal(pages[2].size.height, 9);
	assert_int_equal(tiff_dir_walk(&b, pages, 2), 3);
	while (--b.size > 0)
		assert_int_equal(tiff_dir_walk(&b, pages, 3), 0);
	b = (struct bytes){(const unsigned char *)loop, sizeof(loop) - 1};
	assert_int_equal(tiff_dir_walk(&b, pages, 3), 1);
	b = (struct bytes){(const unsigned char *)outside, sizeof(outside) - 1};
	assert_int_equal(tiff_dir_walk(&b, pages, 3), 0);
}

static void
test_jpeg_end(void **state)
{
	static const char whole[] = "\xff\xd8\xff\xe0\0\x04\xff\xd9"
				    "\xff\xda\0\x02zz\xff\0\xff\xd0y\xff\xd9";
	struct bytes b = {(const unsigned char *)whole, sizeof(whole) - 1};

	(void)state;
	assert_true(image_size_jpeg_is_whole(&b));
	while (--b.size > 2)
		assert_false(image_size_jpeg_is_whole(&b));
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
	assert_int_equal(image_size_gif_first(&b), 28);
	b.size = 27;
	assert_int_equal(image_size_gif_first(&b), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sizes),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_types),
	    cmocka_unit_test(test_limits),
	    cmocka_unit_test(test_tiff),
	    cmocka_unit_test(test_jpeg_end),
	    cmocka_unit_test(test_gif_first),
	};

	return cmocka_run_group_tests_name("image", tests, NULL, NULL);
}
