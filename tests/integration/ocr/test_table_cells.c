/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Judges tables by their cells: of the cells of many different drawn tables,
 * nine of ten have to be right where there are rules, and eight of ten where
 * there are none, in JSON and in Markdown.  It prints how many are.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/drawing.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"

#define TABLES 10
#define ROWS_MAX 14
#define COLUMNS_MAX 6
#define CELL_MAX 32
#define WIDTH 1654
#define LEFT 90
#define TOP 260

enum kind { NAME, PLACE, COUNT, PRICE, DATE, KINDS };

struct table {
	int rows, columns, size, row_height;
	enum kind kinds[COLUMNS_MAX];
	double edges[COLUMNS_MAX + 1];
	char cells[ROWS_MAX][COLUMNS_MAX][CELL_MAX];
};

static uint32_t seed;

/* Returns a random number from low to high, both included. */
static int
any(int low, int high)
{
	seed = seed * 1664525 + 1013904223;
	return low + (int)(seed >> 16) % (high - low + 1);
}

static void
make_cell(enum kind kind, char cell[CELL_MAX])
{
	static const char *const names[] = {"Chair", "Table", "Lamp", "Shelf",
	    "Clock", "Desk", "Mirror", "Carpet", "Bottle", "Kettle"};
	static const char *const what[] = {
	    "", " of wood", " of glass", " in green", " in white"};
	static const char *const places[] = {
	    "North", "South", "Harbour", "Old Town", "Airport", "Centre"};

	switch (kind) {
	case NAME:
		snprintf(
		    cell, CELL_MAX, "%s%s", names[any(0, 9)], what[any(0, 4)]);
		break;
	case PLACE:
		snprintf(cell, CELL_MAX, "%s", places[any(0, 5)]);
		break;
	case COUNT:
		snprintf(cell, CELL_MAX, "%d", any(10, 9999));
		break;
	case PRICE:
		snprintf(cell, CELL_MAX, "%d.%02d", any(3, 2999), any(0, 99));
		break;
	default:
		snprintf(cell, CELL_MAX, "%d.%d.20%d", any(10, 28), any(10, 12),
		    any(10, 26));
	}
}

/* Lays a table out at random, and fills it; of the cells behind the first
 * column, one in fifteen stays empty. */
static void
make_table(struct table *t)
{
	static const char *const heads[] = {
	    "Article", "Store", "Number", "Price", "Date"};
	static const int widths[] = {15, 8, 6, 8, 10};

	t->rows = any(5, ROWS_MAX);
	t->columns = any(3, COLUMNS_MAX);
	t->size = any(24, 30);
	t->row_height = t->size * any(15, 22) / 10;
	t->edges[0] = LEFT;
	for (int c = 0; c < t->columns; c++) {
		t->kinds[c] = c == 0 ? NAME : (enum kind)any(PLACE, DATE);
		t->edges[c + 1] = t->edges[c] + any(40, 80) +
				  widths[t->kinds[c]] * t->size * 0.6;
		strcpy(t->cells[0][c], heads[t->kinds[c]]);
		for (int r = 1; r < t->rows; r++)
			if (c == 0 || any(1, 15) > 1)
				make_cell(t->kinds[c], t->cells[r][c]);
			else
				t->cells[r][c][0] = '\0';
	}
}

/* Returns the width of a number of that size in DejaVu Sans. */
static double
number_width(const char *text, int size)
{
	double width = 0;

	for (; *text != '\0'; text++)
		width += *text == '.' ? 0.318 : 0.636;
	return width * size;
}

/* Draws a cell's text, numbers at the right side of their column, others at the
 * left. */
static void
draw_cell(struct drawing *d, const struct table *t, int row, int column)
{
	static const char *const fonts[] = {
	    "DejaVu Sans", "DejaVu Serif", "Liberation Sans"};
	const char *text = t->cells[row][column];
	double x = t->edges[column] + 14;
	double y = TOP + t->row_height * row + t->row_height / 2 + t->size / 3;

	drawing_font(d, fonts[t->rows % 3], t->size);
	if (text[0] >= '0' && text[0] <= '9' && t->kinds[column] != DATE) {
		drawing_font(d, "DejaVu Sans", t->size);
		x = t->edges[column + 1] - 14 - number_width(text, t->size);
	}
	drawing_text(d, x, y, text);
}

static void
draw_table(const struct table *t, bool has_rules, struct page_file *file)
{
	int height = t->row_height;
	struct drawing *d = drawing_begin(WIDTH, TOP + 20 * height);

	drawing_font(d, "DejaVu Sans", t->size);
	drawing_text(
	    d, LEFT, 120, "Deliveries to the stores in the last months");
	drawing_text(d, LEFT, TOP + height * t->rows + 3 * t->size,
	    "All prices are without the tax that is due");
	for (int r = 0; r < t->rows; r++)
		for (int c = 0; c < t->columns; c++) {
			draw_cell(d, t, r, c);
			if (has_rules)
				drawing_box(d, t->edges[c], TOP + height * r,
				    t->edges[c + 1] - t->edges[c], height);
		}
	assert_int_equal(drawing_end(d, 0, file), 0);
}

/* Counts the cells of the table that are where they were drawn, with their
 * text. */
static int
count_right(const struct table *t, const json_t *read)
{
	int row, column, right = 0;
	const json_t *cell;
	const char *text;
	size_t i;

	json_array_foreach(json_object_get(read, "cells"), i, cell)
	{
		assert_int_equal(
		    json_unpack((json_t *)(uintptr_t)cell, "{s:i,s:i,s:s}",
			"row", &row, "column", &column, "text", &text),
		    0);
		right += row < t->rows && column < t->columns &&
			 text[0] != '\0' &&
			 strcmp(text, t->cells[row][column]) == 0;
	}
	return right;
}

/* Counts the cells that are right in a row of Markdown, as in "| Lamp | North
 * |". */
static int
count_right_of_row(const struct table *t, int row, const char *line)
{
	int right = 0;

	for (int c = 0; c < t->columns && strncmp(line, "| ", 2) == 0; c++) {
		const char *cell = line + 2;
		const char *end = strstr(cell, " |");

		if (end == NULL)
			break;
		right +=
		    t->cells[row][c][0] != '\0' &&
		    strlen(t->cells[row][c]) == (size_t)(end - cell) &&
		    memcmp(t->cells[row][c], cell, (size_t)(end - cell)) == 0;
		line = end + 1;
	}
	return right;
}

/* Counts the cells that are right in a page of Markdown with the table. */
static int
count_right_of_markdown(const struct table *t, char *text)
{
	char *rest = NULL;
	int row = 0, right = 0;

	for (char *line = strtok_r(text, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (line[0] != '|' || strncmp(line, "| ---", 5) == 0)
			continue;
		if (row < t->rows)
			right += count_right_of_row(t, row, line);
		row++;
	}
	return right;
}

/* Counts the cells that are right in the server's answer for the page. */
static int
read_table(
    const struct table *t, const char *path, const struct page_file *page)
{
	int right;

	if (strstr(path, "markdown") != NULL) {
		char *text = reading_post(server_fixture->port, path, page);

		right = count_right_of_markdown(t, text);
		free(text);
	} else {
		json_t *json = reading_json(server_fixture->port, path, page);
		json_t *pages = json_object_get(json, "pages");

		right = count_right(
		    t, json_array_get(
			   json_object_get(json_array_get(pages, 0), "tables"),
			   0));
		json_decref(json);
	}
	return right;
}

/* Returns the share of the cells of all tables that are read right. */
static double
judge(const char *path, bool has_rules)
{
	int right = 0, all = 0;

	seed = 1;
	for (int i = 0; i < TABLES; i++) {
		struct page_file page;
		struct table t;

		make_table(&t);
		for (int r = 0; r < t.rows; r++)
			for (int c = 0; c < t.columns; c++)
				all += t.cells[r][c][0] != '\0';
		draw_table(&t, has_rules, &page);
		right += read_table(&t, path, &page);
		page_file_clear(&page);
	}
	print_message("%s, %s rules: %d of %d cells\n", path,
	    has_rules ? "with" : "without", right, all);
	return (double)right / all;
}

static void
test_cells(void **state)
{
	static const char *const paths[] = {"/ocr?format=json",
	    "/ocr?format=json&quality=high",
	    "/ocr?format=markdown&quality=standard",
	    "/ocr?format=markdown&quality=high"};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		assert_true(judge(paths[i], true) >= 0.9);
		assert_true(judge(paths[i], false) >= 0.8);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_cells)};

	return server_report(cmocka_run_group_tests_name("table cells", tests,
	    server_fixture_setup, server_fixture_teardown));
}
