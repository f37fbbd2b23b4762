/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Discs beside lines, such as portraits in a chat, are no lines; large letters
 * are.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>

#include "fcgi-worker/engine/page_shapes.h"

#define PAPER 224
#define RADIUS 36

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
paint_disc(PIX *pix, int x, int y, int radius, l_uint32 grey)
{
	for (int i = -radius; i <= radius; i++)
		for (int k = -radius; k <= radius; k++)
			if (i * i + k * k <= radius * radius)
				pixSetPixel(pix, x + i, y + k, grey);
}

/* Returns whether a line is found left of the text of pix. */
static bool
is_found(PIX *pix)
{
	const struct page_box all = {0, 0, pixGetWidth(pix), pixGetHeight(pix)};
	struct page_shapes shapes;
	struct ink ink = {NULL};
	bool is_one = false;

	assert_int_equal(ink_find(&ink, pix, &all), 0);
	assert_int_equal(page_shapes_find(&shapes, pix, &ink), 0);
	assert_true(shapes.dark.count >= 5);
	for (size_t i = 0; i < shapes.dark.count; i++)
		is_one |= shapes.dark.boxes[i].right < 280;
	page_shapes_free(&shapes);
	ink_free(&ink);
	return is_one;
}

/* Makes a page with five lines, and room on their left. */
static PIX *
make_page(void)
{
	PIX *pix = pixCreate(900, 700, 8);

	assert_non_null(pix);
	pixSetAllArbitrary(pix, PAPER);
	for (int y = 100; y <= 500; y += 100)
		write_text(pix, "an answer of some words", 300, y);
	return pix;
}

static void
test_discs(void **state)
{
	static const l_uint32 greys[] = {0, 60, 100};

	(void)state;
	for (size_t i = 0; i < sizeof(greys) / sizeof(greys[0]); i++) {
		PIX *pix = make_page();

		paint_disc(pix, 150, 290, RADIUS, greys[i]);
		assert_false(is_found(pix));
		pixDestroy(&pix);
	}
}

/* An O, and a plus on a disc. */
static void
test_letters(void **state)
{
	PIX *pix = make_page();

	(void)state;
	paint_disc(pix, 150, 290, RADIUS, 60);
	paint_disc(pix, 150, 290, RADIUS / 2, PAPER);
	assert_true(is_found(pix));
	pixDestroy(&pix);
	pix = make_page();
	paint_disc(pix, 150, 290, RADIUS, 60);
	pixRasterop(pix, 130, 285, 40, 10, PIX_SET, NULL, 0, 0);
	pixRasterop(pix, 145, 270, 10, 40, PIX_SET, NULL, 0, 0);
	assert_true(is_found(pix));
	pixDestroy(&pix);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_discs),
	    cmocka_unit_test(test_letters),
	};

	return cmocka_run_group_tests_name("page_shapes", tests, NULL, NULL);
}
