/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How long the master waits after deaths, and how many processors a quota is.
 */
#include "tests/lib/test.h"

#include <stdlib.h>

#include "fcgi-worker/base/cpus.h"
#include "fcgi-worker/master/backoff.h"

static void
test_delay(void **state)
{
	static const struct {
		unsigned failures;
		long full;
	} table[] = {{1, 100}, {2, 200}, {3, 400}, {9, 25600}, {10, 30000},
	    {11, 30000}, {4000000000U, 30000}};
	unsigned long chance;

	(void)state;
	assert_int_equal(backoff_ms(0, 12345), 0);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		for (chance = 0; chance < 70000; chance += 997)
			assert_in_range(backoff_ms(table[i].failures, chance),
			    table[i].full / 2, table[i].full);
}

/* Workers that died together are not started again together. */
static void
test_jitter(void **state)
{
	(void)state;
	assert_int_not_equal(backoff_ms(5, 1), backoff_ms(5, 700));
}

static void
test_quota(void **state)
{
	static const struct {
		const char *text;
		int cpus;
	} table[] = {
	    {"max 100000\n", 0},
	    {"100000 100000\n", 1},
	    {"150000 100000\n", 2},
	    {"1000 100000\n", 1},
	    {"400000 100000", 4},
	    {"100000 0", 0},
	    {"-1 100000", 0},
	    {"", 0},
	    {"9223372036854775807 1", INT32_MAX},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		assert_int_equal(cpus_from_max(table[i].text), table[i].cpus);
	assert_in_range(cpus_count(), 1, 4096);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_delay),
	    cmocka_unit_test(test_jitter),
	    cmocka_unit_test(test_quota),
	};

	return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
