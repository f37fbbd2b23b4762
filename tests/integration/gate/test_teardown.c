/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * HTTP/2 connections that die while one stream of theirs has the slot and
 * another waits for it, in a lighttpd that frees its pooled connections at once
 * and whose freed memory is overwritten: a connection that lighttpd is still to
 * come back to would be its end.
 */
#include "tests/lib/test.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/lib/h2.h"
#include "tests/lib/http.h"
#include "tests/lib/pool.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"

#define ATTACK_MS 8000
#define ENOUGH 12000
#define BODY "0123456789"

/* The ways in which a connection ends. */
enum end { END_RESET, END_STREAM_THEN_RESET, END_CLOSE, END_LATE, ENDS };

static void
end_connection(int fd, enum end end)
{
	if (end == END_STREAM_THEN_RESET)
		h2_reset(fd, 1);
	if (end == END_CLOSE)
		close(fd);
	else
		raw_reset(fd);
}

/* Sends two requests over HTTP/2, of which one waits, and ends the connection
 * in one of the ways, by n. */
static void
attack_once(unsigned n)
{
	enum end end = (enum end)(n % ENDS);
	int fd = h2_connect(server_fixture->port);

	if (fd < 0)
		fail_msg("lighttpd takes no connection any more");
	if (h2_post(fd, 1, "/headers", BODY, sizeof(BODY)) < 0 ||
	    h2_post(fd, 3, "/headers", BODY, sizeof(BODY)) < 0)
		fail_msg("lighttpd left");
	/* At about this time the first request is answered, and the other one
	 * gets the slot. */
	if (end == END_LATE)
		usleep(800 + n % 1000);
	end_connection(fd, end);
}

static void
test_dying_connections(void **state)
{
	double begin = process_now_ms(), took = 0;
	unsigned n = 0;

	(void)state;
	for (; n < ENOUGH && took < ATTACK_MS; n++) {
		attack_once(n);
		took = process_now_ms() - begin;
	}
	printf("%u connections of two streams died, %.0f a second\n", n,
	    1000 * n / took);
	assert_int_equal(kill(server_fixture->pid, 0), 0);
	assert_int_equal(http_status(server_fixture->port, "/healthz"), 200);
	/* Every slot came back. */
	server_fixture_wait("running", 0);
	server_fixture_wait("queued", 0);
	server_fixture_wait("spool_bytes", 0);
}

/* A stream that is reset makes room for a stream of another connection at
 * once. */
static void
test_reset_grants(void **state)
{
	int holder = h2_connect(server_fixture->port), waiter;

	(void)state;
	assert_true(holder >= 0);
	assert_int_equal(h2_post(holder, 1, "/headers", BODY, sizeof(BODY)), 0);
	server_fixture_wait("running", 1);
	waiter = server_fixture_post("/headers", "", 10);
	assert_int_equal(h2_reset(holder, 1), 0);
	server_fixture_finish(waiter, 200);
	close(holder);
}

/* Starts a server of one slot whose lighttpd frees its pooled connections soon
 * and overwrites freed memory, so that a use after free is noticed. */
static int
start_tidied(void **state)
{
	static const char *const args[] = {"-t", "1", NULL};
	static const struct server_options options = {.workers = 2,
	    .slots = 1,
	    .worker_args = args,
	    .conf = "ocr.scoreboard := \"\"\n",
	    .preload = "tidy"};

	(void)state;
	setenv("WRAP", "env MALLOC_PERTURB_=165", 1);
	setenv("OCR_WORKER", pool_responder(), 1);
	return server_fixture_open(&options);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_reset_grants),
	    cmocka_unit_test(test_dying_connections),
	};

	return server_report(cmocka_run_group_tests_name(
	    "teardown", tests, start_tidied, server_fixture_teardown));
}
