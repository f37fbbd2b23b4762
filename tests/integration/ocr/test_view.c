/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The options that say how to look at a page: turned, a part of it, at which
 * resolution.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/exif_image.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/typeset.h"

/* Pages are turned by hand or automatically, and the answer says by how
 * much. */
static void
test_rotate(void **state)
{
	struct page_file page;
	char path[64];

	(void)state;
	assert_int_equal(typeset_letter(false, &page), 0);
	for (int degrees = 0; degrees < 360; degrees += 90) {
		int back = (360 - degrees) % 360;
		struct page_file file;
		json_t *json;

		assert_int_equal(exif_image_turn(&page, degrees, &file), 0);
		snprintf(path, sizeof(path), "/ocr?rotate=%d", back);
		reading_expect(
		    server_fixture->port, path, &file, typeset_letter_text);
		reading_expect(server_fixture->port, "/ocr?rotate=auto", &file,
		    typeset_letter_text);
		json = reading_json(server_fixture->port,
		    "/ocr?rotate=auto&format=json", &file);
		assert_int_equal(reading_number(json, "rotation"), back);
		assert_int_equal(reading_number(json, "width"), 875);
		json_decref(json);
		page_file_clear(&file);
	}
	page_file_clear(&page);
}

/* There is too little text to tell where the top is, so the page stays as it
 * is. */
static void
test_rotate_without_text(void **state)
{
	struct page_file file;
	json_t *json;

	(void)state;
	assert_int_equal(page_text("Two words.\n", PAGE_PNG, &file), 0);
	json = reading_json(
	    server_fixture->port, "/ocr?rotate=auto&format=json", &file);
	assert_int_equal(reading_number(json, "rotation"), 0);
	json_decref(json);
	page_file_clear(&file);
	assert_int_equal(page_blank(300, 300, &file), 0);
	reading_expect(server_fixture->port, "/ocr?rotate=auto", &file, "");
	page_file_clear(&file);
}

/* These shapes are the same upside down, so no direction is sure enough. */
static void
test_rotate_in_doubt(void **state)
{
	static const char text[] = "xos zoz sox\nnun oso zox\n"
				   "sos noon xox zoz\nsox nun soz xos\n";
	const struct typeset style = {
	    "DejaVu Sans", 14, .width = 420, .height = 230, .dpi = 150};
	struct page_file page, file;
	json_t *json;
	char *found;

	(void)state;
	assert_int_equal(typeset_image(text, &style, PAGE_PNG, &page), 0);
	assert_int_equal(exif_image_turn(&page, 180, &file), 0);
	found = reading_post(server_fixture->port, "/ocr?psm=0", &file);
	assert_non_null(strstr(found, "Rotate: 180\n"));
	json = reading_json(
	    server_fixture->port, "/ocr?rotate=auto&format=json", &file);
	assert_int_equal(reading_number(json, "rotation"), 0);
	json_decref(json);
	free(found);
	page_file_clear(&file);
	page_file_clear(&page);
}

/* Sets box to the left and upper edge of the first word, in pixels of the whole
 * page. */
static void
first_box(const json_t *json, json_int_t box[2])
{
	static const char *const path[] = {
	    "pages", "blocks", "paragraphs", "lines", "words"};
	const json_t *node = json;

	for (size_t i = 0; i < 5; i++)
		node = json_array_get(json_object_get(node, path[i]), 0);
	node = json_object_get(node, "bbox");
	box[0] = json_integer_value(json_array_get(node, 0));
	box[1] = json_integer_value(json_array_get(node, 1));
}

/* Boxes are those of the whole page, after it was turned. */
static void
test_region(void **state)
{
	json_int_t whole[2], part[2];
	struct page_file page, turned;
	json_t *json;

	(void)state;
	assert_int_equal(typeset_letter(false, &page), 0);
	reading_expect(server_fixture->port, "/ocr?region=60,106,815,42", &page,
	    "please find enclosed the documents which you have");
	json = reading_json(server_fixture->port, "/ocr?format=json", &page);
	first_box(json, whole);
	json_decref(json);
	json = reading_json(server_fixture->port,
	    "/ocr?format=json&region=60,60,815,60", &page);
	first_box(json, part);
	assert_int_equal(reading_number(json, "width"), 875);
	json_decref(json);
	assert_in_range(part[0], whole[0] - 2, whole[0] + 2);
	assert_in_range(part[1], whole[1] - 2, whole[1] + 2);
	assert_int_equal(exif_image_turn(&page, 90, &turned), 0);
	reading_expect(server_fixture->port,
	    "/ocr?rotate=270&region=60,106,815,42", &turned,
	    "please find enclosed the documents which you have");
	page_file_clear(&turned);
	page_file_clear(&page);
}

static void
test_dpi_is_told(void **state)
{
	struct page_file page;
	json_t *json;

	(void)state;
	assert_int_equal(typeset_letter(false, &page), 0);
	json = reading_json(server_fixture->port, "/ocr?format=json", &page);
	assert_int_equal(reading_number(json, "dpi"), 150);
	json_decref(json);
	json = reading_json(
	    server_fixture->port, "/ocr?format=json&dpi=200", &page);
	assert_int_equal(reading_number(json, "dpi"), 200);
	json_decref(json);
	page_file_clear(&page);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rotate),
	    cmocka_unit_test(test_rotate_without_text),
	    cmocka_unit_test(test_rotate_in_doubt),
	    cmocka_unit_test(test_region),
	    cmocka_unit_test(test_dpi_is_told),
	};

	return server_report(cmocka_run_group_tests_name(
	    "view", tests, server_fixture_setup, server_fixture_teardown));
}
