/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A client leaves while its page is read: the worker stops reading and is kept,
 * since Tesseract looks between words, and reads the next page right.
 */
#include "tests/lib/test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/fcgi.h"
#include "tests/lib/page.h"
#include "tests/lib/pool_fixture.h"
#include "tests/lib/process.h"

#define LINES 80
#define ROUNDS 6

/* These are many lines that take little time each, so that Tesseract looks
 * often. */
static struct page_file lines;

static int
make_page(void **state)
{
	char text[LINES * 8 + 1] = "";

	(void)state;
	for (int i = 0; i < LINES; i++)
		strcat(text, "A fox\n");
	return page_text(text, PAGE_PNG, &lines);
}

static int
free_page(void **state)
{
	(void)state;
	page_file_clear(&lines);
	return 0;
}

/*
 * Sends a page, and leaves when the worker has used so much more processor
 * time. Returns the worker that is idle after that.
 */
static struct scoreboard_worker
leave(pid_t worker, double cpu_ms)
{
	const struct fcgi_request r = {
	    .body = lines.data, .body_len = lines.len};
	double until = process_cpu_ms(worker) + cpu_ms;
	double end = process_now_ms() + POOL_FIXTURE_MS;
	int fd = pool_fixture_send(&r);

	while (process_cpu_ms(worker) < until) {
		assert_true(process_now_ms() < end);
		usleep(1000);
	}
	assert_int_equal(pool_fixture_recognizing().pid, worker);
	close(fd);
	assert_int_equal(
	    test_pool_wait_free(&pool_fixture, 1, POOL_FIXTURE_MS), 0);
	return pool_fixture_idle();
}

static void
test_the_process_is_kept(void **state)
{
	struct scoreboard_worker before, after;
	unsigned kept = 0;
	double cpu_ms;
	char *text;

	(void)state;
	pool_fixture_start(1, NULL);
	/* The first page takes longer than the others. */
	pool_fixture_ask(&lines, NULL, 200);
	after = pool_fixture_idle();
	cpu_ms = process_cpu_ms((pid_t)after.pid);
	text = strdup(pool_fixture_ask(&lines, NULL, 200)->body);
	assert_non_null(text);
	cpu_ms = process_cpu_ms((pid_t)after.pid) - cpu_ms;
	for (uint64_t i = 0; i < ROUNDS; i++) {
		before = after;
		/* By then it has found the lines, and reads them. */
		after = leave((pid_t)before.pid, cpu_ms * 0.5);
		kept += after.pid == before.pid;
		assert_int_equal(after.cancelled, i + 1);
		assert_string_equal(
		    pool_fixture_ask(&lines, NULL, 200)->body, text);
		assert_non_null(strstr(
		    pool_fixture_ask(&pool_fixture_text, NULL, 200)->body,
		    "The quick brown fox"));
	}
	/* On a busy machine, more time may pass between two words. */
	assert_true(kept > 0);
	assert_int_equal(test_pool_record(&pool_fixture).restarts, 0);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    POOL_FIXTURE_TEST(test_the_process_is_kept),
	};

	return cmocka_run_group_tests_name(
	    "leaving", tests, make_page, free_page);
}
