/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * format=jpeg: a page of any file becomes a picture that browsers show, turned
 * and cut as for reading, and with nothing else of the file.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/exif_image.h"
#include "tests/lib/problem.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/typeset.h"

#define COMMENT "taken at 51.5 N 0.1 W"
/* JPEG changes drawn letters by so much on the average, of 255. */
#define MOST_DIFFERENCE 6.0

/* Gets the picture of a page, as a file. */
static struct page_file
get(const char *path, const struct page_file *file)
{
	struct page_file picture;

	picture.data = (unsigned char *)server_fixture_document(
	    path, file, "image/jpeg", &picture.len);
	return picture;
}

/* Gets the picture as 8 bits a pixel. */
static PIX *
get_pixels(const char *path, const struct page_file *file)
{
	struct page_file picture = get(path, file);
	PIX *pix = pixReadMem(picture.data, picture.len), *gray;

	assert_non_null(pix);
	gray = pixConvertTo8(pix, 0);
	pixDestroy(&pix);
	page_file_clear(&picture);
	return gray;
}

/* Asserts that both have the same size and, but for what JPEG loses, the same
 * pixels. */
static void
assert_same(PIX *a, PIX *b)
{
	float difference = 0, rms = 0;

	assert_int_equal(pixGetWidth(a), pixGetWidth(b));
	assert_int_equal(pixGetHeight(a), pixGetHeight(b));
	assert_int_equal(pixCompareGrayOrRGB(a, b, L_COMPARE_ABS_DIFF, 0, NULL,
			     &difference, &rms, NULL),
	    0);
	if (difference > MOST_DIFFERENCE)
		fail_msg("differs by %.1f of 255", (double)difference);
}

static PIX *
gray_of(const struct page_file *file)
{
	PIX *pix = pixReadMem(file->data, file->len), *gray;

	assert_non_null(pix);
	gray = pixConvertTo8(pix, 0);
	pixDestroy(&pix);
	return gray;
}

/* Each page of a PDF is had by its number, at the width that is asked for. */
static void
test_a_page_of_a_pdf(void **state)
{
	static const char *const texts[] = {
	    "The first page is here.\n", "Another page is behind it.\n"};
	static const struct typeset style = {.font = "DejaVu Sans",
	    .size = 16,
	    .width = 300,
	    .height = 150,
	    .dpi = 72};
	struct page_file pdf, picture;
	PIX *pix;

	(void)state;
	assert_int_equal(typeset_pdf(texts, 2, &style, &pdf), 0);
	for (int i = 0; i < 2; i++) {
		char path[64];

		snprintf(path, sizeof(path),
		    "/ocr?format=jpeg&pages=%d&width=900", i + 1);
		picture = get(path, &pdf);
		pix = pixReadMem(picture.data, picture.len);
		assert_non_null(pix);
		assert_int_equal(pixGetWidth(pix), 900);
		assert_int_equal(pixGetHeight(pix), 450);
		pixDestroy(&pix);
		reading_expect(
		    server_fixture->port, "/ocr", &picture, texts[i]);
		page_file_clear(&picture);
	}
	/* A PDF is rendered at the resolution that is asked for. */
	pix = get_pixels("/ocr?format=jpeg&pages=2&dpi=144", &pdf);
	assert_int_equal(pixGetWidth(pix), 600);
	pixDestroy(&pix);
	page_file_clear(&pdf);
}

/* The file may be encoded in any way, and its pixels may have any depth. */
static void
test_every_kind_of_file(void **state)
{
	static const char text[] = "A picture of any file\n";
	struct page_file page, file;

	(void)state;
	for (enum page_format f = 0; f < PAGE_FORMATS + 2; f++) {
		struct page_file picture;

		assert_int_equal(
		    page_text(text, f < PAGE_FORMATS ? f : PAGE_PNG, &page), 0);
		file = page;
		if (f >= PAGE_FORMATS)
			assert_int_equal(
			    exif_image_shoot(&page, f > PAGE_FORMATS, 1, &file),
			    0);
		picture = get("/ocr?format=jpeg", &file);
		reading_expect(server_fixture->port, "/ocr", &picture, text);
		page_file_clear(&picture);
		if (f >= PAGE_FORMATS)
			page_file_clear(&file);
		page_file_clear(&page);
	}
}

static void
test_turned(void **state)
{
	struct page_file page, turned, photo;
	PIX *wanted, *got;

	(void)state;
	assert_int_equal(typeset_letter(false, &page), 0);
	assert_int_equal(exif_image_turn(&page, 90, &turned), 0);
	assert_int_equal(exif_image_hold(&page, 6, PAGE_JPEG, &photo), 0);
	wanted = gray_of(&page);
	got = get_pixels("/ocr?format=jpeg&rotate=270", &turned);
	assert_same(got, wanted);
	pixDestroy(&got);
	got = get_pixels("/ocr?format=jpeg&rotate=auto", &turned);
	assert_same(got, wanted);
	pixDestroy(&got);
	/* EXIF is applied first. */
	got = get_pixels("/ocr?format=jpeg", &photo);
	assert_same(got, wanted);
	pixDestroy(&got);
	pixDestroy(&wanted);
	page_file_clear(&photo);
	page_file_clear(&turned);
	page_file_clear(&page);
}

/* A region is a part of the page itself. */
static void
test_region(void **state)
{
	BOX *box = boxCreate(60, 106, 400, 42);
	struct page_file page;
	PIX *whole, *part, *got;

	(void)state;
	assert_int_equal(typeset_letter(false, &page), 0);
	whole = gray_of(&page);
	part = pixClipRectangle(whole, box, NULL);
	got = get_pixels("/ocr?format=jpeg&region=60,106,400,42", &page);
	assert_same(got, part);
	pixDestroy(&got);
	got = get_pixels(
	    "/ocr?format=jpeg&region=60,106,400,42&width=200", &page);
	assert_int_equal(pixGetWidth(got), 200);
	assert_int_equal(pixGetHeight(got), 21);
	pixDestroy(&got);
	/* A smaller page is not made larger. */
	got = get_pixels("/ocr?format=jpeg&width=10000", &page);
	assert_int_equal(pixGetWidth(got), 875);
	pixDestroy(&got);
	pixDestroy(&part);
	pixDestroy(&whole);
	boxDestroy(&box);
	page_file_clear(&page);
}

static void
assert_refused(
    const char *path, const struct page_file *file, const char *parameter)
{
	json_t *problem = problem_post(
	    server_fixture->port, path, file->data, file->len, 400);

	assert_string_equal(
	    json_string_value(json_object_get(problem, "parameter")),
	    parameter);
	json_decref(problem);
}

static void
test_one_page_alone(void **state)
{
	static const char *const texts[] = {"One\n", "Two\n", "Three\n"};
	struct page_file tiff;

	(void)state;
	assert_int_equal(page_tiff(texts, 3, &tiff), 0);
	assert_refused("/ocr?format=jpeg", &tiff, "pages");
	assert_refused("/ocr?format=jpeg&pages=2-", &tiff, "pages");
	assert_refused("/ocr?format=jpeg&pages=4", &tiff, "pages");
	assert_refused("/ocr?format=jpeg&pages=1&width=0", &tiff, "width");
	assert_refused(
	    "/ocr?format=jpeg&pages=1&region=0,0,9000,9", &tiff, "region");
	page_file_clear(&tiff);
}

static void
assert_without(const struct page_file *picture, const char *text)
{
	if (memmem(picture->data, picture->len, text, strlen(text)) != NULL)
		fail_msg("the picture has \"%s\"", text);
}

/* The picture does not have where a photo was taken, for instance. */
static void
test_nothing_but_pixels(void **state)
{
	struct page_file page, file, picture;
	l_uint8 *data;
	PIX *pix;

	(void)state;
	assert_int_equal(page_text("Nothing else\n", PAGE_PNG, &page), 0);
	assert_int_equal(exif_image_hold(&page, 1, PAGE_JPEG, &file), 0);
	assert_non_null(memmem(file.data, file.len, "Exif", 4));
	picture = get("/ocr?format=jpeg", &file);
	assert_without(&picture, "Exif");
	page_file_clear(&picture);
	page_file_clear(&file);
	pix = pixReadMem(page.data, page.len);
	assert_non_null(pix);
	pixSetText(pix, COMMENT);
	assert_int_equal(pixWriteMemJpeg(&data, &file.len, pix, 90, 0), 0);
	file.data = data;
	assert_non_null(memmem(file.data, file.len, COMMENT, strlen(COMMENT)));
	picture = get("/ocr?format=jpeg", &file);
	assert_without(&picture, COMMENT);
	page_file_clear(&picture);
	pixDestroy(&pix);
	lept_free(data);
	page_file_clear(&page);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_page_of_a_pdf),
	    cmocka_unit_test(test_every_kind_of_file),
	    cmocka_unit_test(test_turned),
	    cmocka_unit_test(test_region),
	    cmocka_unit_test(test_one_page_alone),
	    cmocka_unit_test(test_nothing_but_pixels),
	};

	return server_report(cmocka_run_group_tests_name(
	    "picture", tests, server_fixture_setup, server_fixture_teardown));
}
