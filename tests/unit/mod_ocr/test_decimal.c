/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Numbers are written as printf(3) writes them, with nothing behind them.
 */
#include "tests/lib/test.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "mod_ocr/decimal.h"

static void
expect(uint64_t number)
{
	char wanted[32], got[DECIMAL_MAX + 1];
	size_t len;

	memset(got, 'x', sizeof(got));
	len = decimal_write(got, number);
	assert_int_equal(got[DECIMAL_MAX], 'x');
	assert_int_equal(
	    len, snprintf(wanted, sizeof(wanted), "%" PRIu64, number));
	assert_memory_equal(got, wanted, len);
}

static void
writes_as_printf(void **state)
{
	(void)state;
	expect(0);
	expect(UINT64_MAX);
	for (uint64_t n = 1; n < UINT64_MAX / 10; n *= 10) {
		expect(n - 1);
		expect(n);
		expect(n + 7);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(writes_as_printf),
	};

	return cmocka_run_group_tests_name("decimal", tests, NULL, NULL);
}
