/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Few lines of a kind are written in a second, and the ones that are not are
 * counted.
 */
#include "tests/lib/test.h"

#include "mod_ocr/log_limit.h"

#define SECONDS 5
#define EACH 100

static void
sums_up_each_second(void **state)
{
	struct log_limit l = {.used = 0};
	struct log_kind told;
	uint64_t written = 0, summed = 0;
	unsigned sums = 0;

	(void)state;
	for (uint64_t ms = 5000; ms < 5000 + SECONDS * 1000; ms += 10) {
		written += log_limit_admit(&l, 404, "not-found", ms);
		while (log_limit_take(&l, ms, &told)) {
			sums++;
			summed += told.suppressed;
			assert_int_equal(told.status, 404);
			assert_string_equal(told.verdict, "not-found");
		}
	}
	assert_true(log_limit_take(&l, 5000 + SECONDS * 1000, &told));
	assert_int_equal(written + summed + told.suppressed, SECONDS * EACH);
	assert_int_equal(sums, SECONDS - 1);
	assert_in_range(
	    written, SECONDS * LOG_LIMIT_LINES - 1, SECONDS * LOG_LIMIT_LINES);
	assert_int_equal(l.pending, 0);
}

static void
keeps_kinds_apart(void **state)
{
	struct log_limit l = {.used = 0};

	(void)state;
	for (int i = 0; i < LOG_LIMIT_LINES; i++)
		assert_true(log_limit_admit(&l, 503, "queue_full", 5000));
	assert_false(log_limit_admit(&l, 503, "queue_full", 5000));
	assert_true(log_limit_admit(&l, 503, "spool_full", 5000));
	assert_true(log_limit_admit(&l, 504, NULL, 5000));
	assert_int_equal(l.pending, 1);
}

static void
bears_more_kinds_than_it_has_places(void **state)
{
	struct log_limit l = {.used = 0};
	unsigned written = 0;

	(void)state;
	for (int i = 0; i < 1000; i++)
		written += log_limit_admit(&l, i, NULL, 5000);
	assert_int_equal(written, LOG_LIMIT_KINDS + LOG_LIMIT_LINES - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sums_up_each_second),
	    cmocka_unit_test(keeps_kinds_apart),
	    cmocka_unit_test(bears_more_kinds_than_it_has_places),
	};

	return cmocka_run_group_tests_name("log_limit", tests, NULL, NULL);
}
