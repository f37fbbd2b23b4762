/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Deadlines count from the request's first byte, queue included, and end a
 * request on time whatever the workers do.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server.h"
#include "tests/lib/status.h"

#define ARRIVE_MS 5000
#define CONF "ocr.timeout := 2"

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

/* Sends, and expects the answer after about ms. */
static void
expires(const char *path, const char *headers, const char *stage, double ms,
    double late_ms)
{
	double begin = process_now_ms(), took;
	const char *answer;
	int fd = client_post(server->port, path, headers, 10);

	assert_int_equal(client_finish(fd, ARRIVE_MS, &answer), 504);
	took = process_now_ms() - begin;
	assert_non_null(strstr(answer, "application/problem+json"));
	assert_non_null(strstr(answer, stage));
	if (took < ms - 5 || took > ms + late_ms)
		fail_msg("expired after %.0f ms instead of %.0f", took, ms);
}

static int
hold_the_worker(void)
{
	int fd;

	assert_int_equal(pool_freeze(&server->pool), 0);
	fd = client_post(server->port, "/headers?timeout=60", "", 10);
	assert_true(status_wait(server->port, "running", 1, ARRIVE_MS) >= 0);
	return fd;
}

static void
test_expires_in_the_queue(void **state)
{
	char *log;
	int holder;

	(void)state;
	holder = hold_the_worker();
	expires("/headers?a=b&timeout=1", "X-Request-Id: by-query\r\n",
	    "\"stage\": \"queued\"", 1000, 150);
	expires("/headers", "X-Request-Id: by-prefer\r\nPrefer: wait=1\r\n",
	    "\"stage\": \"queued\"", 1000, 150);
	expires("/headers", "X-Request-Id: by-default\r\n",
	    "\"stage\": \"queued\"", 2000, 150);
	assert_int_equal(status_number(server->port, "queued"), 0);
	assert_int_equal(status_number(server->port, "totals.expired"), 3);
	assert_int_equal(pool_thaw(&server->pool), 0);
	assert_int_equal(client_finish(holder, ARRIVE_MS, NULL), 200);
	/* None of them was ever started. */
	log = process_read_file(server_path(server, "worker.log"), NULL);
	assert_null(strstr(log, "by-"));
	free(log);
}

/* A body that is still arriving when its deadline passes is not waited for,
 * whether it comes on or not. */
static void
test_expires_while_it_arrives(void **state)
{
	static const char head[] =
	    "POST /headers?timeout=1 HTTP/1.1\r\nHost: a\r\n"
	    "Connection: close\r\nContent-Length: 100\r\n\r\nhello";
	double begin = process_now_ms(), took;
	const char *answer;
	int fd = raw_request(server->port, head, sizeof(head) - 1);

	(void)state;
	assert_int_equal(client_finish(fd, ARRIVE_MS, &answer), 504);
	took = process_now_ms() - begin;
	assert_non_null(strstr(answer, "\"stage\": \"queued\""));
	assert_in_range((int)took, 995, 1150);
	assert_int_equal(status_number(server->port, "reading"), 0);
}

/* The worker answers its deadline itself; one that cannot is backed up. */
static void
test_expires_in_a_stopped_worker(void **state)
{
	(void)state;
	assert_int_equal(pool_freeze(&server->pool), 0);
	expires("/headers?timeout=1", "", "\"stage\": \"running\"", 3000, 150);
	assert_int_equal(status_number(server->port, "running"), 0);
	assert_int_equal(pool_thaw(&server->pool), 0);
}

static void
test_bad_timeouts(void **state)
{
	static const char *const bad[] = {"/headers?timeout=0",
	    "/headers?timeout=601", "/headers?timeout=", "/headers?timeout=1.5",
	    "/headers?timeout=-1", "/headers?x=1&timeout=99999999999999999999"};
	const char *answer;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		int fd = client_post(server->port, bad[i], "", 10);

		assert_int_equal(client_finish(fd, ARRIVE_MS, &answer), 400);
		assert_non_null(strstr(answer, "\"parameter\": \"timeout\""));
	}
}

/* The wait is known to be longer than the deadline: no place is taken. */
static void
test_refused_when_the_wait_would_pass_it(void **state)
{
	int fds[6];

	(void)state;
	/* A service of 1.2 s, so that five waiting are 6 s. */
	assert_int_equal(pool_freeze(&server->pool), 0);
	fds[0] = client_post(server->port, "/headers?timeout=60", "", 10);
	assert_true(status_wait(server->port, "running", 1, ARRIVE_MS) >= 0);
	usleep(1200000);
	assert_int_equal(pool_thaw(&server->pool), 0);
	assert_int_equal(client_finish(fds[0], ARRIVE_MS, NULL), 200);
	fds[0] = hold_the_worker();
	for (int i = 1; i < 6; i++)
		fds[i] =
		    client_post(server->port, "/headers?timeout=60", "", 10);
	assert_true(status_wait(server->port, "queued", 5, ARRIVE_MS) >= 0);
	assert_int_equal(client_finish(client_post(server->port,
					   "/headers?timeout=4", "", 10),
			     1000, NULL),
	    503);
	assert_int_equal(status_number(server->port, "refused.too_late"), 1);
	assert_int_equal(pool_thaw(&server->pool), 0);
	for (int i = 0; i < 6; i++)
		assert_int_equal(client_finish(fds[i], ARRIVE_MS, NULL), 200);
}

int
main(void)
{
#define ON_ITS_OWN(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    ON_ITS_OWN(test_expires_in_the_queue),
	    ON_ITS_OWN(test_expires_while_it_arrives),
	    ON_ITS_OWN(test_expires_in_a_stopped_worker),
	    ON_ITS_OWN(test_bad_timeouts),
	    ON_ITS_OWN(test_refused_when_the_wait_would_pass_it),
	};

	return server_report(
	    cmocka_run_group_tests_name("timeout", tests, NULL, NULL));
}
