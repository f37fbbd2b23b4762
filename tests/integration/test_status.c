/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The scoreboard: what it says of a busy pool, and how it is printed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/fcgi.h"
#include "tests/lib/nest.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"

#define BUSY_MS 5000
#define END_MS 30000

static struct nest nest;
static struct page_file grain;

static int
teardown(void **state)
{
	(void)state;
	return nest_close(&nest, false);
}

static void
start(unsigned workers, const char *option, const char *value)
{
	const char *args[] = {option, value, NULL};

	assert_int_equal(nest_open(&nest, workers, args), 0);
}

static struct process_result
run(const char *a, const char *b, const char *c, const char *d)
{
	const char *argv[] = {pool_program(), a, b, c, d, NULL};
	struct process_result r;

	assert_int_equal(process_run(argv, END_MS, &r), 0);
	assert_true(WIFEXITED(r.status));
	return r;
}

static int
send_grain(const char *const *params)
{
	struct fcgi_request r = {
	    .params = params, .body = grain.data, .body_len = grain.len};
	int fd = fcgi_send(nest.sock, &r);

	assert_true(fd >= 0);
	return fd;
}

static void
wait_stage(struct scoreboard_worker *w, enum scoreboard_stage stage)
{
	do
		assert_true(
		    nest_find(&nest, SCOREBOARD_BUSY, 0, w, BUSY_MS) >= 0);
	while (w->stage != stage);
}

static void
test_the_scoreboard(void **state)
{
	const char *params[] = {
	    "OCR_REQUEST_ID=seen", "OCR_DEADLINE_MS=3000", NULL};
	struct scoreboard_worker w;
	double end = process_now_ms() + END_MS;
	int first, second;
	struct stat st;

	(void)state;
	start(1, NULL, NULL);
	assert_int_equal(stat(nest.board, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	first = send_grain(params);
	wait_stage(&w, SCOREBOARD_RECOGNIZING);
	assert_string_equal(w.id, "seen");
	assert_int_equal(w.page, 1);
	assert_int_equal(w.pages, 1);
	assert_int_equal(w.deadline_ms - w.request_ms, 3000);
	assert_int_equal(scoreboard_count(nest.scoreboard).free, 0);
	second = send_grain(params);
	while (nest_record(&nest).accept_queue == 0) {
		assert_true(process_now_ms() < end);
		poll(NULL, 0, 10);
	}
	assert_int_equal(nest_record(&nest).accept_queue, 1);
	while (w.rss_bytes < 60UL << 20 || w.cpu_ms == 0) {
		assert_true(process_now_ms() < end);
		nest_find(&nest, SCOREBOARD_BUSY, 0, &w, BUSY_MS);
	}
	close(first);
	close(second);
}

/* Whether the manual page has an entry for each member. */
static void
assert_documented(const char *manual, json_t *object)
{
	const char *name;
	json_t *value;
	char entry[64];

	json_object_foreach(object, name, value)
	{
		/* "pages" stands beside "page". */
		snprintf(entry, sizeof(entry),
		    strcmp(name, "pages") == 0	? "\n.It Cm page , %s\n"
		    : strcmp(name, "page") == 0 ? "\n.It Cm %s , pages\n"
						: "\n.It Cm %s\n",
		    name);
		if (!strstr(manual, entry))
			fail_msg("%s is not in the manual page", name);
	}
}

static void
test_status_is_printed(void **state)
{
	char *manual = process_read_file("fcgi-worker/fcgi-worker.8", NULL);
	struct process_result r;
	json_t *all, *worker;

	(void)state;
	start(2, NULL, NULL);
	r = run("--status", "-s", nest.sock, NULL);
	assert_int_equal(WEXITSTATUS(r.status), 0);
	assert_non_null(strstr(r.out, "slots 2, free 2"));
	assert_non_null(strstr(r.out, "idle"));
	process_result_clear(&r);
	r = run("--status=json", "--scoreboard", nest.board, NULL);
	all = json_loads(r.out, 0, NULL);
	assert_non_null(all);
	assert_true(json_is_true(json_object_get(all, "alive")));
	assert_int_equal(
	    json_integer_value(json_object_get(all, "master")), nest.pool.pid);
	worker = json_array_get(json_object_get(all, "workers"), 1);
	assert_string_equal(
	    json_string_value(json_object_get(worker, "state")), "idle");
	assert_documented(manual, all);
	assert_documented(manual, worker);
	free(manual);
	json_decref(all);
	process_result_clear(&r);
	r = run("--status", "--scoreboard", "/nowhere", NULL);
	assert_int_equal(WEXITSTATUS(r.status), 69);
	process_result_clear(&r);
}

int
main(void)
{
#define ON_ITS_OWN(test) cmocka_unit_test_teardown(test, teardown)
	const struct CMUnitTest tests[] = {
	    ON_ITS_OWN(test_the_scoreboard),
	    ON_ITS_OWN(test_status_is_printed),
	};
	int rc;

	if (page_grain(2500, 3500, 5, &grain) < 0)
		return 1;
	rc = cmocka_run_group_tests_name("status", tests, NULL, NULL);
	page_file_clear(&grain);
	return server_report(rc);
}
