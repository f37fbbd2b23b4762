/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which lines of a network are taken out: those that run into the rules of a
 * table, if shapes show the same text, and no others.
 */
#include "tests/lib/test.h"

#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/engine/line_sieve.h"

#define LETTERS 20
#define PITCH 50
#define ROWS 8

static const struct page_box area = {0, 0, 1000, 1000};

/* What is found on a page: rules, a line of shapes in each row, and one line of
 * the network there. */
struct found {
	struct page_box rules[2 * ROWS], lines[ROWS];
	struct line_finder shapes;
	struct text_boxes boxes;
};

static void
add_rule(struct found *f, int left, int top, int right, int bottom)
{
	f->shapes.rules.list[f->shapes.rules.count++] =
	    (struct page_box){left, top, right, bottom};
}

/* Fills a found page with rows: each has a line, and a box of text in its
 * middle. */
static int
set_up(void **state)
{
	struct found *f = calloc(1, sizeof(*f));

	f->shapes = (struct line_finder){.boxes = f->lines,
	    .letter_height = LETTERS,
	    .rules = {.list = f->rules}};
	f->boxes.boxes = calloc(ROWS, sizeof(*f->boxes.boxes));
	for (int i = 0; i < ROWS; i++) {
		int top = 100 + i * PITCH;

		f->lines[f->shapes.count++] =
		    (struct page_box){120, top + 10, 280, top + 40};
		f->boxes.boxes[f->boxes.count++] =
		    (struct text_box){200, top + 25, 180, 48, 0, 1};
	}
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct found *f = *state;

	text_boxes_free(&f->boxes);
	free(f);
	return 0;
}

/* Drops the boxes that are ruled.  Returns how many are left. */
static size_t
count_kept(struct found *f)
{
	assert_int_equal(
	    line_sieve_drop_ruled(&f->boxes, &f->shapes, &area), 0);
	return f->boxes.count;
}

/* Adds upright rules: one to the left of the lines, and two to their right. */
static void
add_upright(struct found *f)
{
	add_rule(f, 100, 100, 103, 500);
	add_rule(f, 286, 100, 289, 500);
	add_rule(f, 500, 100, 503, 500);
}

static void
test_grid(void **state)
{
	struct found *f = *state;

	add_upright(f);
	for (int i = 0; i < 3; i++)
		add_rule(f, 100, 100 + 200 * i, 503, 103 + 200 * i);
	assert_int_equal(count_kept(f), 0);
}

/* The network alone has the first line, and the second one keeps clear of the
 * rules. */
static void
test_grid_without_shapes(void **state)
{
	struct found *f = *state;

	add_upright(f);
	for (int i = 0; i < 3; i++)
		add_rule(f, 100, 100 + 200 * i, 503, 103 + 200 * i);
	f->shapes.boxes++;
	f->shapes.count--;
	f->boxes.boxes[1].x = 190;
	f->boxes.boxes[1].width = 160;
	assert_int_equal(count_kept(f), 2);
	assert_float_equal(f->boxes.boxes[0].y, 125, 0.1);
	assert_float_equal(f->boxes.boxes[1].width, 160, 0.1);
}

/* Upright rules alone are a frame or a margin. */
static void
test_no_grid(void **state)
{
	struct found *f = *state;

	add_upright(f);
	assert_int_equal(count_kept(f), ROWS);
}

/* The edges of a filled box, which are one pixel thick, are no rules. */
static void
test_edges(void **state)
{
	struct found *f = *state;

	for (int i = 0; i < 3; i++) {
		add_rule(f, 100 + 187 * i, 100, 101 + 187 * i, 500);
		add_rule(f, 100, 100 + 200 * i, 501, 101 + 200 * i);
	}
	assert_int_equal(count_kept(f), ROWS);
}

/* A photo of a table may show its level rules alone. */
static void
test_stack(void **state)
{
	struct found *f = *state;

	for (int i = 0; i < ROWS; i++)
		add_rule(f, 100 + i, 98 + i * PITCH, 501 + i, 104 + i * PITCH);
	assert_int_equal(count_kept(f), 0);
}

static void
test_few_rules(void **state)
{
	struct found *f = *state;

	for (int i = 0; i < 4; i++)
		add_rule(f, 100 + i, 98 + i * PITCH, 501 + i, 104 + i * PITCH);
	assert_int_equal(count_kept(f), ROWS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_grid, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(
		test_grid_without_shapes, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_no_grid, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_edges, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_stack, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_few_rules, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
