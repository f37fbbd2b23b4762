/* SPDX-License-Identifier: BSD-3-Clause */
/* A control group runs out of memory, and the kernel kills the worker that
 * wants more.  This is told apart from a kill by hand, counted, and the file is
 * refused after the second time. */
#include "tests/lib/test.h"

#include <signal.h>
#include <string.h>

#include "tests/lib/control_group.h"
#include "tests/lib/fcgi.h"
#include "tests/lib/log_reader.h"
#include "tests/lib/page.h"
#include "tests/lib/server.h"
#include "tests/lib/test_pool.h"

#define BOUND_MS 100000
/* This is enough for the pool and a page of text, and too little for the page
 * below. */
#define LIMIT "120000000"
#define SIDE 7000

static const char *program;
static struct test_pool fixture;

/* Asks for a page.  Returns the status of the answer, or -1 if the worker
 * died. */
static int
ask(const struct page_file *page)
{
	const struct fcgi_request r = {
	    .body = page->data, .body_len = page->len};
	struct fcgi_answer a = {0};
	int status = -1;

	if (fcgi_ask(fixture.sock, &r, &a, BOUND_MS) == 0 && a.status != 0)
		status = a.status;
	fcgi_answer_clear(&a);
	return status;
}

static void
expect_log(const char *member, const char *value)
{
	json_t *line = log_reader_find(fixture.log, member, value, BOUND_MS);

	assert_non_null(line);
	json_decref(line);
}

/* Sends the page twice; the kernel must kill the worker both times, and the
 * master count it. */
static void
die_twice(const struct page_file *large)
{
	for (uint64_t i = 1; i <= 2; i++) {
		assert_int_equal(ask(large), -1);
		assert_int_equal(test_pool_wait_free(&fixture, 1, BOUND_MS), 0);
		assert_int_equal(test_pool_record(&fixture).oom_kills, i);
	}
}

static void
test_killed_for_want_of_memory(void **state)
{
	static const struct control_group_value little[] = {
	    {"memory.limit_in_bytes", LIMIT}, {NULL, NULL}};
	static const char *const args[] = {"--max-bytes", "67108864", NULL};
	struct scoreboard_worker w;
	struct page_file large, small;
	char dir[128];

	(void)state;
	if (server_is_sanitized() ||
	    !control_group_make("memory", little,
		(struct control_group_value){"memory.max", LIMIT}, dir,
		sizeof(dir))) {
		print_message("NOT TESTED: no control group of its own\n");
		skip();
	}
	assert_int_equal(page_noise(SIDE, SIDE, 1, &large), 0);
	assert_int_equal(page_text("one", PAGE_PNG, &small), 0);
	control_group_use(dir, program);
	assert_int_equal(test_pool_open(&fixture, 1, args), 0);
	control_group_use(NULL, NULL);
	expect_log("event", "little memory");
	assert_int_equal(ask(&small), 200);
	/* A kill by hand does not count as a lack of memory. */
	assert_true(
	    test_pool_find(&fixture, SCOREBOARD_IDLE, 0, &w, BOUND_MS) >= 0);
	assert_int_equal(kill((pid_t)w.pid, SIGKILL), 0);
	expect_log("event", "worker died");
	assert_int_equal(test_pool_wait_free(&fixture, 1, BOUND_MS), 0);
	assert_int_equal(test_pool_record(&fixture).oom_kills, 0);
	die_twice(&large);
	expect_log("reason", "out of memory");
	assert_int_equal(ask(&large), 422);
	assert_int_equal(ask(&small), 200);
	assert_int_equal(test_pool_close(&fixture, false), 0);
	control_group_remove(dir);
	page_file_clear(&large);
	page_file_clear(&small);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_killed_for_want_of_memory),
	};

	(void)argc;
	control_group_become(argv);
	program = argv[0];
	return server_report(
	    cmocka_run_group_tests_name("oom", tests, NULL, NULL));
}
