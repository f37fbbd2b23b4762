/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * When early deaths open the breaker, and which workers close it.
 */
#include "tests/lib/test.h"

#include "fcgi-worker/master/breaker.h"

/* Counts so many deaths in a pool of so many workers.  Returns whether the
 * breaker is open then. */
static bool
opens(unsigned workers, unsigned deaths)
{
	struct breaker b = {.is_open = false};

	while (deaths-- > 0)
		breaker_count_death(&b, workers);
	return b.is_open;
}

static void
test_opens(void **state)
{
	(void)state;
	assert_false(opens(1, 3));
	assert_true(opens(1, 4));
	assert_false(opens(8, 15));
	assert_true(opens(8, 16));
}

/* Only a worker that was started after the last death, and has served or lived
 * for five seconds. */
static void
test_trial(void **state)
{
	const struct breaker b = {true, 4, 1000};
	const struct scoreboard_worker served = {.requests = 1}, new = {0};

	(void)state;
	assert_false(breaker_is_trial(&b, 999));
	assert_true(breaker_is_trial(&b, 1000));
	assert_false(breaker_has_passed(&b, 999, &served, 9000));
	assert_true(breaker_has_passed(&b, 1000, &served, 1001));
	assert_false(breaker_has_passed(&b, 1000, &new, 6000));
	assert_true(breaker_has_passed(&b, 1000, &new, 6001));
}

/* All deaths before do not count any more. */
static void
test_closes(void **state)
{
	struct breaker b = {true, 7, 1000};

	(void)state;
	breaker_close(&b);
	assert_false(b.is_open);
	breaker_count_death(&b, 1);
	assert_false(b.is_open);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_opens),
	    cmocka_unit_test(test_trial),
	    cmocka_unit_test(test_closes),
	};

	return cmocka_run_group_tests_name("breaker", tests, NULL, NULL);
}
