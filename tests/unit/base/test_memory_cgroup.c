/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The files of the memory controller are read as kernels write them.
 */
#include "tests/lib/test.h"

#include "fcgi-worker/base/memory_cgroup.h"

static void
test_limits(void **state)
{
	(void)state;
	assert_int_equal(memory_cgroup_limit_in("536870912\n"), 536870912);
	assert_int_equal(memory_cgroup_limit_in("max\n"), 0);
	/* Where there is no limit, version 1 has the largest number of whole
	 * pages. */
	assert_int_equal(memory_cgroup_limit_in("9223372036854771712\n"), 0);
	assert_int_equal(memory_cgroup_limit_in("99999999999999999999\n"), 0);
	assert_int_equal(memory_cgroup_limit_in(""), 0);
}

static void
test_kills(void **state)
{
	(void)state;
	assert_int_equal(
	    memory_cgroup_kills_in("low 0\nhigh 0\nmax 12\noom 3\n"
				   "oom_kill 2\noom_group_kill 1\n"),
	    2);
	assert_int_equal(memory_cgroup_kills_in(
			     "oom_kill_disable 0\nunder_oom 0\noom_kill 7\n"),
	    7);
	/* Kernels before 4.13 write this. */
	assert_int_equal(
	    memory_cgroup_kills_in("oom_kill_disable 0\nunder_oom 0\n"), 0);
	assert_int_equal(memory_cgroup_kills_in(""), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_limits),
	    cmocka_unit_test(test_kills),
	};

	return cmocka_run_group_tests_name("memory_cgroup", tests, NULL, NULL);
}
