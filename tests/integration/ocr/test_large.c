/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pages of very many pixels, as phones and scanners make them, with the default
 * limits.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/page.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/typeset.h"

/* Makes a page of width x height with the letter, enlarged so many times. */
static void
make(int width, int height, int times, enum page_format format,
    struct page_file *file)
{
	struct page_file letter;
	PIX *small, *large, *page;

	assert_int_equal(typeset_letter(false, &letter), 0);
	small = pixReadMem(letter.data, letter.len);
	large = pixExpandReplicate(small, times);
	page = pixCreate(width, height, 8);
	pixSetAllGray(page, 255);
	pixRasterop(page, 200, 200, pixGetWidth(large), pixGetHeight(large),
	    PIX_SRC, large, 0, 0);
	assert_int_equal(page_encode(page, format, file), 0);
	pixDestroy(&small);
	pixDestroy(&large);
	pixDestroy(&page);
	page_file_clear(&letter);
}

/* Checks that the letter, enlarged so many times, is read on a page of this
 * size and format, which was decoded at the width decoded. */
static void
assert_read(
    int width, int height, int times, enum page_format format, int decoded)
{
	struct page_file file;
	json_t *json;
	char *text, *want = reading_squeeze(strdup(typeset_letter_text));

	make(width, height, times, format, &file);
	json =
	    reading_json(server_fixture->port, "/ocr?format=json&psm=6", &file);
	text = strdup(json_string_value(json_object_get(json, "text")));
	assert_string_equal(reading_squeeze(text), want);
	assert_int_equal(reading_number(json, "width"), decoded);
	json_decref(json);
	free(text);
	free(want);
	page_file_clear(&file);
}

static void
test_phone(void **state)
{
	(void)state;
	assert_read(8064, 6048, 4, PAGE_JPEG, 8064);
}

/* Of 108 megapixels, five eighths of each side are left. */
static void
test_reduced(void **state)
{
	(void)state;
	assert_read(12000, 9000, 4, PAGE_JPEG, 7500);
}

/* A JPEG 2000 is halved: of 51.3 megapixels, a quarter are left. */
static void
test_halved(void **state)
{
	(void)state;
	assert_read(9000, 5700, 8, PAGE_JP2, 4500);
}

/* Legal paper at 600 dpi. */
static void
test_paper(void **state)
{
	(void)state;
	assert_read(5100, 8400, 4, PAGE_TIFF, 5100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_phone),
	    cmocka_unit_test(test_reduced),
	    cmocka_unit_test(test_halved),
	    cmocka_unit_test(test_paper),
	};

	return server_report(cmocka_run_group_tests_name(
	    "large", tests, server_fixture_setup, server_fixture_teardown));
}
