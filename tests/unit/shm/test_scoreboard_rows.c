/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rows that a worker leaves half written when it dies, or writes wrongly when
 * it was taken over: they are told from others, and reading them takes little
 * time.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fcgi-worker/shm/scoreboard.h"
#include "fcgi-worker/shm/scoreboard_writer.h"

#define PLACES 64
#define ROUNDS 10
/* One look at all rows may take so long; with 1,000 attempts a row it took 60
 * ms and more. */
#define LOOK_MS 15.0

static double
cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
test_odd_rows(void **state)
{
	char dir[] = "/tmp/ocr-rows-XXXXXX", path[64];
	const struct scoreboard_worker idle = {
	    .generation = 1, .state = SCOREBOARD_IDLE};
	const struct scoreboard_pool pool = {.master = 1, .generation = 1};
	struct scoreboard_worker w;
	struct scoreboard *s;
	const char *why;
	struct scoreboard_writer b;
	double begin;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/board", dir);
	assert_int_equal(scoreboard_writer_create(&b, path, NULL, PLACES), 0);
	scoreboard_writer_set_pool(&b, &pool);
	for (unsigned i = 0; i < PLACES; i++)
		scoreboard_writer_set_worker(&b, i, &idle);
	s = scoreboard_open(path, &why);
	assert_non_null(s);
	assert_int_equal(scoreboard_count(s).free, PLACES);
	for (unsigned i = 1; i < PLACES; i++)
		b.map->entries[i].sequence |= 1;
	assert_true(scoreboard_read_worker(s, 0, &w));
	assert_false(scoreboard_read_worker(s, 1, &w));
	begin = cpu_ms();
	for (int i = 0; i < ROUNDS; i++)
		assert_int_equal(scoreboard_count(s).free, 1);
	begin = (cpu_ms() - begin) / ROUNDS;
	print_message("a look at %d odd rows takes %.2f ms\n", PLACES, begin);
	assert_true(begin < LOOK_MS);
	/* The next worker in this place puts the row right. */
	for (unsigned i = 0; i < PLACES; i++)
		scoreboard_writer_set_worker(&b, i, &idle);
	assert_int_equal(scoreboard_count(s).free, PLACES);
	scoreboard_close(s);
	scoreboard_writer_close(&b, true);
	rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_odd_rows),
	};

	return cmocka_run_group_tests_name(
	    "scoreboard rows", tests, NULL, NULL);
}
