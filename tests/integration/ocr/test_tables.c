/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tables: what JSON and Markdown have of them, with rules and without, on pages
 * that are recognized and on those of a PDF that has its text.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/drawing.h"
#include "tests/lib/form.h"
#include "tests/lib/http.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"

#define ROWS 8
#define COLUMNS 4

static const char *const cells[ROWS][COLUMNS] = {
    {"Article", "Store", "Number", "Price"},
    {"Wooden chair", "North", "214", "48.50"},
    {"Garden table", "South", "36", "129.00"},
    {"Reading lamp", "North", "581", "23.75"},
    {"Book shelf", "Harbour", "77", "86.20"},
    {"Kitchen clock", "South", "140", "19.90"},
    {"Desk with drawers", "Harbour", "12", "310.00"},
    {"Coat rack", "North", "95", "54.30"},
};
static const double edges[COLUMNS + 1] = {80, 400, 600, 760, 940};

static void
draw_table(bool has_rules, double degrees, struct page_file *file)
{
	struct drawing *d = drawing_begin(1020, 800);

	drawing_font(d, "DejaVu Sans", 22);
	drawing_text(d, 80, 80, "Stock of the stores at the end of May");
	for (int r = 0; r < ROWS; r++)
		for (int c = 0; c < COLUMNS; c++) {
			double y = 140 + 60 * r;

			if (has_rules)
				drawing_box(d, edges[c], y,
				    edges[c + 1] - edges[c], 60);
			drawing_text(d, edges[c] + 14, y + 40, cells[r][c]);
		}
	drawing_text(d, 80, 720, "All prices are without the tax");
	assert_int_equal(drawing_end(d, degrees, file), 0);
}

/* Counts the cells that have the right text and a box where they were drawn.
 * Fails unless json has one table, of the right size, with or without rules. */
static int
count_right(json_t *json, bool is_ruled)
{
	json_t *page = json_array_get(json_object_get(json, "pages"), 0);
	json_t *tables = json_object_get(page, "tables"), *cell;
	int row, column, right = 0, rows, columns, ruled, x0, y0, x1, y1;
	const char *text;
	size_t i;

	assert_int_equal(json_array_size(tables), 1);
	assert_int_equal(
	    json_unpack(json_array_get(tables, 0), "{s:i,s:i,s:b}", "rows",
		&rows, "columns", &columns, "ruled", &ruled),
	    0);
	assert_int_equal(rows, ROWS);
	assert_int_equal(columns, COLUMNS);
	assert_int_equal(ruled, is_ruled);
	json_array_foreach(
	    json_object_get(json_array_get(tables, 0), "cells"), i, cell)
	{
		assert_int_equal(json_unpack(cell, "{s:i,s:i,s:s,s:[iiii]}",
				     "row", &row, "column", &column, "text",
				     &text, "bbox", &x0, &y0, &x1, &y1),
		    0);
		right += strcmp(text, cells[row][column]) == 0 &&
			 x0 < edges[column] + 20 && x1 > edges[column] + 30 &&
			 y0 < 140 + 60 * row + 30 && y1 > 140 + 60 * row + 30;
	}
	return right;
}

static void
test_json(void **state)
{
	static const char *const paths[] = {
	    "/ocr?format=json", "/ocr?format=json&quality=high"};
	struct page_file page;
	json_t *json;

	(void)state;
	for (int ruled = 0; ruled < 2; ruled++) {
		draw_table(ruled, 0, &page);
		for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
			json =
			    reading_json(server_fixture->port, paths[i], &page);
			assert_in_range(count_right(json, ruled),
			    ROWS * COLUMNS - 2, ROWS * COLUMNS);
			json_decref(json);
		}
		page_file_clear(&page);
	}
}

static void
test_markdown(void **state)
{
	struct page_file page;
	char *text;

	(void)state;
	for (int ruled = 0; ruled < 2; ruled++) {
		draw_table(ruled, 0, &page);
		text = reading_post(server_fixture->port,
		    "/ocr?format=markdown&quality=high", &page);
		assert_non_null(
		    strstr(text, "Stock of the stores at the end of May\n\n"
				 "| Article | Store | Number | Price |\n"
				 "| --- | --- | --- | --- |\n"));
		assert_non_null(
		    strstr(text, "\n| Book shelf | Harbour | 77 | 86.20 |\n"));
		assert_non_null(
		    strstr(text, "\n\nAll prices are without the tax\n"));
		free(text);
		page_file_clear(&page);
	}
}

/* For a page that is askew, high says where the cells are on the page as it was
 * sent. */
static void
test_askew(void **state)
{
	struct page_file page;
	int right, x0, y0, x1, y1;
	json_t *json, *box;

	(void)state;
	draw_table(true, 8, &page);
	json = reading_json(
	    server_fixture->port, "/ocr?format=json&quality=high", &page);
	box = json_array_get(
	    json_object_get(
		json_array_get(json_object_get(json, "pages"), 0), "tables"),
	    0);
	right = json_unpack(box, "{s:[iiii]}", "bbox", &x0, &y0, &x1, &y1);
	assert_int_equal(right, 0);
	/* The table is 860 wide and 480 high. */
	assert_in_range(x1 - x0, 890, 960);
	assert_in_range(y1 - y0, 570, 640);
	json_decref(json);
	page_file_clear(&page);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_json),
	    cmocka_unit_test(test_markdown),
	    cmocka_unit_test(test_askew),
	};

	return server_report(cmocka_run_group_tests_name(
	    "tables", tests, server_fixture_setup, server_fixture_teardown));
}
