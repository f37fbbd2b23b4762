/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The queue as its clients see it: first come, first served; a full queue
 * refuses at once; its figures and the gate's own answers need no worker.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/flood.h"
#include "tests/lib/h2.h"
#include "tests/lib/http.h"
#include "tests/lib/problem.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server.h"
#include "tests/lib/status.h"
#include "tests/lib/worklog.h"

#define QUEUE_LIMIT 4
#define CONF "ocr.queue-limit := 4"
#define ARRIVE_MS 5000

static struct server *server;

static int
setup(void **state)
{
	const struct server_options options = {.workers = 1, .conf = CONF};

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

static int
post_named(const char *id, size_t body_len)
{
	char *body = calloc(1, body_len), *request, header[64];
	size_t len;
	int fd;

	snprintf(header, sizeof(header), "X-Request-Id: %s\r\n", id);
	request = flood_post("/headers", header, body, body_len, &len);
	fd = raw_request(server->port, request, len);
	assert_true(fd >= 0);
	free(request);
	free(body);
	return fd;
}

/* One request has the stopped worker, the queue is full behind it. */
static void
fill(int *fds, const char *prefix)
{
	char id[32];

	assert_int_equal(pool_freeze(&server->pool), 0);
	for (int i = 0; i <= QUEUE_LIMIT; i++) {
		snprintf(id, sizeof(id), "%s-%d", prefix, i);
		fds[i] = post_named(id, 10);
		/* The order in which they arrive is the one they are sent. */
		assert_true(status_wait(server->port, i ? "queued" : "running",
				i ? i : 1, ARRIVE_MS) >= 0);
	}
}

static void
drain(const int *fds)
{
	char answer[4096];

	assert_int_equal(pool_thaw(&server->pool), 0);
	for (int i = 0; i <= QUEUE_LIMIT; i++) {
		assert_true(
		    raw_read(fds[i], answer, sizeof(answer), ARRIVE_MS) > 0);
		assert_memory_equal(answer, "HTTP/1.1 200", 12);
		close(fds[i]);
	}
	assert_true(status_wait(server->port, "running", 0, ARRIVE_MS) >= 0);
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
	json_decref(worklog_find(
	    server_path(server, "worker.log"), "id", "order-4", ARRIVE_MS));
	log = process_read_file(server_path(server, "worker.log"), NULL);
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
	int64_t refused = status_number(server->port, "totals.refused");
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
		json_t *json;

		assert_int_equal(http_send(server->port, &request, &answer), 0);
		json = problem_read(&answer, 503);
		assert_non_null(json);
		json_decref(json);
		after = http_header(&answer, "Retry-After");
		assert_non_null(after);
		assert_true(atoi(after) >= 1);
		if (request.expect)
			assert_int_equal(answer.uploaded, 0);
		http_answer_clear(&answer);
	}
	assert_int_equal(
	    status_number(server->port, "totals.refused"), refused + 3);
	assert_int_equal(status_number(server->port, "queued"), QUEUE_LIMIT);
	drain(fds);
}

static void
test_503_over_h2(void **state)
{
	int fds[QUEUE_LIMIT + 1], fd = h2_connect(server->port);
	char body[4096];
	json_t *json;

	(void)state;
	fill(fds, "h2");
	assert_int_equal(h2_post_headers(fd, 1, "/ocr", 1000), 0);
	assert_int_equal(h2_answer(fd, 1, body, sizeof(body), ARRIVE_MS), 503);
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
	assert_true(status_wait(server->port, "queued", QUEUE_LIMIT - 1,
			ARRIVE_MS) >= 0);
	fds[QUEUE_LIMIT] = post_named("place-again", 10);
	assert_true(
	    status_wait(server->port, "queued", QUEUE_LIMIT, ARRIVE_MS) >= 0);
	drain(fds);
}

static void
test_status_counts(void **state)
{
	static const char part[] = "POST /ocr HTTP/1.1\r\nHost: a\r\n"
				   "Content-Length: 1000\r\n\r\nhalf of it";
	int holder, parked, reader;

	(void)state;
	assert_int_equal(pool_freeze(&server->pool), 0);
	assert_int_equal(status_number(server->port, "slots"), 1);
	holder = post_named("holder", 10);
	assert_true(status_wait(server->port, "running", 1, ARRIVE_MS) >= 0);
	parked = post_named("parked", 100000);
	assert_true(
	    status_wait(server->port, "queued_bytes", 100000, ARRIVE_MS) >= 0);
	reader = raw_request(server->port, part, sizeof(part) - 1);
	assert_true(status_wait(server->port, "reading", 1, ARRIVE_MS) >= 0);
	close(reader);
	assert_true(status_wait(server->port, "reading", 0, ARRIVE_MS) >= 0);
	raw_reset(parked);
	assert_true(
	    status_wait(server->port, "queued_bytes", 0, ARRIVE_MS) >= 0);
	raw_reset(holder);
	assert_true(status_wait(server->port, "running", 0, ARRIVE_MS) >= 0);
	assert_int_equal(pool_thaw(&server->pool), 0);
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

		assert_int_equal(http_send(server->port, &request, &answer), 0);
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
#define ON_ITS_OWN(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    ON_ITS_OWN(test_first_come_first_served),
	    ON_ITS_OWN(test_503_when_the_queue_is_full),
	    ON_ITS_OWN(test_503_over_h2),
	    ON_ITS_OWN(test_a_free_place_is_taken),
	    ON_ITS_OWN(test_status_counts),
	    ON_ITS_OWN(test_healthz_needs_no_worker),
	};

	return server_report(
	    cmocka_run_group_tests_name("queue", tests, NULL, NULL));
}
