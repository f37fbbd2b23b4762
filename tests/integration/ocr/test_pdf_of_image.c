/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * format=pdf of an image whose bytes a PDF can hold: they are in it as they
 * were sent, and the page looks as the image does.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/exif_image.h"
#include "tests/lib/pdf_maker.h"
#include "tests/lib/process.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"

#define RUN_MS 30000
#define WORDS "Requests wait at its gate until a worker is free"

static PIX *scan;

static int
setup(void **state)
{
	scan = pixRead("tests/data/sample.png");
	if (scan == NULL)
		return -1;
	pixSetResolution(scan, 200, 200);
	return server_fixture_setup(state);
}

static int
teardown(void **state)
{
	pixDestroy(&scan);
	return server_fixture_teardown(state);
}

static void
run(const char *const *argv)
{
	struct process_result result;

	assert_int_equal(process_run(argv, RUN_MS, &result), 0);
	if (result.status != 0)
		print_error("%s: %s%s\n", argv[0], result.out, result.err);
	assert_int_equal(result.status, 0);
	process_result_clear(&result);
}

/* Returns what a viewer shows of the PDF, as an image. */
static struct page_file
drawn(const struct page_file *pdf)
{
	struct page_file png;
	char path[128], root[128];
	const char *check[] = {"qpdf", "--check", path, NULL};
	const char *draw[] = {
	    "pdftoppm", "-r", "200", "-png", "-singlefile", path, root, NULL};

	snprintf(
	    path, sizeof(path), "%s", server_path(server_fixture, "a.pdf"));
	snprintf(root, sizeof(root), "%s", server_path(server_fixture, "a"));
	assert_int_equal(page_file_write(pdf, path), 0);
	run(check);
	run(draw);
	strcat(root, ".png");
	assert_int_equal(page_file_read(root, &png), 0);
	return png;
}

/* Checks that a corner is white: the text would be read on black, too. */
static void
assert_white_paper(PIX *pix)
{
	PIX *gray = pixConvertTo8(pix, 0);
	l_uint32 corner;

	pixGetPixel(gray, 3, 3, &corner);
	assert_in_range(corner, 240, 255);
	pixDestroy(&gray);
}

/* Checks that the PDF made of the file has the piece of its bytes as it is,
 * with this filter, and is drawn at this size and readable.  Clears the file.
 */
static void
holds(const char *query, struct page_file *file, const void *piece, size_t size,
    const char *filter, int width, int height)
{
	struct page_file pdf, png;
	char path[128], *text;
	PIX *pix;

	snprintf(path, sizeof(path), "/ocr?format=pdf&%s", query);
	pdf.data = (unsigned char *)server_fixture_document(
	    path, file, "application/pdf", &pdf.len);
	assert_non_null(memmem(pdf.data, pdf.len, piece, size));
	assert_non_null(memmem(pdf.data, pdf.len, filter, strlen(filter)));
	png = drawn(&pdf);
	pix = pixReadMem(png.data, png.len);
	assert_in_range(pixGetWidth(pix), width - 1, width + 1);
	assert_in_range(pixGetHeight(pix), height - 1, height + 1);
	assert_white_paper(pix);
	pixDestroy(&pix);
	text = reading_post(server_fixture->port, "/ocr", &png);
	if (strstr(text, WORDS) == NULL)
		print_error("%s: %s\n", query, text);
	assert_non_null(strstr(text, WORDS));
	free(text);
	page_file_clear(&png);
	page_file_clear(&pdf);
	page_file_clear(file);
}

static void
whole(const char *query, struct page_file file, const char *filter)
{
	holds(query, &file, file.data, file.len, filter, 1000, 200);
}

static struct page_file
encoded(PIX *pix, int format)
{
	struct page_file file;

	assert_int_equal(pixWriteMem(&file.data, &file.len, pix, format), 0);
	return file;
}

static void
test_jpeg(void **state)
{
	PIX *color = pixConvertTo32(scan), *turned;

	(void)state;
	whole("", encoded(scan, IFF_JFIF_JPEG), "/DCTDecode");
	whole("", encoded(color, IFF_JFIF_JPEG), "/DCTDecode");
	for (int turns = 1; turns < 4; turns++) {
		char query[32];

		turned = pixRotateOrth(color, turns);
		snprintf(query, sizeof(query), "rotate=%d", 360 - 90 * turns);
		whole(query, encoded(turned, IFF_JFIF_JPEG), "/DCTDecode");
		pixDestroy(&turned);
	}
	pixDestroy(&color);
}

/* However a camera was held, the bytes stay as they are, and the page is
 * upright. */
static void
test_held_camera(void **state)
{
	static const unsigned orientations[] = {1, 3, 6, 8};
	struct page_file page = encoded(scan, IFF_PNG), photo;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(
		    exif_image_hold(&page, orientations[i], PAGE_JPEG, &photo),
		    0);
		whole("dpi=200", photo, "/DCTDecode");
	}
	page_file_clear(&page);
}

/* Adobe's programs write inks the other way round than PDF has them. */
static void
test_inks(void **state)
{
	struct page_file file;

	(void)state;
	assert_int_equal(page_file_read("tests/data/cmyk.jpg", &file), 0);
	whole("dpi=200", file, "/DCTDecode");
}

static void
test_jpeg_2000(void **state)
{
	(void)state;
	whole("dpi=200", encoded(scan, IFF_JP2), "/JPXDecode");
}

/* The only strip of a fax that leptonica has written is before its directory.
 */
static void
test_fax(void **state)
{
	PIX *black = pixThresholdToBinary(scan, 128);
	const int formats[] = {IFF_TIFF_G4, IFF_TIFF_G3};

	(void)state;
	pixSetResolution(black, 200, 200);
	for (size_t i = 0; i < 2; i++) {
		struct page_file file = encoded(black, formats[i]);
		uint32_t directory;

		memcpy(&directory, file.data + 4, sizeof(directory));
		assert_in_range(directory, 1000, file.len);
		holds("", &file, file.data + 8, directory - 9,
		    "/CCITTFaxDecode", 1000, 200);
	}
	pixDestroy(&black);
}

/* A fax has half as many rows as columns an inch; the page is as high as the
 * paper was. */
static void
test_coarse_fax(void **state)
{
	PIX *black = pixThresholdToBinary(scan, 128);
	PIX *low = pixScaleBinary(black, 1, 0.5);
	struct page_file file;
	uint32_t directory;

	(void)state;
	pixSetResolution(low, 200, 100);
	file = encoded(low, IFF_TIFF_G4);
	memcpy(&directory, file.data + 4, sizeof(directory));
	holds("", &file, file.data + 8, directory - 9, "/CCITTFaxDecode", 1000,
	    200);
	pixDestroy(&low);
	pixDestroy(&black);
}

/* A pixel of one bit stays one, in files whose packing PDF does not have. */
static void
test_bits(void **state)
{
	static const char bit[] = "/BitsPerComponent 1\n";
	static const int formats[] = {
	    IFF_PNG, IFF_BMP, IFF_TIFF_LZW, IFF_TIFF_PACKBITS};
	PIX *black = pixThresholdToBinary(scan, 128);

	(void)state;
	pixSetResolution(black, 200, 200);
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		struct page_file file = encoded(black, formats[i]);

		holds(
		    "", &file, bit, sizeof(bit) - 1, "/Width 1000", 1000, 200);
	}
	pixDestroy(&black);
}

/* What is twelve times as wide as high is packed without loss in every depth,
 * with a palette, too. */
static void
test_wide(void **state)
{
	static const char filter[] = "/FlateDecode";
	PIX *wide = pixAddBorderGeneral(scan, 0, 1400, 0, 0, 255);
	PIX *pages[] = {pixThresholdToBinary(wide, 128),
	    pixThresholdTo2bpp(wide, 4, 1), pixThresholdOn8bpp(wide, 4, 1),
	    pixThresholdOn8bpp(wide, 4, 0), NULL};

	(void)state;
	pages[4] = pixConvertTo32(pages[3]);
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		struct page_file file;

		pixSetResolution(pages[i], 200, 200);
		file = encoded(pages[i], IFF_PNG);
		holds("", &file, filter, sizeof(filter) - 1, "/Width 2400",
		    2400, 200);
		pixDestroy(&pages[i]);
	}
	pixDestroy(&wide);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_jpeg),
	    cmocka_unit_test(test_held_camera),
	    cmocka_unit_test(test_inks),
	    cmocka_unit_test(test_jpeg_2000),
	    cmocka_unit_test(test_fax),
	    cmocka_unit_test(test_coarse_fax),
	    cmocka_unit_test(test_bits),
	    cmocka_unit_test(test_wide),
	};

	return server_report(cmocka_run_group_tests_name(
	    "pdf_of_image", tests, setup, teardown));
}
