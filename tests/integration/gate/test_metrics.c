/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The gate's figures for Prometheus are well-formed, and true.
 */
#include "tests/lib/test.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/http.h"
#include "tests/lib/process.h"
#include "tests/lib/server_fixture.h"

#define SERVICE_MS 20
/* How many clients leave, and when. */
#define LEAVING 8
#define LEAVE_MS 300
/* The gate learns at most so often, when it grants a slot (finish_chance.c). */
#define LEARN_MS 50

/* Returns the value of the sample with this name and these labels. */
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
	server_fixture_get("/metrics", NULL, answer);
	assert_string_equal(http_header(answer, "Content-Type"),
	    "text/plain; version=0.0.4; charset=utf-8");
}

static void
test_promtool_accepts_them(void **state)
{
	const char *const argv[] = {"sh", "-c",
	    "PATH=$PATH:${OCR_BUILD:-build}/promtool/usr/bin "
	    "promtool check metrics < \"$0\"",
	    server_path(server_fixture, "metrics.txt"), NULL};
	struct process_result result;
	struct http_answer answer;
	FILE *f;

	(void)state;
	server_fixture_finish(server_fixture_post("/headers", "", 10), 200);
	read_metrics(&answer);
	f = fopen(server_path(server_fixture, "metrics.txt"), "w");
	assert_non_null(f);
	fwrite(answer.body, 1, answer.body_len, f);
	fclose(f);
	http_answer_clear(&answer);
	assert_int_equal(process_run(argv, SERVER_FIXTURE_MS, &result), 0);
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
	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
	for (int i = 0; i < 3; i++)
		fds[i] = server_fixture_post("/headers", "", 1000);
	server_fixture_wait("queued", 2);
	server_fixture_finish(server_fixture_post("/nowhere", "", 0), 404);
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
	assert_true(sample(answer.body,
			"ocr_wasted_seconds_total{reason=\"left\"}") == 0);
	http_answer_clear(&answer);
	close(fds[2]);
	server_fixture_wait("queued", 1);
	/* The request that runs takes at least as long. */
	poll(NULL, 0, SERVICE_MS);
	server_fixture_drain(fds, 2);
	read_metrics(&answer);
	assert_true(
	    sample(answer.body, "ocr_aborts_total{stage=\"queued\"}") == 1);
	assert_true(sample(answer.body, "ocr_service_seconds_count") == 2);
	assert_true(sample(answer.body, "ocr_wait_seconds_count") == 2);
	assert_true(sample(answer.body, "ocr_good_seconds_total") ==
		    sample(answer.body, "ocr_service_seconds_sum"));
	assert_true(sample(answer.body, "ocr_answers_per_second") > 0.1);
	assert_true(
	    sample(answer.body, "ocr_service_seconds_sum") >= SERVICE_MS / 1e3);
	assert_true(
	    sample(answer.body, "ocr_wait_seconds_bucket{le=\"+Inf\"}") == 2);
	http_answer_clear(&answer);
}

/* How much of a worker's time clients took that left, and how long they
 * waited. */
static void
test_what_is_thrown_away(void **state)
{
	struct http_answer answer;
	int fds[LEAVING];
	double p50;

	(void)state;
	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
	for (int i = 0; i < LEAVING; i++)
		fds[i] = server_fixture_post("/headers", "", 1000);
	server_fixture_wait("queued", LEAVING - 1);
	poll(NULL, 0, LEAVE_MS);
	for (int i = 0; i < LEAVING; i++)
		close(fds[i]);
	server_fixture_wait("running", 0);
	server_fixture_wait("queued", 0);
	assert_int_equal(pool_thaw(&server_fixture->pool), 0);
	poll(NULL, 0, LEARN_MS);
	server_fixture_finish(server_fixture_post("/headers", "", 10), 200);
	read_metrics(&answer);
	assert_true(
	    sample(answer.body, "ocr_wasted_seconds_total{reason=\"left\"}") >=
	    LEAVE_MS / 1e3);
	p50 = sample(answer.body, "ocr_patience_seconds{share=\"0.5\"}");
	assert_true(p50 >= LEAVE_MS / 1e3 * 0.9 && p50 < SERVER_FIXTURE_MS);
	http_answer_clear(&answer);
}

static void
test_they_need_no_worker(void **state)
{
	struct http_answer answer;

	(void)state;
	assert_int_equal(pool_stop(&server_fixture->pool), 0);
	read_metrics(&answer);
	http_answer_clear(&answer);
	assert_int_equal(http_status(server_fixture->port, "/status"), 200);
	assert_int_equal(
	    pool_start(&server_fixture->pool, server_fixture->dir, 1, NULL), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(test_promtool_accepts_them, NULL),
	    SERVER_FIXTURE_TEST(test_they_are_true, NULL),
	    SERVER_FIXTURE_TEST(test_what_is_thrown_away, NULL),
	    SERVER_FIXTURE_TEST(test_they_need_no_worker, NULL),
	};

	return server_report(
	    cmocka_run_group_tests_name("metrics", tests, NULL, NULL));
}
