/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The queue as its clients see it: the first to come is served first, a full
 * queue refuses at once, and its figures and the gate's own answers need no
 * worker.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/h2.h"
#include "tests/lib/http.h"
#include "tests/lib/problem.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/status.h"

#define QUEUE_LIMIT 4
#define READ_MS 5000
#define WAIT_MS 20

static struct server_options options = {
    .workers = 1, .conf = "ocr.queue-limit := 4"};

static int
post_named(const char *id, size_t body_len)
{
	char header[64];

	snprintf(header, sizeof(header), "X-Request-Id: %s\r\n", id);
	return server_fixture_post("/headers", header, body_len);
}

/* Stops the worker, and sends one request that it takes, and as many as fill
 * the queue. */
static void
fill(int *fds, const char *prefix)
{
	char id[32];

	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
	for (int i = 0; i <= QUEUE_LIMIT; i++) {
		snprintf(id, sizeof(id), "%s-%d", prefix, i);
		fds[i] = post_named(id, 10);
		/* The requests arrive in the order in which they are sent. */
		server_fixture_wait(i ? "queued" : "running", i ? i : 1);
	}
}

static void
drain(const int *fds)
{
	server_fixture_drain(fds, QUEUE_LIMIT + 1);
	server_fixture_wait("running", 0);
}

/* Returns how long the request with this id waited, as its worker logs it. */
static long long
logged_wait_ms(const char *id)
{
	json_t *line = server_fixture_logged("id", id);
	long long wait_ms =
	    json_integer_value(json_object_get(line, "queue_ms"));

	json_decref(line);
	return wait_ms;
}

/* The worker is told how long each request waited. */
static void
test_the_wait_is_logged(void **state)
{
	int fds[QUEUE_LIMIT + 1];

	(void)state;
	fill(fds, "wait");
	usleep(WAIT_MS * 1000);
	drain(fds);
	assert_int_equal(logged_wait_ms("wait-0"), 0);
	assert_in_range(logged_wait_ms("wait-4"), WAIT_MS, READ_MS);
}

static void
test_first_come_first_served(void **state)
{
	int fds[QUEUE_LIMIT + 1];
	const char *found;
	char *log, id[32];

	(void)state;
	fill(fds, "order");
	drain(fds);
	json_decref(server_fixture_logged("id", "order-4"));
	log = server_fixture_log();
	found = log;
	for (int i = 0; i <= QUEUE_LIMIT && found; i++) {
		snprintf(id, sizeof(id), "\"order-%d\"", i);
		found = strstr(found, id);
	}
	assert_non_null(found);
	free(log);
}

static void
test_503_when_the_queue_is_full(void **state)
{
	static char body[100000];
	int64_t refused = server_fixture_number("totals.refused");
	int fds[QUEUE_LIMIT + 1];

	(void)state;
	fill(fds, "full");
	for (int i = 0; i < 3; i++) {
		struct http_request request = {
		    .path = "/ocr",
		    .body = body,
		    .body_len = sizeof(body),
		    .expect = i == 0,
		    .chunked = i == 1,
		};
		struct http_answer answer;
		const char *after;

		json_decref(
		    problem_send(server_fixture->port, &request, 503, &answer));
		after = http_header(&answer, "Retry-After");
		assert_non_null(after);
		assert_true(atoi(after) >= 1);
		if (request.expect)
			assert_int_equal(answer.uploaded, 0);
		http_answer_clear(&answer);
	}
	assert_int_equal(server_fixture_number("totals.refused"), refused + 3);
	assert_int_equal(server_fixture_number("queued"), QUEUE_LIMIT);
	drain(fds);
}

static void
test_503_over_h2(void **state)
{
	int fds[QUEUE_LIMIT + 1], fd = h2_connect(server_fixture->port);
	char body[4096];
	json_t *json;

	(void)state;
	fill(fds, "h2");
	assert_int_equal(h2_post_headers(fd, 1, "/ocr", 1000), 0);
	assert_int_equal(h2_answer(fd, 1, body, sizeof(body), READ_MS), 503);
	json = json_loads(body, 0, NULL);
	assert_int_equal(
	    json_integer_value(json_object_get(json, "status")), 503);
	json_decref(json);
	close(fd);
	drain(fds);
}

/* A place that was given up can be taken again. */
static void
test_a_free_place_is_taken(void **state)
{
	int fds[QUEUE_LIMIT + 1];

	(void)state;
	fill(fds, "place");
	raw_reset(fds[QUEUE_LIMIT]);
	server_fixture_wait("queued", QUEUE_LIMIT - 1);
	fds[QUEUE_LIMIT] = post_named("place-again", 10);
	server_fixture_wait("queued", QUEUE_LIMIT);
	drain(fds);
}

static void
test_status_counts(void **state)
{
	int holder, queued, reader;

	(void)state;
	holder = server_fixture_hold();
	assert_int_equal(server_fixture_number("slots"), 1);
	queued = post_named("queued", 100000);
	server_fixture_wait("queued_bytes", 100000);
	reader = server_fixture_begin("/ocr");
	server_fixture_wait("reading", 1);
	close(reader);
	server_fixture_wait("reading", 0);
	raw_reset(queued);
	server_fixture_wait("queued_bytes", 0);
	raw_reset(holder);
	server_fixture_wait("running", 0);
	assert_int_equal(pool_thaw(&server_fixture->pool), 0);
}

static void
test_healthz_needs_no_worker(void **state)
{
	static const char *const methods[] = {"GET", "HEAD"};
	int fds[QUEUE_LIMIT + 1];

	(void)state;
	fill(fds, "health");
	for (int i = 0; i < 4; i++) {
		struct http_request request = {
		    .path = "/healthz",
		    .method = methods[i & 1],
		    .h2 = i & 2,
		    .bound_ms = 2000,
		};
		struct http_answer answer;

		assert_int_equal(
		    http_send(server_fixture->port, &request, &answer), 0);
		assert_int_equal(answer.status, 200);
		if (!(i & 1))
			assert_memory_equal(answer.body, "ok", 2);
		http_answer_clear(&answer);
	}
	drain(fds);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(test_first_come_first_served, &options),
	    SERVER_FIXTURE_TEST(test_the_wait_is_logged, &options),
	    SERVER_FIXTURE_TEST(test_503_when_the_queue_is_full, &options),
	    SERVER_FIXTURE_TEST(test_503_over_h2, &options),
	    SERVER_FIXTURE_TEST(test_a_free_place_is_taken, &options),
	    SERVER_FIXTURE_TEST(test_status_counts, &options),
	    SERVER_FIXTURE_TEST(test_healthz_needs_no_worker, &options),
	};

	return server_report(
	    cmocka_run_group_tests_name("queue", tests, NULL, NULL));
}
