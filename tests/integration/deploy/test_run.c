/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The server that "make run" starts, as a client finds it.
 */
#include "tests/lib/test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/dir.h"
#include "tests/lib/http.h"
#include "tests/lib/pool.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"

#define START_MS 60000
#define STOP_MS 20000
#define ORIGIN "https://example.org:8443"

static char dir[DIR_MAX];
static int port;
static pid_t pid = -1;

/* Starts the server by the script that "make run" calls, and waits until it is
 * ready. */
static void
start(void)
{
	const char *build = getenv("OCR_BUILD");
	const char *argv[] = {"tests/serve.sh", NULL};
	char b[128], p[32], run[DIR_MAX + 16];
	const char *env[] = {
	    b, p, run, "WORKERS=1", "CORS_ORIGIN=" ORIGIN, NULL};
	struct process_spec spec = {
	    .argv = argv, .env = env, .listen_fd = -1, .out = -1, .err = -1};
	double end = process_now_ms() + START_MS;

	assert_int_equal(dir_make(dir), 0);
	port = server_free_port();
	snprintf(b, sizeof(b), "B=%s", build ? build : "build");
	snprintf(p, sizeof(p), "PORT=%d", port);
	snprintf(run, sizeof(run), "RUN_DIR=%s", dir);
	pid = process_spawn(&spec);
	assert_true(pid > 0);
	assert_int_equal(pool_wait_port(port, START_MS), 0);
	while (http_status(port, "/readyz") != 200)
		assert_true(process_now_ms() < end);
}

static int
teardown(void **state)
{
	int status, rc = 0;

	(void)state;
	if (pid > 0) {
		kill(pid, SIGINT);
		rc = process_wait(pid, STOP_MS, &status);
		if (rc == -1)
			process_kill(pid);
	}
	dir_remove(dir);
	return rc;
}

/*
 * From 1.4.70 on, HTTP/2 is a module.  lighttpd serves without it, and says
 * nothing, when it is not in the directory of modules.
 */
static void
test_http2(void **state)
{
	static const char *const paths[] = {"/healthz", "/headers", "/"};
	char url[64];
	const char *argv[] = {"curl", "-sS", "--http2-prior-knowledge", "-o",
	    "/dev/null", "-w", "%{http_version} %{http_code}", url, NULL};
	struct process_result r;

	(void)state;
	if (server_is_sanitized() || getenv("LIGHTTPD")) {
		print_message("NOT TESTED: \"make run\" starts the installed "
			      "lighttpd, with a module like any other\n");
		skip();
	}
	start();
	for (size_t i = 0; i < 3; i++) {
		snprintf(
		    url, sizeof(url), "http://127.0.0.1:%d%s", port, paths[i]);
		assert_int_equal(process_run(argv, STOP_MS, &r), 0);
		if (r.status != 0)
			fail_msg("%s", r.err);
		assert_string_equal(r.out, "2 200");
		process_result_clear(&r);
	}
}

/* A value that is no origin is refused before anything is built. */
static void
test_cors_origin(void **state)
{
	static const char *const wrong[] = {"example.org",
	    "https://example.org/", "https://a.b https://c.d", "null"};
	struct process_result r;
	char line[128];
	const char *argv[] = {"env", line, "tests/serve.sh", "check", NULL};
	struct http_answer answer;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		snprintf(line, sizeof(line), "CORS_ORIGIN=%s", wrong[i]);
		assert_int_equal(process_run(argv, STOP_MS, &r), 0);
		assert_int_not_equal(r.status, 0);
		assert_non_null(strstr(r.err, "an origin is needed"));
		process_result_clear(&r);
	}
	if (pid < 0)
		skip();
	assert_int_equal(http_get(port, "/healthz", NULL, &answer), 0);
	assert_string_equal(
	    http_header(&answer, "Access-Control-Allow-Origin"), ORIGIN);
	http_answer_clear(&answer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_http2),
	    cmocka_unit_test(test_cors_origin),
	};

	return cmocka_run_group_tests_name("run", tests, NULL, teardown);
}
