/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The gate's figures for Prometheus: well-formed, and true.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/http.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"
#include "tests/lib/status.h"

#define ARRIVE_MS 5000

static struct server *server;

static int
setup(void **state)
{
	const struct server_options options = {.workers = 1};

	(void)state;
	server = server_start(&options);
	return server ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	return server_stop(server);
}

/* The value of the sample that begins the line. */
static double
sample(const char *text, const char *name)
{
	char mark[128];
	const char *at;

	snprintf(mark, sizeof(mark), "\n%s ", name);
	at = strstr(text, mark);
	if (!at)
		fail_msg("no sample %s", name);
	return atof(at + strlen(mark));
}

static void
read_metrics(struct http_answer *answer)
{
	assert_int_equal(http_get(server->port, "/metrics", NULL, answer), 0);
	assert_int_equal(answer->status, 200);
	assert_string_equal(http_header(answer, "Content-Type"),
	    "text/plain; version=0.0.4; charset=utf-8");
}

static void
test_promtool_accepts_them(void **state)
{
	const char *const argv[] = {"sh", "-c",
	    "PATH=$PATH:${OCR_BUILD:-build}/promtool/usr/bin "
	    "promtool check metrics < \"$0\"",
	    server_path(server, "metrics.txt"), NULL};
	struct process_result result;
	struct http_answer answer;
	FILE *f;

	(void)state;
	assert_int_equal(
	    client_finish(
		client_post(server->port, "/headers", "", 10), ARRIVE_MS, NULL),
	    200);
	read_metrics(&answer);
	f = fopen(server_path(server, "metrics.txt"), "w");
	assert_non_null(f);
	fwrite(answer.body, 1, answer.body_len, f);
	fclose(f);
	http_answer_clear(&answer);
	assert_int_equal(process_run(argv, ARRIVE_MS * 4, &result), 0);
	if (result.status != 0)
		fail_msg("promtool: %s%s", result.out, result.err);
	process_result_clear(&result);
}

static void
test_they_are_true(void **state)
{
	struct http_answer answer;
	int fds[3];

	(void)state;
	assert_int_equal(pool_freeze(&server->pool), 0);
	for (int i = 0; i < 3; i++)
		fds[i] = client_post(server->port, "/headers", "", 1000);
	assert_true(status_wait(server->port, "queued", 2, ARRIVE_MS) >= 0);
	assert_int_equal(
	    client_finish(
		client_post(server->port, "/nowhere", "", 0), ARRIVE_MS, NULL),
	    404);
	read_metrics(&answer);
	assert_true(sample(answer.body, "ocr_ready") == 1);
	assert_true(sample(answer.body, "ocr_slots") == 1);
	assert_true(sample(answer.body, "ocr_requests_running") == 1);
	assert_true(sample(answer.body, "ocr_requests_parked") == 2);
	assert_true(sample(answer.body, "ocr_parked_bytes") == 2000);
	assert_true(
	    sample(answer.body, "ocr_answers_total{code=\"404\"}") == 1);
	assert_true(sample(answer.body,
			"ocr_requests_total{outcome=\"refused\"}") == 1);
	http_answer_clear(&answer);
	close(fds[2]);
	assert_true(status_wait(server->port, "queued", 1, ARRIVE_MS) >= 0);
	assert_int_equal(pool_thaw(&server->pool), 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(client_finish(fds[i], ARRIVE_MS, NULL), 200);
	read_metrics(&answer);
	assert_true(
	    sample(answer.body, "ocr_aborts_total{stage=\"queued\"}") == 1);
	assert_true(sample(answer.body, "ocr_service_seconds_count") == 2);
	assert_true(sample(answer.body, "ocr_wait_seconds_count") == 2);
	assert_true(sample(answer.body, "ocr_service_seconds_sum") > 0);
	assert_true(
	    sample(answer.body, "ocr_wait_seconds_bucket{le=\"+Inf\"}") == 2);
	http_answer_clear(&answer);
}

static void
test_they_need_no_worker(void **state)
{
	struct http_answer answer;

	(void)state;
	assert_int_equal(pool_stop(&server->pool), 0);
	read_metrics(&answer);
	http_answer_clear(&answer);
	assert_int_equal(http_get(server->port, "/status", NULL, &answer), 0);
	assert_int_equal(answer.status, 200);
	http_answer_clear(&answer);
	assert_int_equal(pool_start(&server->pool, server->dir, 1, NULL), 0);
}

int
main(void)
{
#define ON_ITS_OWN(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    ON_ITS_OWN(test_promtool_accepts_them),
	    ON_ITS_OWN(test_they_are_true),
	    ON_ITS_OWN(test_they_need_no_worker),
	};

	return server_report(
	    cmocka_run_group_tests_name("metrics", tests, NULL, NULL));
}
