/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Gateways that connect and then say nothing, or not all: they hold a worker
 * for a while, but not for ever, and it is no worker's fault.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/fcgi.h"
#include "tests/lib/nest.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"
#include "tests/lib/worklog.h"

#define END_MS 40000
#define LOG_MS 2000
/* How long the head of a request may take. */
#define HEAD_MS 10000

static struct nest nest;

static int
setup(void **state)
{
	(void)state;
	return nest_open(&nest, 1, NULL);
}

static int
teardown(void **state)
{
	(void)state;
	return nest_close(&nest, false);
}

static double
slack(double ms)
{
	return server_is_sanitized() ? 5 * ms : ms;
}

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
	int fd = fcgi_send(nest.sock, &r);

	assert_true(fd >= 0);
	return fd;
}

/* Milliseconds until the answer. */
static double
ask(void)
{
	struct fcgi_request r = {.path = "/headers"};
	struct fcgi_answer a;
	double begin = process_now_ms();

	assert_int_equal(fcgi_ask(nest.sock, &r, &a, END_MS), 0);
	assert_int_equal(a.status, 200);
	fcgi_answer_clear(&a);
	return process_now_ms() - begin;
}

static int64_t
worker(void)
{
	struct scoreboard_worker w;

	assert_true(nest_find(&nest, SCOREBOARD_IDLE, 0, &w, END_MS) >= 0);
	return w.pid;
}

static void
test_some_parameters(void **state)
{
	int64_t pid = worker();
	int first = send_part(FCGI_SOME_PARAMS);
	int second = send_part(FCGI_SOME_PARAMS);
	struct fcgi_answer a;
	json_t *line;

	(void)state;
	/* One after the other. */
	assert_in_range(ask(), 1.9 * HEAD_MS, slack(2.2 * HEAD_MS));
	assert_int_equal(fcgi_read(first, &a, LOG_MS), -1);
	assert_int_equal(fcgi_read(second, &a, LOG_MS), -1);
	line = worklog_find(nest.log, "event", "connection closed", LOG_MS);
	assert_non_null(line);
	assert_int_equal(json_integer_value(json_object_get(line, "pid")), pid);
	json_decref(line);
	/* That a worker ends with it is no crash. */
	assert_int_equal(nest_record(&nest).restarts, 0);
}

/* libfcgi gives up on these by itself. */
static void
test_nothing(void **state)
{
	int64_t pid = worker();
	int fd = send_part(FCGI_NOTHING);

	(void)state;
	assert_true(ask() < slack(1.1 * HEAD_MS));
	assert_int_equal(worker(), pid);
	close(fd);
}

/* A body that stalls is under its request's deadline. */
static void
test_half_a_body(void **state)
{
	double begin = process_now_ms();
	struct fcgi_answer a;

	(void)state;
	assert_int_equal(fcgi_read(send_part(FCGI_HALF_BODY), &a, END_MS), 0);
	assert_int_equal(a.status, 504);
	assert_in_range(process_now_ms() - begin, 1490, slack(1800));
	fcgi_answer_clear(&a);
	ask();
	assert_int_equal(nest_record(&nest).restarts, 0);
}

/* One that keeps its connection keeps no worker. */
static void
test_a_connection_that_is_kept(void **state)
{
	const struct fcgi_request r = {.path = "/headers", .keep = true};
	int fd = fcgi_send(nest.sock, &r);
	struct fcgi_answer a;

	(void)state;
	assert_true(fd >= 0);
	assert_true(ask() < slack(HEAD_MS / 10));
	assert_int_equal(fcgi_read(fd, &a, END_MS), 0);
	assert_int_equal(a.status, 200);
	fcgi_answer_clear(&a);
}

int
main(void)
{
#define ON_ITS_OWN(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    ON_ITS_OWN(test_some_parameters),
	    ON_ITS_OWN(test_nothing),
	    ON_ITS_OWN(test_half_a_body),
	    ON_ITS_OWN(test_a_connection_that_is_kept),
	};

	return cmocka_run_group_tests_name("stalls", tests, NULL, NULL);
}
