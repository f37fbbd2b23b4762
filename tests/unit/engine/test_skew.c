/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A page that is turned by a few degrees is made level, and boxes are where the
 * words were drawn.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <math.h>

#include "fcgi-worker/engine/skew.h"

#define WIDTH 1000
#define HEIGHT 800
#define RADIANS 0.017453292519943295

/* Draws six lines, turned clockwise by so many degrees. */
static PIX *
draw(double degrees)
{
	L_BMF *font = bmfCreate(NULL, 8);
	PIX *pix = pixCreate(WIDTH, HEIGHT, 8), *turned;

	assert_non_null(font);
	pixSetAll(pix);
	for (int i = 0; i < 6; i++)
		assert_int_equal(
		    pixSetTextline(pix, font,
			"Some words in a line that is long enough to tell", 0,
			200, 250 + 50 * i, NULL, NULL),
		    0);
	turned = pixRotate(pix, (l_float32)(degrees * RADIANS),
	    L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
	pixDestroy(&pix);
	bmfDestroy(&font);
	return turned;
}

/* Returns whether skew_level() turns the area. */
static bool
turns(PIX *pix, const struct page_box *area, struct skew *level)
{
	struct ink ink = {NULL};
	bool turned;

	assert_int_equal(ink_find(&ink, pix, area), 0);
	turned = skew_level(pix, &ink, level);
	ink_free(&ink);
	return turned;
}

static void
test_angles(void **state)
{
	static const double angles[] = {-20, -12, -4, 5, 13, 20};
	const struct page_box all = {0, 0, WIDTH, HEIGHT};
	struct skew level;

	(void)state;
	for (size_t i = 0; i < sizeof(angles) / sizeof(angles[0]); i++) {
		PIX *pix = draw(angles[i]);

		assert_true(turns(pix, &all, &level));
		assert_true(fabs(level.radians / RADIANS + angles[i]) < 0.5);
		pixDestroy(&level.pix);
		pixDestroy(&pix);
	}
}

/* A level page, and one without lines, stay as they are. */
static void
test_level(void **state)
{
	const struct page_box all = {0, 0, WIDTH, HEIGHT};
	PIX *pages[] = {draw(0), draw(1), pixCreate(WIDTH, HEIGHT, 8)};
	struct skew level;

	(void)state;
	pixSetAll(pages[2]);
	for (size_t i = 0; i < 3; i++) {
		assert_false(turns(pages[i], &all, &level));
		assert_null(level.pix);
		pixDestroy(&pages[i]);
	}
}

/* Roads of a map, some of them dashed, do not turn the names on it. */
static void
test_roads(void **state)
{
	const struct page_box all = {0, 0, WIDTH, HEIGHT};
	PIX *pix = pixCreate(WIDTH, HEIGHT, 8);
	L_BMF *font = bmfCreate(NULL, 10);
	struct skew level;

	(void)state;
	assert_non_null(font);
	pixSetAll(pix);
	for (int i = 0; i < 6; i++)
		pixSetTextline(pix, font, "Stonebridge", 0, 60 + 137 * i,
		    90 + 251 * i % 600, NULL, NULL);
	for (int i = 0; i < 3; i++)
		pixRenderLine(pix, 0, 100 + 200 * i, WIDTH, 360 + 200 * i, 7,
		    L_CLEAR_PIXELS);
	for (int x = 0; x < WIDTH; x += 20)
		pixRenderLine(
		    pix, x, 40 + x / 4, x + 12, 43 + x / 4, 4, L_CLEAR_PIXELS);
	assert_false(turns(pix, &all, &level));
	bmfDestroy(&font);
	pixDestroy(&pix);
}

/* A page that is askew by little is turned if its lines are so long that their
 * ends are beside the next lines. */
static void
test_long_lines(void **state)
{
	const struct page_box all = {0, 0, WIDTH, HEIGHT};
	const struct page_box part = {300, 200, 700, 600};
	PIX *pix = draw(1.8);
	struct skew level;

	(void)state;
	assert_false(turns(pix, &part, &level));
	assert_true(turns(pix, &all, &level));
	assert_true(fabs(level.radians / RADIANS + 1.8) < 0.2);
	pixDestroy(&level.pix);
	pixDestroy(&pix);
}

/* The middle of a page, or of a part of it, stays in its place. */
static void
test_mapping(void **state)
{
	const struct page_box area = {100, 50, 900, 750};
	struct page *p = page_create();
	struct page_block *b = page_add_block(p);
	struct page_paragraph *a = page_add_paragraph(p, b);
	struct page_line *l = page_add_line(p, a);
	struct page_word *w = page_add_word(p, l);
	PIX *pix = draw(20);
	struct skew level;
	int x, y;

	(void)state;
	assert_true(turns(pix, &area, &level));
	x = pixGetWidth(level.pix) / 2;
	y = pixGetHeight(level.pix) / 2;
	/* A word 100 pixels to the right of the middle, and level with it. */
	w->box = (struct page_box){x + 98, y - 2, x + 102, y + 2};
	w->baseline = (struct page_baseline){x, y, x + 100, y, true};
	l->box = a->box = b->box = w->box;
	skew_unturn_page(&level, p);
	assert_in_range(w->baseline.x1, 499, 501);
	assert_in_range(w->baseline.y1, 399, 401);
	assert_in_range(w->baseline.x2, 500 + 93, 500 + 95);
	assert_in_range(w->baseline.y2, 400 + 33, 400 + 35);
	assert_in_range(w->box.left, 588, 594);
	assert_in_range(w->box.right, 594, 600);
	assert_in_range(w->box.top, 428, 434);
	assert_in_range(w->box.bottom, 434, 440);
	assert_memory_equal(&b->box, &w->box, sizeof(b->box));
	pixDestroy(&level.pix);
	pixDestroy(&pix);
	page_free(p);
}

/* Draws lines between upright rules, as columns have them, with the right side
 * moved down as in a photo from the side. */
static PIX *
draw_from_side(double degrees)
{
	PIX *pix = draw(0), *sheared;

	for (int x = 150; x < WIDTH; x += 175)
		pixRenderLine(pix, x, 100, x, 700, 3, L_CLEAR_PIXELS);
	sheared = pixVShearLI(
	    pix, WIDTH / 2, (l_float32)(degrees * RADIANS), L_BRING_IN_WHITE);
	assert_non_null(sheared);
	pixDestroy(&pix);
	return sheared;
}

/* Where columns are upright they stay so.  A page that is turned is turned
 * back, though it has rules. */
static void
test_columns(void **state)
{
	const struct page_box all = {0, 0, WIDTH, HEIGHT};
	struct page *p = page_create();
	struct page_block *b = page_add_block(p);
	struct page_paragraph *a = page_add_paragraph(p, b);
	struct page_line *l = page_add_line(p, a);
	struct page_word *w = page_add_word(p, l);
	PIX *pix = draw_from_side(4), *level_page, *turned;
	struct skew level;
	int x, y;

	(void)state;
	assert_true(turns(pix, &all, &level));
	assert_true(level.is_sheared);
	assert_true(fabs(level.radians / RADIANS + 4) < 0.3);
	x = pixGetWidth(level.pix) / 2;
	y = pixGetHeight(level.pix) / 2;
	w->box = l->box = a->box = b->box =
	    (struct page_box){x + 298, y - 2, x + 302, y + 2};
	w->baseline = (struct page_baseline){x, y, x + 300, y, true};
	skew_unturn_page(&level, p);
	assert_in_range(w->baseline.x1, 499, 501);
	assert_in_range(w->baseline.y1, 399, 401);
	assert_in_range(w->baseline.x2, 799, 801);
	assert_in_range(w->baseline.y2, 419, 423);
	assert_in_range(w->box.top, 416, 421);
	assert_in_range(w->box.bottom, 420, 426);
	pixDestroy(&level.pix);
	pixDestroy(&pix);

	level_page = draw_from_side(0);
	turned = pixRotate(level_page, (l_float32)(4 * RADIANS),
	    L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
	assert_true(turns(turned, &all, &level));
	assert_false(level.is_sheared);
	pixDestroy(&level.pix);
	pixDestroy(&turned);
	pixDestroy(&level_page);
	page_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_angles),
	    cmocka_unit_test(test_level),
	    cmocka_unit_test(test_roads),
	    cmocka_unit_test(test_long_lines),
	    cmocka_unit_test(test_mapping),
	    cmocka_unit_test(test_columns),
	};

	return cmocka_run_group_tests_name("skew", tests, NULL, NULL);
}
