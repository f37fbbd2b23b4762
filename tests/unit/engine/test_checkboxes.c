/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Checkboxes are told from letters, taken out of a page, and stand as signs
 * beside the words that they belong to.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/engine/checkbox_signs.h"
#include "fcgi-worker/engine/checkboxes.h"
#include "fcgi-worker/output/text.h"

#define WIDTH 800
#define HEIGHT 400
#define GRAY 230 /* of the paper */

/* What was found on a page, and what is left of it. */
struct outcome {
	struct checkboxes found;
	l_int32 dark, ink; /* pixels */
};

static PIX *
blank(void)
{
	PIX *pix = pixCreate(WIDTH, HEIGHT, 8);

	assert_non_null(pix);
	pixSetAllArbitrary(pix, GRAY);
	return pix;
}

/* Returns how wide the lines of a checkbox with that side are. */
static int
stroke_of(int side)
{
	return 1 + side / 14;
}

static void
draw_frame(PIX *pix, int x, int y, int width, int height)
{
	int stroke = stroke_of(width);

	pixRasterop(pix, x, y, width, height, PIX_CLR, NULL, 0, 0);
	for (int i = y + stroke; i < y + height - stroke; i++)
		for (int k = x + stroke; k < x + width - stroke; k++)
			pixSetPixel(pix, k, i, GRAY);
}

/* Draws a cross between the corners of a square. */
static void
draw_cross(PIX *pix, int x, int y, int side)
{
	int stroke = stroke_of(side);

	for (int i = 0; i + stroke <= side; i++) {
		pixRasterop(pix, x + i, y + i, stroke, 1, PIX_CLR, NULL, 0, 0);
		pixRasterop(pix, x + side - stroke - i, y + i, stroke, 1,
		    PIX_CLR, NULL, 0, 0);
	}
}

/* Draws a ring, as an O is. */
static void
draw_ring(PIX *pix, int x, int y, int side)
{
	double r = side / 2.0;

	for (int i = 0; i < side; i++)
		for (int k = 0; k < side; k++) {
			double dx = k + 0.5 - r, dy = i + 0.5 - r;
			double square = dx * dx + dy * dy;

			if (square <= r * r && square >= (r - 3) * (r - 3))
				pixSetPixel(pix, x + k, y + i, 0);
		}
}

/* Takes the checkboxes out of pix, and frees it.  Sets o; o->found.list is to
 * be freed. */
static void
take_out(PIX *pix, struct outcome *o)
{
	const struct page_box all = {0, 0, WIDTH, HEIGHT};
	struct ink ink = {NULL};
	BOXA *parts;
	PIX *rest, *black;

	assert_int_equal(ink_find(&ink, pix, &all), 0);
	parts = pixConnCompBB(ink.pix, 8);
	rest = checkboxes_take_out(pix, &ink, parts, &o->found);
	assert_non_null(rest);
	black = pixThresholdToBinary(rest, 128);
	pixCountPixels(black, &o->dark, NULL);
	pixCountPixels(ink.pix, &o->ink, NULL);
	boxaDestroy(&parts);
	ink_free(&ink);
	pixDestroy(&black);
	pixDestroy(&rest);
	pixDestroy(&pix);
}

/* Empty and crossed ones of several sizes go, and paper is in their place. */
static void
test_taken(void **state)
{
	PIX *pix = blank();
	struct outcome o;

	(void)state;
	for (int i = 0; i < 5; i++) {
		int side = 14 + 8 * i;

		draw_frame(pix, 100 + 100 * i, 100, side, side + i % 2);
		draw_frame(pix, 100 + 100 * i, 200, side, side);
		draw_cross(pix, 100 + 100 * i, 200, side);
	}
	take_out(pix, &o);
	assert_int_equal(o.found.count, 10);
	for (size_t i = 0; i < o.found.count; i++)
		assert_int_equal(
		    o.found.list[i].is_crossed, o.found.list[i].box.top >= 200);
	assert_int_equal(o.dark, 0);
	assert_int_equal(o.ink, 0);
	free(o.found.list);
}

/* Rings, frames of other shapes, open ones and full squares are none. */
static void
test_kept(void **state)
{
	PIX *pix = blank();
	struct outcome o;
	l_int32 dark;
	PIX *black;

	(void)state;
	draw_ring(pix, 100, 100, 30);
	draw_ring(pix, 150, 100, 12);
	draw_frame(pix, 200, 100, 40, 25);
	draw_frame(pix, 300, 100, 200, 200);
	draw_frame(pix, 100, 200, 30, 30);
	pixRasterop(pix, 126, 205, 4, 20, PIX_SET, NULL, 0, 0);
	pixRasterop(pix, 200, 200, 24, 24, PIX_CLR, NULL, 0, 0);
	black = pixThresholdToBinary(pix, 128);
	pixCountPixels(black, &dark, NULL);
	pixDestroy(&black);
	take_out(pix, &o);
	assert_int_equal(o.found.count, 0);
	assert_int_equal(o.dark, dark);
	assert_true(o.ink > 0);
	free(o.found.list);
}

/* Draws a light 5 in the middle of a square of 40 pixels. */
static void
draw_five(PIX *pix, int x, int y)
{
	x += 10;
	y += 6;
	pixRasterop(pix, x, y, 20, 6, PIX_SET, NULL, 0, 0);
	pixRasterop(pix, x, y, 6, 14, PIX_SET, NULL, 0, 0);
	pixRasterop(pix, x, y + 11, 20, 6, PIX_SET, NULL, 0, 0);
	pixRasterop(pix, x + 14, y + 11, 6, 17, PIX_SET, NULL, 0, 0);
	pixRasterop(pix, x, y + 22, 20, 6, PIX_SET, NULL, 0, 0);
}

/* A light sign on a dark square is no cross. */
static void
test_light_sign(void **state)
{
	PIX *pix = blank();
	struct outcome o;

	(void)state;
	pixRasterop(pix, 100, 100, 40, 40, PIX_CLR, NULL, 0, 0);
	draw_five(pix, 100, 100);
	pixRasterop(pix, 200, 100, 40, 40, PIX_CLR, NULL, 0, 0);
	for (int i = 0; i < 3; i++)
		pixRasterop(pix, 210, 108 + 10 * i, 20, 4, PIX_SET, NULL, 0, 0);
	take_out(pix, &o);
	assert_int_equal(o.found.count, 0);
	assert_true(o.dark > 1000);
	free(o.found.list);
}

/* The pixels of a page in black and white, which its ink may share, stay as
 * they are. */
static void
test_page_kept(void **state)
{
	const struct page_box all = {0, 0, WIDTH, HEIGHT};
	struct ink ink = {NULL};
	struct checkboxes found;
	PIX *gray = blank(), *page, *before, *rest;
	l_int32 same = 0;
	BOXA *parts;

	(void)state;
	draw_frame(gray, 100, 100, 40, 40);
	draw_frame(gray, 200, 100, 40, 40);
	draw_cross(gray, 200, 100, 40);
	page = pixThresholdToBinary(gray, 128);
	before = pixCopy(NULL, page);
	assert_int_equal(ink_find(&ink, page, &all), 0);
	parts = pixConnCompBB(ink.pix, 8);
	rest = checkboxes_take_out(page, &ink, parts, &found);
	assert_non_null(rest);
	assert_int_equal(found.count, 2);
	assert_int_equal(pixEqual(page, before, &same), 0);
	assert_true(same);
	free(found.list);
	boxaDestroy(&parts);
	ink_free(&ink);
	pixDestroy(&rest);
	pixDestroy(&before);
	pixDestroy(&page);
	pixDestroy(&gray);
}

/* A letter in a frame of its own stays, without the frame. */
static void
test_letter(void **state)
{
	PIX *pix = blank();
	struct outcome o;

	(void)state;
	draw_frame(pix, 100, 100, 40, 40);
	pixRasterop(pix, 115, 110, 4, 20, PIX_CLR, NULL, 0, 0);
	pixRasterop(pix, 119, 126, 8, 4, PIX_CLR, NULL, 0, 0);
	take_out(pix, &o);
	assert_int_equal(o.found.count, 0);
	assert_int_equal(o.dark, 4 * 20 + 8 * 4);
	assert_true(o.ink > 0);
	free(o.found.list);
}

/* Adds a word of ten pixels a letter and 20 in height to line, or to a new one
 * if that is NULL.  Returns the line. */
static struct page_line *
add_word(struct page *p, struct page_line *line, const char *text, int x, int y)
{
	struct page_word *w;

	if (line == NULL) {
		struct page_block *b = page_add_block(p);
		struct page_paragraph *a = page_add_paragraph(p, b);

		b->type = PAGE_TEXT;
		line = page_add_line(p, a);
		line->box = a->box = b->box =
		    (struct page_box){x, y, x + 1, y + 20};
	}
	w = page_add_word(p, line);
	w->text = text;
	w->box = (struct page_box){x, y, x + 10 * (int)strlen(text), y + 20};
	w->blanks = w != line->words;
	return line;
}

/* A sign stands beside the nearest word of its row; far from all it is left
 * out. */
static void
test_signs(void **state)
{
	struct page *p = page_create();
	struct checkbox list[] = {
	    {{70, 100, 90, 120}, false},  /* before Yes */
	    {{150, 100, 170, 120}, true}, /* before No */
	    {{270, 200, 290, 220}, true}, /* behind Agreed */
	    {{600, 300, 620, 320}, false},
	};
	struct checkboxes c = {list, 4};
	struct page_line *line = add_word(p, NULL, "Yes", 100, 100);
	struct buffer out = {0};

	(void)state;
	p->has_symbols = true;
	add_word(p, line, "No", 180, 100);
	add_word(p, NULL, "Agreed", 200, 200);
	checkbox_signs_put_in(p, &c);
	text_add_page(&out, p);
	assert_string_equal(out.data,
	    "\xe2\x98\x90 Yes \xe2\x98\x92 No\n\nAgreed \xe2\x98\x92\n");
	assert_int_equal(line->box.left, 70);
	assert_int_equal(p->blocks->box.left, 70);
	assert_non_null(line->words->symbols);
	buffer_free(&out);
	page_free(p);
}

/* Checkboxes in a row have signs from end to end, on either side of a word, and
 * in whatever order they were found. */
static void
test_rows(void **state)
{
	struct page *p = page_create();
	struct checkbox list[12];
	struct checkboxes c = {list, 12};
	struct buffer out = {0};

	(void)state;
	for (int i = 0; i < 6; i++) {
		int x = 40 * (5 - i);

		list[i].box = (struct page_box){350 + x, 100, 370 + x, 120};
		list[i].is_crossed = i == 0;
		list[i + 6].box = (struct page_box){50 + x, 100, 70 + x, 120};
		list[i + 6].is_crossed = false;
	}
	add_word(p, NULL, "Name", 300, 100);
	checkbox_signs_put_in(p, &c);
	text_add_page(&out, p);
	assert_string_equal(out.data,
	    "\xe2\x98\x90 \xe2\x98\x90 \xe2\x98\x90 \xe2\x98\x90 "
	    "\xe2\x98\x90 \xe2\x98\x90 Name "
	    "\xe2\x98\x90 \xe2\x98\x90 \xe2\x98\x90 \xe2\x98\x90 "
	    "\xe2\x98\x90 \xe2\x98\x92\n");
	buffer_free(&out);
	page_free(p);
}

static void
test_scripts(void **state)
{
	(void)state;
	assert_false(checkboxes_look_like_letters("eng+deu"));
	assert_true(checkboxes_look_like_letters("eng+jpn"));
	assert_true(checkboxes_look_like_letters("script/HanS"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_taken),
	    cmocka_unit_test(test_kept),
	    cmocka_unit_test(test_light_sign),
	    cmocka_unit_test(test_page_kept),
	    cmocka_unit_test(test_letter),
	    cmocka_unit_test(test_signs),
	    cmocka_unit_test(test_rows),
	    cmocka_unit_test(test_scripts),
	};

	return cmocka_run_group_tests_name("checkboxes", tests, NULL, NULL);
}
