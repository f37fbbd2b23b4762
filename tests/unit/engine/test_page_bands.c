/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * In which bands of a page the detector looks for lines: around those that are
 * doubted.
 */
#include "tests/lib/test.h"

#include "fcgi-worker/engine/page_bands.h"

#define ROOM 30

static const struct page_box page = {10, 20, 1010, 2020};

static void
assert_rows(const struct page_box *band, int top, int bottom)
{
	assert_int_equal(band->left, page.left);
	assert_int_equal(band->right, page.right);
	assert_int_equal(band->top, top);
	assert_int_equal(band->bottom, bottom);
}

/* Lines close to each other share a band; a high one gets more room. */
static void
test_bands(void **state)
{
	const struct page_box doubts[] = {{100, 30, 300, 50},
	    {100, 400, 300, 420}, {500, 430, 600, 450}, {100, 540, 200, 560},
	    {100, 1000, 200, 1100}};
	struct page_bands b;

	(void)state;
	page_bands_find(&b, &page, doubts, 5, ROOM);
	assert_int_equal(b.count, 3);
	assert_rows(&b.list[0], 20, 80);
	assert_rows(&b.list[1], 370, 590);
	assert_rows(&b.list[2], 900, 1200);
}

/* A high place reaches up to bands before the last one, and joins them. */
static void
test_high(void **state)
{
	const struct page_box doubts[] = {{100, 100, 300, 120},
	    {100, 300, 300, 320}, {500, 350, 510, 600}, {100, 1500, 300, 1520}};
	struct page_bands b;

	(void)state;
	page_bands_find(&b, &page, doubts, 4, ROOM);
	assert_int_equal(b.count, 2);
	assert_rows(&b.list[0], 70, 850);
	assert_rows(&b.list[1], 1470, 1550);
}

static void
test_none(void **state)
{
	struct page_bands b;

	(void)state;
	page_bands_find(&b, &page, NULL, 0, ROOM);
	assert_int_equal(b.count, 0);
}

/* Where most of a page is doubted, or too many places are, all of it is looked
 * at. */
static void
test_all(void **state)
{
	const struct page_box most = {100, 100, 300, 1900};
	struct page_box many[PAGE_BANDS_MAX + 1];
	struct page_bands b;

	(void)state;
	page_bands_find(&b, &page, &most, 1, ROOM);
	assert_int_equal(b.count, 1);
	assert_rows(&b.list[0], 20, 2020);
	for (int i = 0; i <= PAGE_BANDS_MAX; i++)
		many[i] =
		    (struct page_box){100, 100 + 200 * i, 300, 110 + 200 * i};
	page_bands_find(&b, &page, many, PAGE_BANDS_MAX, ROOM);
	assert_int_equal(b.count, PAGE_BANDS_MAX);
	page_bands_find(&b, &page, many, PAGE_BANDS_MAX + 1, ROOM);
	assert_int_equal(b.count, 1);
	assert_rows(&b.list[0], 20, 2020);
}

/* What ends at the edge of a band is half a line; at that of the page, whole.
 */
static void
test_cut(void **state)
{
	const struct page_box doubts[] = {{100, 30, 300, 50}};
	const struct page_box at_top = {100, 20, 300, 45},
			      within = {100, 30, 300, 50},
			      at_bottom = {100, 60, 300, 80};
	struct page_bands b;

	(void)state;
	page_bands_find(&b, &page, doubts, 1, ROOM);
	assert_false(page_bands_cut(&b, &b.list[0], &at_top));
	assert_false(page_bands_cut(&b, &b.list[0], &within));
	assert_true(page_bands_cut(&b, &b.list[0], &at_bottom));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_bands),
	    cmocka_unit_test(test_high),
	    cmocka_unit_test(test_none),
	    cmocka_unit_test(test_all),
	    cmocka_unit_test(test_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
