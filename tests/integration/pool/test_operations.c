/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What an operator sees and does: -t, lighttpd as the one that starts the pool,
 * slow requests, and titles of processes.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/lib/http.h"
#include "tests/lib/pool_fixture.h"
#include "tests/lib/server.h"

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
	    {"--scoreboard", "/nowhere/board", 71},
	    {"--scoreboard", "/tmp/board", 0},
	    {"--tessdata", "/nowhere", 78},
	};

	(void)state;
	pool_fixture_start(1, NULL);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		pool_fixture_run(table[i].status, "-t", table[i].a, table[i].b,
		    "--canary", NULL);
	/* A socket on which a pool listens is good, and stays as it is. */
	pool_fixture_run(0, "-t", "-s", pool_fixture.sock, NULL);
	assert_int_equal(access(pool_fixture.sock, F_OK), 0);
	if (!server_is_sanitized())
		pool_fixture_run(71, "-t", "--max-memory", "64m", NULL);
	setenv("TMPDIR", "/nowhere", 1);
	pool_fixture_run(71, "-t", NULL);
	if (geteuid() == 0) {
		/* This path is within the new root. */
		setenv("TMPDIR", pool_fixture.dir, 1);
		pool_fixture_run(0, "-t", NULL);
		pool_fixture_run(71, "-t", "-c", "/usr", NULL);
	}
	unsetenv("TMPDIR");
}

static void
test_slow_requests(void **state)
{
	struct page_file page;
	json_t *line, *stages;

	(void)state;
	assert_int_equal(page_noise(1200, 900, 5, &page), 0);
	pool_fixture_start(1, "--slow", "1", NULL);
	pool_fixture_ask(&page, "psm=6", 200);
	line = pool_fixture_logged("event", "slow request");
	stages = json_object_get(line, "stages_ms");
	assert_true(
	    json_integer_value(json_object_get(stages, "recognizing")) > 500);
	assert_non_null(json_object_get(stages, "decoding"));
	json_decref(line);
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
	pid_t pid;
	int fd;

	(void)state;
	pool_fixture_start(1, NULL);
	pid = (pid_t)pool_fixture_idle().pid;
	poll(NULL, 0, 50);
	assert_title(pid, "fcgi-worker: worker: idle");
	assert_title(pool_fixture.pool.pid, "fcgi-worker: master: 1 workers");
	fd = pool_fixture_send_slow(NULL, NULL);
	pool_fixture_recognizing();
	poll(NULL, 0, 50);
	assert_title(pid, "fcgi-worker: worker: recognizing page 1 of 1");
	close(fd);
}

/* lighttpd starts the pool by itself. */
static void
test_bin_path(void **state)
{
	char conf[1024], *program = realpath(pool_program(), NULL);
	struct server_options options = {.plain = true, .conf = conf};
	struct http_answer answer;
	struct server *server;

	(void)state;
	pool_fixture_start(1, NULL);
	snprintf(conf, sizeof(conf),
	    "$HTTP[\"url\"] =~ \"^/headers\" { fastcgi.server = ( \"/\" => "
	    "(( \"check-local\" => \"disable\", \"max-procs\" => 1, "
	    "\"socket\" => \"%s/bin.sock\", \"bin-path\" => \"%s -w 1 --log "
	    "%s/bin.log\" )) ) }\n",
	    pool_fixture.dir, program, pool_fixture.dir);
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
	const struct CMUnitTest tests[] = {
	    POOL_FIXTURE_TEST(test_check),
	    POOL_FIXTURE_TEST(test_slow_requests),
	    POOL_FIXTURE_TEST(test_titles),
	    POOL_FIXTURE_TEST(test_bin_path),
	};

	return server_report(
	    cmocka_run_group_tests_name("operations", tests, NULL, NULL));
}
