/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The resolution is estimated by the heights of letters; impossible boxes do
 * not lead outside of an array.
 */
#include "tests/lib/test.h"

#include "fcgi-worker/engine/resolution.h"

static void
test_heights(void **state)
{
	/* The estimate is 12.5 times the height in pixels, and at least 70. */
	static const struct {
		int top, bottom, dpi;
	} table[] = {
	    {10, 30, 250},
	    {30, 10, 70},
	    {1000000000, 0, 70},
	    {2000000000, 0, 70},
	    {INT32_MAX, INT32_MIN, 70},
	    {INT32_MIN, INT32_MAX, 70},
	    {5, 5, 70},
	    {0, 192, 70},
	    {0, 191, 2387},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct resolution r = {.count = 0};

		for (int n = 0; n < 8; n++)
			resolution_add(&r, table[i].top, table[i].bottom);
		assert_int_equal(resolution_estimate(&r, 70), table[i].dpi);
	}
}

/* Three quarters of the letters are at most as high as the height that
 * counts. */
static void
test_three_in_four(void **state)
{
	struct resolution r = {.count = 0};

	(void)state;
	for (int n = 0; n < 6; n++)
		resolution_add(&r, 0, 20);
	resolution_add(&r, 0, 100);
	assert_int_equal(resolution_estimate(&r, 70), 250);
	resolution_add(&r, 0, 100);
	resolution_add(&r, 0, 100);
	assert_int_equal(resolution_estimate(&r, 70), 1250);
	assert_true(resolution_is_unknown(70));
	assert_false(resolution_is_unknown(71));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_heights),
	    cmocka_unit_test(test_three_in_four),
	};

	return cmocka_run_group_tests_name("resolution", tests, NULL, NULL);
}
