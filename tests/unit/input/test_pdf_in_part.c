/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Images in a PDF of which a part is missing: the page is said to lack a part,
 * also where poppler does not complain.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "fcgi-worker/input/file.h"

enum { WIDTH = 64, HEIGHT = 200, SIZE = WIDTH * HEIGHT };

#define GRAY "/ColorSpace/DeviceGray/BitsPerComponent 8"
#define FLATE GRAY "/Filter/FlateDecode"
#define JPEG GRAY "/Filter[/DCTDecode]"

static struct {
	unsigned char data[1 << 17];
	size_t size;
} file;

static void
add(const void *data, size_t size)
{
	assert_in_range(size, 0, sizeof(file.data) - file.size);
	memcpy(file.data + file.size, data, size);
	file.size += size;
}

static void
add_text(const char *text)
{
	add(text, strlen(text));
}

/* Makes a PDF of two pages, whose resources they share.  They have an image
 * with these entries and data, a form that draws it, and an image that is whole
 * and white.  The first page has this content, the second one draws the white
 * image. */
static void
make_pdf(
    const char *content, const char *entries, const void *data, size_t size)
{
	char text[2048];
	int n;

	file.size = 0;
	n = snprintf(text, sizeof(text),
	    "%%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
	    "2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2"
	    "/MediaBox[0 0 64 200]/Resources<</XObject<</Im#49 5 0 R/Fm 6 0 R"
	    "/White 11 0 R>>>>>>endobj\n"
	    "3 0 obj<</Type/Page/Parent 2 0 R/Contents 8 0 R>>endobj\n"
	    "4 0 obj<</Type/Page/Parent 2 0 R/Contents 9 0 R>>endobj\n"
	    "6 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 64 200]/Resources"
	    "<</XObject<</ImI 5 0 R>>>>/Length 7>>stream\n/ImI Do\n"
	    "endstream endobj\n"
	    "8 0 obj<</Length %zu>>stream\n%s\nendstream endobj\n"
	    "10 0 obj<</N 4/Alternate/DeviceCMYK/Length 0>>stream\n\n"
	    "endstream endobj\n"
	    "9 0 obj<</Length 22>>stream\n[/ImI] 0 d /White Do \n"
	    "endstream endobj\n"
	    "5 0 obj<</Type/XObject/Subtype/Image/Width %d/Height %d%s"
	    "/Length %zu>>stream\n",
	    strlen(content), content, WIDTH, HEIGHT, entries, size);
	assert_in_range(n, 1, sizeof(text) - 1);
	add_text(text);
	add(data, size);
	add_text("\nendstream endobj\n7 0 obj<</Length 768>>stream\n");
	for (int i = 0; i < 768; i++)
		add("\x10\x20\x30" + i % 3, 1);
	add_text("\nendstream endobj\n11 0 obj<</Type/XObject/Subtype/Image"
		 "/Width 64/Height 200" GRAY "/Length 12800>>stream\n");
	for (int i = 0; i < SIZE; i++)
		add("\xff", 1);
	add_text("\nendstream endobj\ntrailer<</Root 1 0 R>>\n");
}

/* Checks whether the page, counted from 0, is said to lack a part. */
static void
assert_page(unsigned page, bool has_gap, const char *what)
{
	const struct bytes b = {file.data, file.size};
	struct input_file input;
	struct Pix *pix = NULL;
	enum image_result rc;

	assert_int_equal(input_file_open(&input, &b, 1000000, 72), IMAGE_OK);
	assert_int_equal(input.count, 2);
	rc = input_file_page(&input, page, &pix);
	if (rc != (has_gap ? IMAGE_DAMAGED : IMAGE_OK) ||
	    input.has_gap != has_gap)
		fail_msg("%s, page %u: %d, gap %d", what, page + 1, rc,
		    input.has_gap);
	image_free_page(pix);
	input_file_close(&input);
}

#define DRAW "64 0 0 200 0 0 cm /ImI Do"

/* Checks whether a page with such an image is said to lack a part. */
static void
assert_image(const char *entries, const void *data, size_t size, bool has_gap)
{
	char what[160];

	snprintf(what, sizeof(what), "%s, %zu bytes", entries, size);
	make_pdf(DRAW, entries, data, size);
	assert_page(0, has_gap, what);
	/* It does not draw the image. */
	assert_page(1, false, what);
}

/* Fills size bytes with those of a dark picture, no row of which is plain. */
static void
fill(unsigned char *bytes, size_t size)
{
	unsigned noise = 1;

	for (size_t i = 0; i < size; i++) {
		noise = noise * 1103515245 + 12345;
		bytes[i] = (unsigned char)((noise >> 16) % 40);
	}
}

/* An image that is not packed lacks rows if it has too few bytes. */
static void
test_plain(void **state)
{
	static unsigned char bytes[4 * SIZE];
	static const struct {
		const char *entries;
		size_t row; /* bytes */
	} kinds[] = {{GRAY, WIDTH},
	    {"/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter[]", 3 * WIDTH},
	    {"/ColorSpace/DeviceGray/BitsPerComponent 4", WIDTH / 2},
	    {"/ColorSpace[/Indexed/DeviceRGB 255 7 0 R]/BitsPerComponent 8",
		WIDTH},
	    {"/ColorSpace[/ICCBased 10 0 R]/BitsPerComponent 8", 4 * WIDTH},
	    {"/ImageMask true", WIDTH / 8}};

	(void)state;
	fill(bytes, sizeof(bytes));
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const char *entries = kinds[i].entries;
		size_t row = kinds[i].row;

		assert_image(entries, bytes, row * HEIGHT, false);
		/* One in a hundred rows may be missing. */
		assert_image(entries, bytes, row * (HEIGHT - 2), false);
		assert_image(entries, bytes, row * (HEIGHT - 3), true);
		assert_image(entries, bytes, row * HEIGHT / 2, true);
		assert_image(entries, bytes, 0, true);
	}
}

/* So does one that zlib unpacks to too few. */
static void
test_flate(void **state)
{
	static unsigned char bytes[SIZE + HEIGHT], packed[2 * SIZE];
	static const int rows[] = {HEIGHT, HEIGHT - 2, HEIGHT - 3, HEIGHT / 2};
	static const struct {
		const char *entries;
		size_t row;
	} kinds[] = {{FLATE, WIDTH}, {GRAY "/Filter[/FlateDecode]", WIDTH},
	    {FLATE "/DecodeParms<</Predictor 15/Columns 64>>", WIDTH + 1},
	    {FLATE "/DecodeParms[<</Predictor 2/Columns 64>>]", WIDTH}};

	(void)state;
	fill(bytes, sizeof(bytes));
	/* The predictor of each row, none. */
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
			uLongf size = sizeof(packed);
			size_t row = kinds[k].row;

			for (size_t y = 0; row > WIDTH && y < HEIGHT; y++)
				bytes[y * row] = 0;
			assert_int_equal(compress(packed, &size, bytes,
					     row * (size_t)rows[i]),
			    Z_OK);
			assert_image(kinds[k].entries, packed, size, i > 1);
		}
}

/* The image is drawn by a form, or is another one's mask. */
static void
test_drawn_by_others(void **state)
{
	static unsigned char bytes[SIZE];

	(void)state;
	fill(bytes, sizeof(bytes));
	make_pdf("64 0 0 200 0 0 cm /Fm Do", GRAY, bytes, SIZE / 2);
	assert_page(0, true, "form");
	make_pdf("64 0 0 200 0 0 cm /Fm Do", GRAY, bytes, SIZE);
	assert_page(0, false, "form");
	make_pdf(DRAW, GRAY "/SMask 5 0 R", bytes, SIZE / 2);
	assert_page(0, true, "mask");
}

/* A dot or a line has no text. */
static void
test_small(void **state)
{
	(void)state;
	make_pdf(DRAW " /White Do",
	    "/ColorSpace/DeviceGray/BitsPerComponent 8/Height 7", "", 0);
	assert_page(0, false, "small");
}

/* Encodes the picture, and returns its size. */
static size_t
encode_jpeg(bool is_progressive, unsigned char *out, size_t room)
{
	static unsigned char bytes[SIZE];
	PIX *pix = pixCreate(WIDTH, HEIGHT, 8);
	unsigned char *jpeg = NULL;
	size_t size = 0;

	fill(bytes, sizeof(bytes));
	for (int i = 0; i < SIZE; i++)
		pixSetPixel(pix, i % WIDTH, i / WIDTH, bytes[i]);
	assert_int_equal(
	    pixWriteMemJpeg(&jpeg, &size, pix, 80, is_progressive), 0);
	assert_in_range(size, 1, room);
	memcpy(out, jpeg, size);
	lept_free(jpeg);
	pixDestroy(&pix);
	return size;
}

/* Wherever a JPEG is cut off, a part is missing, unless nothing but the marker
 * at its end is. */
static void
test_jpeg(void **state)
{
	static unsigned char jpeg[1 << 15];

	(void)state;
	for (int is_progressive = 0; is_progressive < 2; is_progressive++) {
		size_t size = encode_jpeg(is_progressive, jpeg, sizeof(jpeg));
		unsigned scans = 0;

		assert_image(JPEG, jpeg, size, false);
		assert_image(JPEG, jpeg, size - 2, false);
		for (size_t n = 0; n < size - 20; n += 1 + size / 40)
			assert_image(JPEG, jpeg, n, true);
		for (size_t n = 0; n < 700; n += 50)
			assert_image(JPEG, jpeg, n, true);
		/* Before each scan, and where its data begin. */
		for (size_t n = 0; n < size; n++)
			if (jpeg[n] == 0xff && jpeg[n + 1] == 0xda) {
				assert_image(JPEG, jpeg, n, true);
				assert_image(JPEG, jpeg, n + 10, true);
				scans++;
			}
		assert_in_range(scans, is_progressive ? 2 : 1, 50);
	}
}

/* So it is if poppler cannot decode a JPEG at all. */
static void
test_unknown_jpeg(void **state)
{
	static unsigned char jpeg[1 << 15];
	size_t size = encode_jpeg(false, jpeg, sizeof(jpeg));
	unsigned char *frame = memmem(jpeg, size, "\xff\xc0", 2);

	(void)state;
	assert_non_null(frame);
	frame[4] = 12; /* bits */
	assert_image(JPEG, jpeg, size, true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_plain),
	    cmocka_unit_test(test_flate),
	    cmocka_unit_test(test_drawn_by_others),
	    cmocka_unit_test(test_small),
	    cmocka_unit_test(test_jpeg),
	    cmocka_unit_test(test_unknown_jpeg),
	};

	input_file_init();
	return cmocka_run_group_tests_name("pdf_in_part", tests, NULL, NULL);
}
