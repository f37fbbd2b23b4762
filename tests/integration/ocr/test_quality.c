/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * quality=high finds what standard misses, has it in its place in every format,
 * and invents nothing.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/drawing.h"
#include "tests/lib/number_page.h"
#include "tests/lib/process.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/typeset.h"

#define ROWS 12 /* of a table without rules */
#define BLANK_PAGES 20

/* Counts the numbers of the page that are words of text. */
static int
count_numbers(const char *text)
{
	char padded[8192], word[20];
	int n = 0;

	snprintf(padded, sizeof(padded), " %s ", text);
	reading_squeeze(padded + 1);
	strcat(padded, " ");
	for (int k = 0; k < NUMBER_PAGE_BARS; k++) {
		snprintf(word, sizeof(word), " %d.%d ", 11 + 9 * k, k);
		n += strstr(padded, word) != NULL;
		snprintf(word, sizeof(word), " %d ", 2011 + k);
		n += strstr(padded, word) != NULL;
	}
	for (int i = 1; i < 10; i++) {
		char *at = padded;

		snprintf(word, sizeof(word), " %d ", i);
		while ((at = strstr(at, word)) != NULL) {
			n++;
			at++;
		}
	}
	return n;
}

static void
test_high_reads_more(void **state)
{
	const int all = NUMBER_PAGE_NUMBERS;
	struct page_file page;
	char *standard, *high;

	(void)state;
	number_page_draw(&page);
	standard = reading_post(server_fixture->port, "/ocr", &page);
	high = reading_post(server_fixture->port, "/ocr?quality=high", &page);
	print_message("numbers_of_%d: standard %d, high %d\n", all,
	    count_numbers(standard), count_numbers(high));
	assert_true(count_numbers(standard) < all * 70 / 100);
	assert_true(count_numbers(high) >= all * 85 / 100);
	/* A row is read cell by cell. */
	assert_non_null(strstr(high, "8 2 5 8 2 5\n6 9 3 6 9 3\n"));
	free(standard);
	free(high);
	page_file_clear(&page);
}

/* Checks that all boxes of the TSV are on the page, that confidences are from 0
 * to 100, that there are more than 70 words, and where "2018" is. */
static void
check_tsv(char *tsv)
{
	int level, left, top, w, h, words = 0;
	float confidence;
	char text[64];

	for (char *row = strsep(&tsv, "\n"); tsv; row = strsep(&tsv, "\n")) {
		text[0] = '\0';
		if (sscanf(row, "%d %*d %*d %*d %*d %*d %d %d %d %d %f %63s",
			&level, &left, &top, &w, &h, &confidence, text) < 6)
			continue;
		assert_in_range(left, 0, 999);
		assert_in_range(top, 0, 1099);
		assert_in_range(left + w, left, 1000);
		assert_in_range(top + h, top, 1100);
		if (level != 5)
			continue;
		words++;
		assert_true(confidence >= 0 && confidence <= 100);
		/* The label of the chart's last bar. */
		if (strcmp(text, "2018") == 0) {
			assert_in_range(left, 825, 845);
			assert_in_range(top, 1005, 1025);
			assert_in_range(h, 10, 25);
			words += 1000;
		}
	}
	assert_true(words > 1000 + 70);
}

/* Draws a table without rules.  Each row has its own number, a number with a
 * letter behind a space, and a code without one. */
static void
draw_numbered_rows(const char *font, struct page_file *file)
{
	struct drawing *d = drawing_begin(1000, 700);
	char text[16];

	drawing_font(d, font, 24);
	for (int r = 0; r < ROWS; r++) {
		double y = 60 + 50 * r;

		snprintf(text, sizeof(text), "%d", r + 1);
		drawing_text(d, 60, y, text);
		snprintf(text, sizeof(text), "%d %c", 12 + r, "ABD"[r % 3]);
		drawing_text(d, 280, y, text);
		snprintf(text, sizeof(text), "%d.%d", 57 + r, 14 + 7 * r);
		drawing_text(d, 500, y, text);
		snprintf(text, sizeof(text), "%d%c", 20 + r, "ABD"[r % 3]);
		drawing_text(d, 720, y, text);
	}
	assert_int_equal(drawing_end(d, 0, file), 0);
}

/* Returns how many rows of draw_numbered_rows are read as they were drawn. */
static int
count_rows(const struct page_file *page, const char *path)
{
	char *text = reading_post(server_fixture->port, path, page), row[64];
	int n = 0;

	reading_squeeze(text);
	for (int r = 0; r < ROWS; r++) {
		char letter = "ABD"[r % 3];

		snprintf(row, sizeof(row), "%d %d %c %d.%d %d%c", r + 1, 12 + r,
		    letter, 57 + r, 14 + 7 * r, 20 + r, letter);
		n += strstr(text, row) != NULL;
	}
	free(text);
	return n;
}

/* Of such a table, standard leaves out most spaces between numbers and letters,
 * and reads the first column, if at all, from top to bottom. */
static void
test_numbered_rows(void **state)
{
	static const char *const fonts[] = {
	    "Liberation Serif", "Liberation Sans"};
	struct page_file page;
	int standard, high;

	(void)state;
	for (int i = 0; i < 2; i++) {
		draw_numbered_rows(fonts[i], &page);
		standard = count_rows(&page, "/ocr");
		high = count_rows(&page, "/ocr?quality=high");
		print_message("rows_of_%d, %s: standard %d, high %d\n", ROWS,
		    fonts[i], standard, high);
		assert_in_range(high, ROWS * 2 / 3, ROWS);
		assert_in_range(standard, 0, ROWS / 2);
		page_file_clear(&page);
	}
}

/* Each format has the same words in the same places. */
static void
test_formats_agree(void **state)
{
	static const char *const formats[] = {"json", "hocr", "alto"};
	struct page_file page;
	char *text, path[64], *got;

	(void)state;
	number_page_draw(&page);
	text = reading_post(
	    server_fixture->port, "/ocr?quality=high&format=tsv", &page);
	check_tsv(text);
	free(text);
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "/ocr?quality=high&format=%s",
		    formats[i]);
		got = reading_post(server_fixture->port, path, &page);
		assert_non_null(strstr(got, "2018"));
		assert_non_null(strstr(got, "2011"));
		free(got);
	}
	page_file_clear(&page);
}

/* pdftotext finds the words of the text in the searchable PDF. */
static void
test_pdf(void **state)
{
	struct page_file page;
	char path[256];
	const char *const argv[] = {"pdftotext", "-layout", path, "-", NULL};
	struct process_result r;
	struct page_file pdf;

	(void)state;
	number_page_draw(&page);
	snprintf(path, sizeof(path), "%s/numbers.pdf", server_fixture->dir);
	pdf.data = (unsigned char *)server_fixture_document(
	    "/ocr?quality=high&format=pdf", &page, "application/pdf", &pdf.len);
	assert_int_equal(page_file_write(&pdf, path), 0);
	assert_int_equal(process_run(argv, 20000, &r), 0);
	assert_int_equal(r.status, 0);
	assert_true(count_numbers(r.out) >= NUMBER_PAGE_NUMBERS * 85 / 100);
	process_result_clear(&r);
	page_file_clear(&pdf);
	page_file_clear(&page);
}

/* Clean prose is read as by standard, and so is a page in a mode that finds no
 * lines. */
static void
test_prose_is_the_same(void **state)
{
	static const char *const paths[] = {"", "&psm=4", "&psm=7"};
	struct page_file page;
	char path[64], *standard, *high;

	(void)state;
	assert_int_equal(typeset_letter(false, &page), 0);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		snprintf(
		    path, sizeof(path), "/ocr?quality=standard%s", paths[i]);
		standard = reading_post(server_fixture->port, path, &page);
		snprintf(path, sizeof(path), "/ocr?quality=high%s", paths[i]);
		high = reading_post(server_fixture->port, path, &page);
		assert_string_equal(high, standard);
		free(standard);
		free(high);
	}
	page_file_clear(&page);
}

static size_t
count_words(char *text)
{
	size_t n = 0;

	for (char *save = NULL, *w = strtok_r(text, " \n\f", &save); w != NULL;
	     w = strtok_r(NULL, " \n\f", &save))
		n++;
	free(text);
	return n;
}

/* Draws rules, boxes and pictures, without a letter. */
static void
draw_blank(uint32_t n, struct page_file *file)
{
	struct drawing *d = drawing_begin(900, 1200);

	for (uint32_t i = 0; i < 3 + n % 5; i++) {
		double y = 40 + 150 * i;

		if ((i + n) % 3 == 0)
			drawing_picture(
			    d, 50 + 30 * (n % 7), y, 100 + 5 * n, n * 31 + i);
		for (uint32_t k = 0; (i + n) % 3 == 1 && k < 5; k++)
			drawing_box(
			    d, 60 + (40 + 4 * n) * k, y, 40 + 4 * n, 30);
		if ((i + n) % 3 == 2)
			drawing_rule(d, 30, y, 870, y + n % 4);
		drawing_rule(d, 500 + 11 * i, y, 500 + 11 * i, y + 120);
	}
	assert_int_equal(drawing_end(d, 0, file), 0);
}

static void
test_nothing_is_invented(void **state)
{
	size_t standard = 0, high = 0;
	struct page_file page;

	(void)state;
	for (uint32_t n = 0; n < BLANK_PAGES; n++) {
		draw_blank(n, &page);
		standard += count_words(
		    reading_post(server_fixture->port, "/ocr", &page));
		high += count_words(reading_post(
		    server_fixture->port, "/ocr?quality=high", &page));
		page_file_clear(&page);
	}
	print_message(
	    "words_on_%d_pages_without_text: standard %zu, high %zu\n",
	    BLANK_PAGES, standard, high);
	assert_true(high <= standard + standard / 100);
}

static const char *const skewed_lines[] = {
    "Invoice number 48213 of March 2024",
    "Delivery of seven wooden chairs",
    "Total amount payable 1296 dollars",
    "Please transfer within thirty days",
    "Thank you very much for your order",
};

static void
draw_skewed(double degrees, struct page_file *file)
{
	struct drawing *d = drawing_begin(1200, 1000);

	drawing_font(d, "DejaVu Sans", 26);
	for (int i = 0; i < 5; i++)
		drawing_text(d, 300, 380 + 56 * i, skewed_lines[i]);
	assert_int_equal(drawing_end(d, degrees, file), 0);
}

/* Returns the box of the word text on the only page of json. */
static json_t *
find_box(json_t *json, const char *text)
{
	json_t *page = json_array_get(json_object_get(json, "pages"), 0);
	json_t *block, *paragraph, *line, *word;
	size_t b, p, l, w;

	json_array_foreach(json_object_get(page, "blocks"), b,
	    block) json_array_foreach(json_object_get(block, "paragraphs"), p,
	    paragraph) json_array_foreach(json_object_get(paragraph, "lines"),
	    l, line) json_array_foreach(json_object_get(line, "words"), w,
	    word) if (strcmp(json_string_value(json_object_get(word, "text")),
			  text) == 0) return json_object_get(word, "bbox");
	fail_msg("%s was not read", text);
	return NULL;
}

/*
 * A page that is turned by up to 20 degrees is read by high, and by standard if
 * the command reads nothing; words are where they are on the page.
 */
static void
test_skew(void **state)
{
	static const double angles[] = {-20, -11, 6, 14, 20};
	struct page_file page;
	json_t *json, *box;
	char *text;

	(void)state;
	for (size_t i = 0; i < sizeof(angles) / sizeof(angles[0]); i++) {
		draw_skewed(angles[i], &page);
		text = reading_post(
		    server_fixture->port, "/ocr?quality=high", &page);
		for (int l = 0; l < 5; l++)
			if (strstr(text, skewed_lines[l]) == NULL)
				fail_msg("%.0f: %s", angles[i], text);
		free(text);
		page_file_clear(&page);
	}
	draw_skewed(20, &page);
	text = reading_post(server_fixture->port, "/ocr", &page);
	assert_non_null(strstr(text, skewed_lines[4]));
	free(text);
	json = reading_json(
	    server_fixture->port, "/ocr?quality=high&format=json", &page);
	/* This word is 260 left of the middle and 70 above its baseline, turned
	 * by 20 degrees. */
	box = find_box(json, "Delivery");
	assert_in_range(json_integer_value(json_array_get(box, 0)), 315, 350);
	assert_in_range(json_integer_value(json_array_get(box, 1)), 305, 345);
	json_decref(json);
	page_file_clear(&page);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_high_reads_more),
	    cmocka_unit_test(test_numbered_rows),
	    cmocka_unit_test(test_formats_agree),
	    cmocka_unit_test(test_pdf),
	    cmocka_unit_test(test_prose_is_the_same),
	    cmocka_unit_test(test_nothing_is_invented),
	    cmocka_unit_test(test_skew),
	};

	return server_report(cmocka_run_group_tests_name(
	    "quality", tests, server_fixture_setup, server_fixture_teardown));
}
