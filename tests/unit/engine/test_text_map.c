/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which lines a map of likelihoods has: one along each piece, larger than it,
 * and none for pieces that are small or unlikely.
 */
#include "tests/lib/test.h"

#include <math.h>
#include <stdlib.h>

#include "fcgi-worker/engine/text_map.h"

#define WIDTH 200
#define HEIGHT 100

/* Sets the likelihood p in a bar of w x h around x, y, which is turned by angle
 * in radians. */
static void
draw(float *map, double x, double y, double w, double h, double angle, float p)
{
	for (int j = 0; j < HEIGHT; j++)
		for (int i = 0; i < WIDTH; i++) {
			double dx = i + 0.5 - x, dy = j + 0.5 - y;
			double u = dx * cos(angle) + dy * sin(angle);
			double v = dy * cos(angle) - dx * sin(angle);

			if (fabs(u) < w / 2 && fabs(v) < h / 2)
				map[j * WIDTH + i] = p;
		}
}

static void
test_level(void **state)
{
	float *map = calloc(WIDTH * HEIGHT, sizeof(*map));
	struct text_boxes found;

	(void)state;
	draw(map, 100, 30, 100, 10, 0, 0.9F);
	draw(map, 60, 70, 40, 8, 0, 0.8F);
	assert_int_equal(text_map_find(map, WIDTH, HEIGHT, &found), 0);
	assert_int_equal(found.count, 2);
	assert_float_equal(found.boxes[0].x, 100, 1);
	assert_float_equal(found.boxes[0].y, 30, 1);
	assert_float_equal(found.boxes[0].angle, 0, 0.01);
	assert_float_equal(found.boxes[0].score, 0.9, 0.05);
	/* 1.6 times the area, divided by the outline, is added on each side. */
	assert_float_equal(found.boxes[0].height, 24.5, 0.5);
	assert_float_equal(found.boxes[0].width, 114.5, 0.5);
	assert_float_equal(found.boxes[1].x, 60, 1);
	text_boxes_free(&found);
	free(map);
}

static void
test_angle(void **state)
{
	static const double angles[] = {-0.5, -0.1, 0.2, 0.6};
	struct text_boxes found;

	(void)state;
	for (size_t i = 0; i < sizeof(angles) / sizeof(angles[0]); i++) {
		float *map = calloc(WIDTH * HEIGHT, sizeof(*map));

		draw(map, 100, 50, 90, 10, angles[i], 1);
		assert_int_equal(text_map_find(map, WIDTH, HEIGHT, &found), 0);
		assert_int_equal(found.count, 1);
		assert_float_equal(found.boxes[0].angle, angles[i], 0.03);
		assert_float_equal(found.boxes[0].x, 100, 1.5);
		assert_float_equal(found.boxes[0].y, 50, 1.5);
		assert_true(found.boxes[0].width > 2.5 * found.boxes[0].height);
		text_boxes_free(&found);
		free(map);
	}
}

static void
test_nothing(void **state)
{
	float *map = calloc(WIDTH * HEIGHT, sizeof(*map));
	struct text_boxes found;

	(void)state;
	map[50 * WIDTH + 50] = 1;	       /* a point */
	draw(map, 100, 30, 100, 10, 0, 0.25F); /* below what is text */
	draw(map, 100, 70, 100, 10, 0, 0.4F);  /* and what is a line */
	draw(map, 20, 20, 30, 1.5, 0, 1);      /* a rule */
	assert_int_equal(text_map_find(map, WIDTH, HEIGHT, &found), 0);
	assert_int_equal(found.count, 0);
	text_boxes_free(&found);
	free(map);
}

/* A map may be text all over, or one point wide. */
static void
test_extremes(void **state)
{
	float *map = calloc(WIDTH * HEIGHT, sizeof(*map));
	struct text_boxes found;

	(void)state;
	for (int i = 0; i < WIDTH * HEIGHT; i++)
		map[i] = 1;
	assert_int_equal(text_map_find(map, WIDTH, HEIGHT, &found), 0);
	assert_int_equal(found.count, 1);
	text_boxes_free(&found);
	assert_int_equal(text_map_find(map, 1, HEIGHT, &found), 0);
	assert_int_equal(found.count, 0);
	text_boxes_free(&found);
	for (int i = 0; i < WIDTH * HEIGHT; i++)
		map[i] = NAN;
	assert_int_equal(text_map_find(map, WIDTH, HEIGHT, &found), 0);
	assert_int_equal(found.count, 0);
	text_boxes_free(&found);
	free(map);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_level),
	    cmocka_unit_test(test_angle),
	    cmocka_unit_test(test_nothing),
	    cmocka_unit_test(test_extremes),
	};

	return cmocka_run_group_tests_name("text_map", tests, NULL, NULL);
}
