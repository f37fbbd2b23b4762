/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of inputs that crashed workers: an input is refused after two
 * crashes, and the table has a bound.
 */
#include "tests/lib/test.h"

#include <sys/wait.h>
#include <unistd.h>

#include "fcgi-worker/shm/quarantine.h"

#define MANY 256 /* as many as there is room for */

static struct quarantine q;

static int
setup(void **state)
{
	(void)state;
	q.seconds = 60;
	return quarantine_open(&q, -1, 1);
}

static int
teardown(void **state)
{
	(void)state;
	quarantine_close(&q);
	return 0;
}

/* Enters the input in a child, as a worker, which then dies.  Returns whether
 * the input was allowed. */
static bool
work(unsigned input)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(quarantine_claim(&q, 0) == -1 ||
		      !quarantine_enter(&input, sizeof(input), false));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status == 0;
}

/* Lets a worker crash on the input.  Returns whether it is now refused. */
static bool
crash(unsigned input)
{
	assert_true(work(input));
	return quarantine_blame(&q, 0);
}

static void
test_the_second_crash_counts(void **state)
{
	(void)state;
	assert_false(crash(1));
	assert_true(work(1));
	quarantine_absolve(&q, 0);
	assert_true(crash(1));
	assert_false(work(1));
	assert_true(work(2));
}

/* The oldest entry gives way, so nobody who fills the table keeps it full. */
static void
test_it_is_bounded(void **state)
{
	(void)state;
	for (unsigned i = 0; i <= MANY; i++) {
		assert_false(crash(i));
		assert_true(crash(i));
		/* An entry has the time in milliseconds. */
		usleep(1500);
	}
	assert_true(work(0));
	assert_false(work(1));
	assert_false(work(MANY));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		test_the_second_crash_counts, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		test_it_is_bounded, setup, teardown),
	};

	return cmocka_run_group_tests_name("quarantine", tests, NULL, NULL);
}
