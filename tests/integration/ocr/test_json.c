/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The JSON answer: each word has the box and confidence that the tesseract
 * command gives it, and the page and request have what the contract says.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/tesseract.h"
#include "tests/lib/typeset.h"

static const char first[] = "A page posted to lighttpd\ncomes back as text.\n";
static const char second[] = "The second page\nhas two lines, too.\n";

/* Checks that a word of JSON has the text, box and confidence of a row of
 * TSV. */
static void
word_equals_row(json_t *word, char *row)
{
	const char *column[12];
	double confidence;
	long box[4], x, y;

	for (size_t i = 0; i < 12; i++)
		column[i] = strsep(&row, "\t");
	assert_non_null(column[11]);
	assert_string_equal(
	    json_string_value(json_object_get(word, "text")), column[11]);
	for (size_t i = 0; i < 4; i++)
		box[i] = (long)json_integer_value(
		    json_array_get(json_object_get(word, "bbox"), i));
	x = atol(column[6]);
	y = atol(column[7]);
	assert_int_equal(box[0], x);
	assert_int_equal(box[1], y);
	assert_int_equal(box[2], x + atol(column[8]));
	assert_int_equal(box[3], y + atol(column[9]));
	confidence = json_number_value(json_object_get(word, "confidence"));
	assert_true(fabs(confidence - atof(column[10])) < 0.06);
}

/* Compares the words of one page with the next rows of level 5 of the command's
 * TSV, and moves *tsv behind them.  Returns how many words there are. */
static size_t
words_equal_rows(json_t *page, char **tsv)
{
	json_t *block, *paragraph, *line, *word;
	size_t b, p, l, w, n = 0;
	char *row;

	json_array_foreach(json_object_get(page, "blocks"), b, block)
	    json_array_foreach(
		json_object_get(block, "paragraphs"), p, paragraph)
		json_array_foreach(json_object_get(paragraph, "lines"), l, line)
		    json_array_foreach(json_object_get(line, "words"), w, word)
	{
		do
			row = strsep(tsv, "\n");
		while (row && strncmp(row, "5\t", 2) != 0);
		assert_non_null(row);
		word_equals_row(word, row);
		n++;
	}
	return n;
}

static void
test_json_has_words_with_boxes(void **state)
{
	const char *texts[] = {first, second};
	struct page_file file;
	char *tsv, *rest;
	json_t *json, *pages;
	size_t words;

	(void)state;
	assert_int_equal(page_tiff(texts, 2, &file), 0);
	rest = tsv =
	    tesseract_say(server_fixture->dir, &file, NULL, NULL, "tsv");
	assert_non_null(tsv);
	json = reading_json(server_fixture->port, "/ocr?format=json", &file);
	pages = json_object_get(json, "pages");
	assert_int_equal(json_array_size(pages), 2);
	words = words_equal_rows(json_array_get(pages, 0), &rest);
	words += words_equal_rows(json_array_get(pages, 1), &rest);
	assert_int_equal(words, 9 + 7);
	json_decref(json);
	free(tsv);
	page_file_clear(&file);
}

static void
test_json_describes_the_page(void **state)
{
	struct page_file file;
	json_t *json, *page;
	const char *text;
	int width = 0, height = 0, number = 0, rotation = -1;
	double confidence = 0;

	(void)state;
	assert_int_equal(page_text(first, PAGE_PNG, &file), 0);
	json = reading_json(
	    server_fixture->port, "/ocr?format=json&dpi=200", &file);
	assert_non_null(strstr(
	    json_string_value(json_object_get(json, "engine")), "tesseract"));
	text = json_string_value(json_object_get(json, "text"));
	assert_non_null(strstr(text, "comes back as text."));
	assert_string_equal(json_string_value(json_array_get(
				json_object_get(json, "languages"), 0)),
	    "eng");
	page = json_array_get(json_object_get(json, "pages"), 0);
	assert_int_equal(json_unpack(page, "{s:i, s:i, s:i, s:i, s:F}", "page",
			     &number, "width", &width, "height", &height,
			     "rotation", &rotation, "confidence", &confidence),
	    0);
	assert_int_equal(number, 1);
	assert_int_equal(width, 1000);
	assert_int_equal(height, 160);
	assert_int_equal(rotation, 0);
	assert_true(confidence > 50 && confidence <= 100);
	assert_int_equal(json_integer_value(json_object_get(page, "dpi")), 200);
	json_decref(json);
	page_file_clear(&file);
}

/* PNM cannot say its resolution, which is then estimated by the letters, as the
 * command does. */
static void
test_a_resolution_that_nobody_says(void **state)
{
	const struct typeset at_300 = {
	    "DejaVu Serif", 12, .width = 300, .height = 80, .dpi = 300};
	const char *path = server_path(server_fixture, "page.pnm");
	const char *argv[] = {"tesseract", path, "-", NULL};
	struct process_result command;
	struct page_file file;
	int estimate = 0;
	const char *said;
	json_t *json;

	(void)state;
	assert_int_equal(typeset_image(first, &at_300, PAGE_PNM, &file), 0);
	assert_int_equal(page_file_write(&file, path), 0);
	assert_int_equal(process_run(argv, SERVER_FIXTURE_MS, &command), 0);
	said = strstr(command.err, "Estimating resolution as ");
	assert_non_null(said);
	assert_int_equal(
	    sscanf(said, "Estimating resolution as %d", &estimate), 1);
	json = reading_json(server_fixture->port, "/ocr?format=json", &file);
	assert_in_range(
	    reading_number(json, "dpi"), estimate * 4 / 5, estimate * 6 / 5);
	json_decref(json);
	process_result_clear(&command);
	page_file_clear(&file);
}

/* A page without text is no failure, and no page is left out. */
static void
test_a_blank_page_has_no_words(void **state)
{
	struct page_file file;
	json_t *json, *pages;

	(void)state;
	assert_int_equal(page_blank(800, 600, &file), 0);
	json = reading_json(server_fixture->port, "/ocr?format=json", &file);
	pages = json_object_get(json, "pages");
	assert_int_equal(json_array_size(pages), 1);
	assert_string_equal(
	    json_string_value(json_object_get(json, "text")), "");
	json_decref(json);
	page_file_clear(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_json_has_words_with_boxes),
	    cmocka_unit_test(test_json_describes_the_page),
	    cmocka_unit_test(test_a_resolution_that_nobody_says),
	    cmocka_unit_test(test_a_blank_page_has_no_words),
	};

	return server_report(cmocka_run_group_tests_name(
	    "json", tests, server_fixture_setup, server_fixture_teardown));
}
