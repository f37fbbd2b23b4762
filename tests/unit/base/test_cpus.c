/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A thread leaves a processor to another one, and may use all again.
 */
#include "tests/lib/test.h"

#include <sched.h>

#include "fcgi-worker/base/cpus.h"

#define TRIES 200

static cpu_set_t before;

static void
assert_may_use_all(void)
{
	cpu_set_t now;

	assert_int_equal(sched_getaffinity(0, sizeof(now), &now), 0);
	assert_true(CPU_EQUAL(&now, &before));
}

/* Calls cpus_leave() TRIES times.  Returns how often the thread ran on another
 * processor afterwards. */
static int
leave_own(void)
{
	int moved = 0;

	for (int i = 0; i < TRIES; i++) {
		int cpu = sched_getcpu();

		cpus_leave(cpu);
		moved += sched_getcpu() != cpu;
		assert_may_use_all();
	}
	return moved;
}

static void
test_another_processor_is_taken(void **state)
{
	(void)state;
	cpus_note();
	if (CPU_COUNT(&before) < 2) {
		print_message("NOT TESTED: there is one processor\n");
		skip();
	}
	/* The kernel may move it back at once. */
	assert_in_range(leave_own(), TRIES / 2, TRIES);
}

static void
test_nothing_is_left_where_there_is_one(void **state)
{
	cpu_set_t one;
	int cpu = sched_getcpu();

	(void)state;
	CPU_ZERO(&one);
	CPU_SET((size_t)cpu, &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	cpus_note();
	cpus_leave(cpu);
	assert_int_equal(sched_getcpu(), cpu);
	assert_int_equal(sched_setaffinity(0, sizeof(before), &before), 0);
	/* None, and one that this thread is not on. */
	cpus_note();
	cpus_leave(-1);
	cpus_leave(CPU_SETSIZE);
	assert_may_use_all();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_another_processor_is_taken),
	    cmocka_unit_test(test_nothing_is_left_where_there_is_one),
	};

	if (sched_getaffinity(0, sizeof(before), &before) == -1)
		return 1;
	return cmocka_run_group_tests_name("cpus", tests, NULL, NULL);
}
