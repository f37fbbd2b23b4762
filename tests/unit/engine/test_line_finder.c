/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lines of text are found where they were drawn; rules, dashes and empty pages
 * have none.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>

#include "fcgi-worker/engine/line_finder.h"

/* Makes a white page. */
static PIX *
blank(int width, int height)
{
	PIX *pix = pixCreate(width, height, 8);

	assert_non_null(pix);
	pixSetAll(pix);
	return pix;
}

/* Writes text in leptonica's own font, with its lower left corner at x, y. */
static void
write_text(PIX *pix, const char *text, int x, int y)
{
	L_BMF *font = bmfCreate(NULL, 8);

	assert_non_null(font);
	assert_int_equal(
	    pixSetTextline(pix, font, text, 0, x, y, NULL, NULL), 0);
	bmfDestroy(&font);
}

static void
find_in(PIX *pix, const struct page_box *area, struct line_finder *found)
{
	struct ink ink = {NULL};

	assert_int_equal(ink_find(&ink, pix, area), 0);
	assert_int_equal(line_finder_find(&ink, found), 0);
	ink_free(&ink);
}

static void
find(PIX *pix, struct line_finder *found)
{
	const struct page_box all = {0, 0, pixGetWidth(pix), pixGetHeight(pix)};

	find_in(pix, &all, found);
}

static bool
has(const struct page_box *box, int x, int y)
{
	return box->left <= x && x < box->right && box->top <= y &&
	       y < box->bottom;
}

static void
test_lines(void **state)
{
	PIX *pix = blank(900, 400);
	struct line_finder found;

	(void)state;
	write_text(pix, "The first line of three", 100, 100);
	write_text(pix, "and the second one below", 100, 160);
	write_text(pix, "the last", 100, 220);
	find(pix, &found);
	assert_int_equal(found.count, 3);
	for (int i = 0; i < 3; i++) {
		assert_true(has(&found.boxes[i], 110, 90 + 60 * i));
		assert_in_range(found.boxes[i].left, 80, 101);
		assert_true(found.boxes[i].bottom - found.boxes[i].top < 60);
	}
	assert_in_range(found.letter_height, 10, 30);
	line_finder_free(&found);
	pixDestroy(&pix);
}

/* Texts beside each other with a wide gap are two lines; rules are none. */
static void
test_cells(void **state)
{
	PIX *pix = blank(900, 300);
	struct line_finder found;

	(void)state;
	for (int y = 40; y <= 240; y += 50)
		pixRasterop(pix, 50, y, 800, 2, PIX_CLR, NULL, 0, 0);
	for (int x = 50; x <= 850; x += 200)
		pixRasterop(pix, x, 40, 2, 202, PIX_CLR, NULL, 0, 0);
	write_text(pix, "Chairs", 80, 80);
	write_text(pix, "17", 300, 80);
	write_text(pix, "Tables", 80, 130);
	write_text(pix, "4", 700, 230);
	find(pix, &found);
	assert_int_equal(found.count, 4);
	assert_true(has(&found.boxes[0], 90, 72));
	assert_true(has(&found.boxes[1], 305, 72));
	assert_true(has(&found.boxes[2], 90, 122));
	assert_true(has(&found.boxes[3], 705, 222));
	line_finder_free(&found);
	pixDestroy(&pix);
}

/* A digit that stands alone is a line, whatever its shape. */
static void
test_single_digits(void **state)
{
	PIX *pix = blank(900, 600);
	struct line_finder found;

	(void)state;
	for (int i = 0; i < 10; i++) {
		const char digit[] = {(char)('0' + i), '\0'};

		write_text(pix, digit, 80, 60 + 50 * i);
		write_text(pix, "of many chairs", 300, 60 + 50 * i);
	}
	find(pix, &found);
	assert_int_equal(found.count, 20);
	for (int i = 0; i < 20; i++)
		assert_true(has(
		    &found.boxes[i], i % 2 == 0 ? 85 : 310, 52 + 50 * (i / 2)));
	line_finder_free(&found);
	pixDestroy(&pix);
}

/* The frame of a stamp, put askew on three lines, does not make one shape of
 * them. */
static void
test_stamp(void **state)
{
	PIX *pix = blank(900, 500);
	struct line_finder found;
	int at[3] = {0, 0, 0};

	(void)state;
	for (int i = 0; i < 3; i++)
		write_text(pix, "Words on which a stamp was put by an office",
		    60, 180 + 60 * i);
	/* Its frame is a double one. */
	for (int i = 0; i <= 12; i += 12) {
		pixRenderLine(
		    pix, 200 + i, 130 + i, 620 - i, 50 + i, 5, L_CLEAR_PIXELS);
		pixRenderLine(
		    pix, 620 - i, 50 + i, 670 - i, 350 - i, 5, L_CLEAR_PIXELS);
		pixRenderLine(
		    pix, 670 - i, 350 - i, 250 + i, 430 - i, 5, L_CLEAR_PIXELS);
		pixRenderLine(
		    pix, 250 + i, 430 - i, 200 + i, 130 + i, 5, L_CLEAR_PIXELS);
	}
	find(pix, &found);
	for (size_t k = 0; k < found.count; k++)
		for (int i = 0; i < 3; i++)
			at[i] += has(&found.boxes[k], 80, 172 + 60 * i);
	assert_int_equal(at[0], 1);
	assert_int_equal(at[1], 1);
	assert_int_equal(at[2], 1);
	line_finder_free(&found);
	pixDestroy(&pix);
}

/* Draws three nested rings, which touch no text: they are too high for lines,
 * and not straight, so they are no rules. */
static void
draw_rings(PIX *pix)
{
	for (int ring = 0; ring < 3; ring++) {
		int inset = 30 * ring;
		int left = 20 + inset, top = 10 + inset;
		int right = 880 - inset, bottom = 490 - inset;

		pixRenderLine(pix, left, 250, 450, top, 5, L_CLEAR_PIXELS);
		pixRenderLine(pix, 450, top, right, 250, 5, L_CLEAR_PIXELS);
		pixRenderLine(pix, right, 250, 450, bottom, 5, L_CLEAR_PIXELS);
		pixRenderLine(pix, 450, bottom, left, 250, 5, L_CLEAR_PIXELS);
	}
}

/* A line is found once, even if it is within shapes that are too high. */
static void
test_rings(void **state)
{
	PIX *pix = blank(900, 500);
	struct line_finder found;
	int at[3] = {0, 0, 0};

	(void)state;
	for (int i = 0; i < 3; i++)
		write_text(pix, "Words in a ring", 350, 208 + 50 * i);
	draw_rings(pix);
	find(pix, &found);
	for (size_t k = 0; k < found.count; k++)
		for (int i = 0; i < 3; i++)
			at[i] += has(&found.boxes[k], 370, 200 + 50 * i);
	assert_int_equal(at[0], 1);
	assert_int_equal(at[1], 1);
	assert_int_equal(at[2], 1);
	line_finder_free(&found);
	pixDestroy(&pix);
}

/* The edges of a filled box are rules; those of a dark table beside a sheet
 * that was photographed askew are none. */
static void
test_filled(void **state)
{
	for (int lean = 0; lean <= 300; lean += 300) {
		PIX *pix = blank(900, 600);
		struct line_finder found;

		(void)state;
		for (int y = 0; y < 600; y++)
			pixRasterop(
			    pix, lean * y / 600, y, 60, 1, PIX_CLR, NULL, 0, 0);
		write_text(pix, "A sheet", 500, 100);
		find(pix, &found);
		assert_int_equal(found.rules.count > 0, lean == 0);
		line_finder_free(&found);
		pixDestroy(&pix);
	}
}

/* Dashes, dots and the contents of a picture are no lines either. */
static void
test_no_lines(void **state)
{
	PIX *pix = blank(900, 400);
	struct line_finder found;

	(void)state;
	find(pix, &found);
	assert_int_equal(found.count, 0);
	line_finder_free(&found);
	for (int x = 50; x < 850; x += 12) {
		pixRasterop(pix, x, 100, 6, 2, PIX_CLR, NULL, 0, 0);
		pixRasterop(pix, x, 150, 3, 3, PIX_CLR, NULL, 0, 0);
	}
	pixRasterop(pix, 100, 200, 300, 150, PIX_CLR, NULL, 0, 0);
	find(pix, &found);
	assert_int_equal(found.count, 0);
	line_finder_free(&found);
	pixDestroy(&pix);
}

/* A large page is looked at in half its size, but boxes have the page's own
 * size. */
static void
test_large_page_and_area(void **state)
{
	const struct page_box area = {1000, 500, 3000, 1500};
	PIX *pix = blank(3600, 2400);
	PIX *text = blank(900, 100), *large;
	struct line_finder found;

	(void)state;
	write_text(text, "A line of large letters", 50, 60);
	large = pixExpandReplicate(text, 2);
	pixRasterop(pix, 1000, 1000, 1800, 200, PIX_SRC, large, 0, 0);
	pixRasterop(pix, 1000, 100, 1800, 200, PIX_SRC, large, 0, 0);
	find(pix, &found);
	assert_int_equal(found.count, 2);
	assert_true(has(&found.boxes[1], 1120, 1100));
	assert_in_range(found.boxes[1].left, 1060, 1101);
	line_finder_free(&found);
	find_in(pix, &area, &found);
	assert_int_equal(found.count, 1);
	assert_true(has(&found.boxes[0], 1120, 1100));
	assert_in_range(found.boxes[0].left, 1060, 1101);
	line_finder_free(&found);
	pixDestroy(&large);
	pixDestroy(&text);
	pixDestroy(&pix);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_lines),
	    cmocka_unit_test(test_cells),
	    cmocka_unit_test(test_single_digits),
	    cmocka_unit_test(test_stamp),
	    cmocka_unit_test(test_rings),
	    cmocka_unit_test(test_filled),
	    cmocka_unit_test(test_no_lines),
	    cmocka_unit_test(test_large_page_and_area),
	};

	return cmocka_run_group_tests_name("line_finder", tests, NULL, NULL);
}
