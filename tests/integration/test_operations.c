/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What an operator sees and says: -t, lighttpd as the spawner, slow requests,
 * process titles.
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
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/fcgi.h"
#include "tests/lib/http.h"
#include "tests/lib/nest.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"
#include "tests/lib/worklog.h"

#define BUSY_MS 5000
#define END_MS 30000
#define LOG_MS 2000

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
test_check(void **state)
{
	static const struct {
		const char *a, *b;
		int status;
	} table[] = {
	    {"-w", "1", 0},
	    {"-w", "0", 64},
	    {"-l", "xyz", 78},
	    {"-u", "nobody-at-all", 78},
	    {"-c", "/nowhere", 78},
	    {"-s", "/nowhere/sock", 71},
	    {"-s", "/etc/passwd", 64},
	    {"-p", "99999", 64},
	    {"--log", "/nowhere/log", 71},
	    {"--tessdata", "/nowhere", 78},
	};
	struct process_result r;

	(void)state;
	start(1, NULL, NULL);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		r = run("-t", table[i].a, table[i].b, "--canary");
		if (WEXITSTATUS(r.status) != table[i].status)
			fail_msg("%s %s: %#x %s", table[i].a, table[i].b,
			    (unsigned)r.status, r.err);
		process_result_clear(&r);
	}
	/* A socket that is served is a good one, and stays as it is. */
	r = run("-t", "-s", nest.sock, NULL);
	assert_int_equal(WEXITSTATUS(r.status), 0);
	process_result_clear(&r);
	assert_int_equal(access(nest.sock, F_OK), 0);
}

static void
test_slow_requests(void **state)
{
	struct fcgi_request r = {.query = "psm=6"};
	struct page_file page;
	struct fcgi_answer a;
	json_t *line, *stages;

	(void)state;
	assert_int_equal(page_grain(1200, 900, 5, &page), 0);
	r.body = page.data;
	r.body_len = page.len;
	start(1, "--slow", "1");
	assert_int_equal(fcgi_ask(nest.sock, &r, &a, END_MS), 0);
	line = worklog_find(nest.log, "event", "slow request", LOG_MS);
	assert_non_null(line);
	stages = json_object_get(line, "stages_ms");
	assert_true(
	    json_integer_value(json_object_get(stages, "recognizing")) > 500);
	assert_non_null(json_object_get(stages, "decoding"));
	json_decref(line);
	fcgi_answer_clear(&a);
	page_file_clear(&page);
}

static char *
title_of(pid_t pid)
{
	static char path[64];

	snprintf(path, sizeof(path), "/proc/%d/cmdline", (int)pid);
	return process_read_all(path);
}

static void
assert_title(pid_t pid, const char *want)
{
	char *title = title_of(pid);

	assert_non_null(title);
	assert_string_equal(title, want);
	free(title);
}

static void
test_titles(void **state)
{
	struct scoreboard_worker w;
	int fd;

	(void)state;
	start(1, NULL, NULL);
	assert_true(nest_find(&nest, SCOREBOARD_IDLE, 0, &w, BUSY_MS) >= 0);
	poll(NULL, 0, 50);
	assert_title((pid_t)w.pid, "fcgi-worker: worker: idle");
	assert_title(nest.pool.pid, "fcgi-worker: master: 1 workers");
	fd = send_grain(NULL);
	wait_stage(&w, SCOREBOARD_RECOGNIZING);
	poll(NULL, 0, 50);
	assert_title(
	    (pid_t)w.pid, "fcgi-worker: worker: recognizing page 1 of 1");
	close(fd);
}

/* lighttpd starts the pool itself. */
static void
test_bin_path(void **state)
{
	char conf[1024], *program = realpath(pool_program(), NULL);
	struct server_options options = {.plain = true, .conf = conf};
	struct http_answer answer;
	struct server *server;

	(void)state;
	start(1, NULL, NULL);
	snprintf(conf, sizeof(conf),
	    "$HTTP[\"url\"] =~ \"^/headers\" { fastcgi.server = ( \"/\" => "
	    "(( \"check-local\" => \"disable\", \"max-procs\" => 1, "
	    "\"socket\" => \"%s/bin.sock\", \"bin-path\" => \"%s -w 1 --log "
	    "%s/bin.log\" )) ) }\n",
	    nest.dir, program, nest.dir);
	free(program);
	/* Its first answer comes from the pool. */
	server = server_start(&options);
	assert_non_null(server);
	assert_int_equal(http_get(server->port, "/headers", NULL, &answer), 0);
	assert_int_equal(answer.status, 200);
	http_answer_clear(&answer);
	assert_int_equal(server_stop(server), 0);
}

int
main(void)
{
#define ON_ITS_OWN(test) cmocka_unit_test_teardown(test, teardown)
	const struct CMUnitTest tests[] = {
	    ON_ITS_OWN(test_check),
	    ON_ITS_OWN(test_slow_requests),
	    ON_ITS_OWN(test_titles),
	    ON_ITS_OWN(test_bin_path),
	};
	int rc;

	if (page_grain(2500, 3500, 5, &grain) < 0)
		return 1;
	rc = cmocka_run_group_tests_name("operations", tests, NULL, NULL);
	page_file_clear(&grain);
	return server_report(rc);
}
