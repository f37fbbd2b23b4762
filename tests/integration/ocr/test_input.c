/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Images as people have them: from phones, scanners and screens, in any colors
 * and turned in any way.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/exif_image.h"
#include "tests/lib/http.h"
#include "tests/lib/process.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/typeset.h"

/* The sample in CMYK, with 16 bits, on a transparent ground, and white on
 * black. */
static void
test_colors(void **state)
{
	static const char *const files[] = {"cmyk.jpg", "cmyk.tif", "rgb16.png",
	    "rgb16.tif", "gray16.tif", "deep.heic", "alpha.png", "alpha.tif",
	    "alpha.webp", "alpha.jp2", "palette.png", "clear.gif",
	    "inverted.png"};
	char *want = process_read_file("tests/data/sample.txt", NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct page_file file;
		char path[64];

		snprintf(path, sizeof(path), "tests/data/%s", files[i]);
		assert_int_equal(page_file_read(path, &file), 0);
		reading_expect(server_fixture->port, "/ocr", &file, want);
		page_file_clear(&file);
	}
	free(want);
}

static void
test_dark_page(void **state)
{
	struct page_file file;

	(void)state;
	assert_int_equal(typeset_letter(true, &file), 0);
	reading_expect(
	    server_fixture->port, "/ocr", &file, typeset_letter_text);
	page_file_clear(&file);
}

static void
test_phone_photos(void **state)
{
	struct page_file page;

	(void)state;
	assert_int_equal(typeset_letter(false, &page), 0);
	for (int avif = 0; avif < 2; avif++) {
		struct page_file file;

		assert_int_equal(exif_image_shoot(&page, avif, 1, &file), 0);
		reading_expect(
		    server_fixture->port, "/ocr", &file, typeset_letter_text);
		/* Nothing is made up where a file was cut off. */
		for (size_t cut = 2; cut < 20; cut += 6) {
			struct http_answer answer;

			assert_int_equal(
			    http_post(server_fixture->port, "/ocr", file.data,
				file.len - file.len / cut, &answer),
			    0);
			assert_int_equal(answer.status, 422);
			http_answer_clear(&answer);
		}
		page_file_clear(&file);
	}
	page_file_clear(&page);
}

/* What is transparent is white, whatever color it has. */
static void
test_clear_photos(void **state)
{
	char *want = process_read_file("tests/data/sample.txt", NULL);
	struct page_file page, file;

	(void)state;
	assert_int_equal(page_file_read("tests/data/alpha.webp", &page), 0);
	for (int avif = 0; avif < 2; avif++) {
		assert_int_equal(exif_image_shoot(&page, avif, 1, &file), 0);
		reading_expect(server_fixture->port, "/ocr", &file, want);
		page_file_clear(&file);
	}
	page_file_clear(&page);
	free(want);
}

/* Checks that the letter is read in the file, and that the page is upright and
 * as large as it was drawn. */
static void
assert_upright(const struct page_file *file)
{
	json_t *json =
	    reading_json(server_fixture->port, "/ocr?format=json", file);

	reading_expect(server_fixture->port, "/ocr", file, typeset_letter_text);
	assert_int_equal(reading_number(json, "width"), 875);
	assert_int_equal(reading_number(json, "height"), 479);
	assert_int_equal(reading_number(json, "rotation"), 0);
	json_decref(json);
}

/* However the camera was held, in all eight ways, the page is read upright. */
static void
test_orientation(void **state)
{
	static const enum page_format formats[] = {
	    PAGE_JPEG, PAGE_PNG, PAGE_WEBP, PAGE_TIFF};
	struct page_file page, file;

	(void)state;
	assert_int_equal(typeset_letter(false, &page), 0);
	for (unsigned o = 1; o <= 8; o++) {
		for (size_t f = 0; f < 4; f++) {
			assert_int_equal(
			    exif_image_hold(&page, o, formats[f], &file), 0);
			assert_upright(&file);
			page_file_clear(&file);
		}
		for (int avif = 0; avif < 2; avif++) {
			assert_int_equal(
			    exif_image_shoot(&page, avif, o, &file), 0);
			assert_upright(&file);
			page_file_clear(&file);
		}
	}
	page_file_clear(&page);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_colors),
	    cmocka_unit_test(test_dark_page),
	    cmocka_unit_test(test_phone_photos),
	    cmocka_unit_test(test_clear_photos),
	    cmocka_unit_test(test_orientation),
	};

	return server_report(cmocka_run_group_tests_name(
	    "input", tests, server_fixture_setup, server_fixture_teardown));
}
