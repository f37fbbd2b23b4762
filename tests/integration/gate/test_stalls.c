/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A gateway that connects and then says nothing, or only a part, holds a worker
 * for a while, but not for ever, and that is no fault of the worker.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <unistd.h>

#include "tests/lib/pool_fixture.h"

#define SOON_MS 2000
/* The head of a request may take so long. */
#define HEAD_MS 10000

static int
send_part(enum fcgi_part part)
{
	static const char body[] = "0123456789";
	static const char *const params[] = {
	    "OCR_DEADLINE_MS=1500", "OCR_REQUEST_ID=half", NULL};
	const struct fcgi_request r = {.params = params,
	    .body = body,
	    .body_len = sizeof(body),
	    .part = part};

	return pool_fixture_send(&r);
}

static void
test_some_parameters(void **state)
{
	struct fcgi_answer a;
	int first, second;
	json_t *line;
	int64_t pid;

	(void)state;
	pool_fixture_start(1, NULL);
	pid = pool_fixture_idle().pid;
	first = send_part(FCGI_SOME_PARAMS);
	second = send_part(FCGI_SOME_PARAMS);
	/* They come one after the other. */
	assert_in_range(pool_fixture_headers(), 1.9 * HEAD_MS,
	    test_pool_slack(2.2 * HEAD_MS));
	assert_int_equal(fcgi_read(first, &a, SOON_MS), -1);
	assert_int_equal(fcgi_read(second, &a, SOON_MS), -1);
	line = pool_fixture_logged("event", "connection closed");
	assert_int_equal(json_integer_value(json_object_get(line, "pid")), pid);
	json_decref(line);
	/* The worker ends with it, which is no crash. */
	assert_int_equal(test_pool_record(&pool_fixture).restarts, 0);
}

/* libfcgi itself gives up on these. */
static void
test_nothing(void **state)
{
	int64_t pid;
	int fd;

	(void)state;
	pool_fixture_start(1, NULL);
	pid = pool_fixture_idle().pid;
	fd = send_part(FCGI_NOTHING);
	assert_true(pool_fixture_headers() < test_pool_slack(1.1 * HEAD_MS));
	assert_int_equal(pool_fixture_idle().pid, pid);
	close(fd);
}

/* A body that stops coming is ended by the deadline of its request. */
static void
test_half_a_body(void **state)
{
	double begin;

	(void)state;
	pool_fixture_start(1, NULL);
	begin = process_now_ms();
	pool_fixture_finish(send_part(FCGI_HALF_BODY), 504);
	assert_in_range(process_now_ms() - begin, 1490, test_pool_slack(1800));
	pool_fixture_headers();
	assert_int_equal(test_pool_record(&pool_fixture).restarts, 0);
}

/* A gateway that keeps its connection keeps no worker. */
static void
test_a_connection_that_is_kept(void **state)
{
	const struct fcgi_request r = {.path = "/headers", .keep = true};
	int fd;

	(void)state;
	pool_fixture_start(1, NULL);
	fd = pool_fixture_send(&r);
	assert_true(pool_fixture_headers() < test_pool_slack(HEAD_MS / 10));
	pool_fixture_finish(fd, 200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    POOL_FIXTURE_TEST(test_some_parameters),
	    POOL_FIXTURE_TEST(test_nothing),
	    POOL_FIXTURE_TEST(test_half_a_body),
	    POOL_FIXTURE_TEST(test_a_connection_that_is_kept),
	};

	return cmocka_run_group_tests_name("stalls", tests, NULL, NULL);
}
