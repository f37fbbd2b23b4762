/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Stamps differ where the clock goes on in whole seconds, so that hundreds are
 * given at the same time.
 */
#include "tests/lib/test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "mod_ocr/store_stamp.h"

enum { STAMPS = 200 };

/* Takes the place of libc's in this program: as a clock that is read in whole
 * seconds. */
int
clock_gettime(clockid_t clock, struct timespec *now)
{
	int rc = (int)syscall(SYS_clock_gettime, clock, now);

	now->tv_nsec = 0;
	return rc;
}

static char path[32];
static int dir = -1;

static int
setup(void **state)
{
	(void)state;
	strcpy(path, "/tmp/ocr-stamp-XXXXXX");
	if (mkdtemp(path) == NULL)
		return -1;
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return dir >= 0 ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	close(dir);
	return rmdir(path);
}

/* Each of two processes sees that the other one has written. */
static void
test_stamps_of_one_second_differ(void **state)
{
	struct store_stamp one, other;

	(void)state;
	store_stamp_begin(&one, dir);
	store_stamp_begin(&other, dir);
	assert_true(one.works && other.works);
	assert_false(store_stamp_is_noted(&one, dir));
	for (int i = 0; i < STAMPS; i++) {
		store_stamp_note(&one, dir);
		store_stamp_renew(&other, dir, false);
		assert_false(store_stamp_is_noted(&one, dir));
		store_stamp_renew(&one, dir, true);
		assert_true(store_stamp_is_noted(&one, dir));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		test_stamps_of_one_second_differ, setup, teardown),
	};

	return cmocka_run_group_tests_name("store_stamp", tests, NULL, NULL);
}
