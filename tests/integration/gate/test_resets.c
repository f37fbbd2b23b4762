/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An HTTP/2 client that resets one stream after the other, or has the server
 * reset them, loses its connection, whatever it does in between; one that
 * resets a stream now and then keeps it.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/h2.h"
#include "tests/lib/http.h"
#include "tests/lib/pool.h"
#include "tests/lib/process.h"
#include "tests/lib/server_fixture.h"

#define RESETS 10000
/* The limit of mod_ocr/reset_limit.c, the streams that are open at once, and
 * those that the test itself uses. */
#define ALLOWED (100 + 8 + 10)
/* In each second so many more are allowed. */
#define FORGIVEN 10
/* So many are allowed at once; after a while, some more. */
#define AT_ONCE 100
#define LATER_S 4
#define LATER 20
#define SHORT_MS 3000

static char body[4096];

static int
connect_h2(void)
{
	int fd = h2_connect(server_fixture->port);

	assert_true(fd >= 0);
	return fd;
}

/* Resets as many streams as can be sent until the connection is closed. */
static void
reset_streams(int fd)
{
	for (uint32_t stream = 1; stream < 2 * RESETS; stream += 2) {
		if (h2_get(fd, stream, "/headers") < 0)
			return;
		/* The request is to run before it is reset. */
		usleep(1000);
		if (h2_reset(fd, stream) < 0)
			return;
	}
}

static void
assert_closed(int fd)
{
	uint32_t next = 2 * RESETS + 1;

	/* It is closed if sending fails or no answer comes. */
	if (h2_get(fd, next, "/headers") == 0)
		assert_int_equal(
		    h2_answer(fd, next, body, sizeof(body), SHORT_MS), -1);
	close(fd);
}

/* Returns how many streams the gate may have let become requests since
 * begin_ms. */
static int64_t
allowed(double begin_ms)
{
	double s = (process_now_ms() - begin_ms) / 1000;

	return ALLOWED + FORGIVEN * (int64_t)s;
}

static void
test_resets_alone(void **state)
{
	double begin_ms = process_now_ms();
	int fd = connect_h2();
	int64_t requests;

	(void)state;
	reset_streams(fd);
	assert_closed(fd);
	requests = server_fixture_number("totals.requests");
	printf("%d streams were reset, %jd became requests\n", RESETS,
	    (intmax_t)requests);
	assert_true(requests <= allowed(begin_ms));
	server_fixture_wait("running", 0);
	server_fixture_wait("queued", 0);
	assert_int_equal(http_status(server_fixture->port, "/headers"), 200);
}

/* Sends wrong frames, upon which the server resets the streams, until it closes
 * the connection, as it must. */
static void
provoke_resets(unsigned kind)
{
	int fd = connect_h2();

	for (uint32_t stream = 1; stream < 2 * RESETS; stream += 2) {
		if (h2_get(fd, stream, "/headers") < 0)
			break;
		usleep(1000);
		if (h2_provoke(fd, stream, kind) < 0)
			break;
	}
	assert_closed(fd);
}

static void
test_provoked_resets(void **state)
{
	int64_t before, requests;
	double begin_ms;

	(void)state;
	for (unsigned kind = 0; kind < 2; kind++) {
		begin_ms = process_now_ms();
		before = server_fixture_number("totals.requests");
		provoke_resets(kind);
		requests = server_fixture_number("totals.requests") - before;
		printf("%jd streams had the server reset them\n",
		    (intmax_t)requests);
		assert_true(requests <= allowed(begin_ms));
	}
	server_fixture_wait("running", 0);
	server_fixture_wait("queued", 0);
}

/* Resets one stream, and expects an answer on the next one.  Returns false when
 * the connection is closed. */
static bool
reset_and_ask(int fd, uint32_t *stream)
{
	uint32_t next = *stream + 2;

	if (h2_get(fd, *stream, "/headers") < 0 || h2_reset(fd, *stream) < 0)
		return false;
	*stream = next + 2;
	return h2_get(fd, next, "/headers") == 0 &&
	       h2_answer(fd, next, body, sizeof(body), SERVER_FIXTURE_MS) ==
		   200;
}

static void
test_answers_between_do_not_help(void **state)
{
	int fd = connect_h2(), n = 0;
	uint32_t stream = 1;

	(void)state;
	while (n < RESETS && reset_and_ask(fd, &stream))
		n++;
	printf("%d streams were reset, with an answer between each\n", n);
	assert_in_range(n, AT_ONCE, RESETS / 4);
	close(fd);
}

static void
test_now_and_then(void **state)
{
	int fd = connect_h2();
	uint32_t stream = 1;

	(void)state;
	for (int i = 0; i < AT_ONCE; i++)
		assert_true(reset_and_ask(fd, &stream));
	sleep(LATER_S);
	for (int i = 0; i < LATER; i++)
		assert_true(reset_and_ask(fd, &stream));
	close(fd);
}

/* The answer says which server it is, but not its version. */
static void
test_no_version(void **state)
{
	(void)state;
	for (int h2 = 0; h2 < 2; h2++) {
		const struct http_request request = {
		    .path = "/headers", .h2 = h2 != 0};
		struct http_answer answer;

		assert_int_equal(
		    http_send(server_fixture->port, &request, &answer), 0);
		assert_string_equal(http_header(&answer, "Server"), "lighttpd");
		http_answer_clear(&answer);
	}
}

int
main(void)
{
	static const char *const slow[] = {"-t", "50", NULL};
	static const char *const quick[] = {"-t", "1", NULL};
	/* Without the limit, lighttpd would end the connection after a thousand
	 * requests. */
	static struct server_options busy = {.workers = 4,
	    .worker_args = slow,
	    .conf = "ocr.scoreboard := \"\"\n"
		    "server.max-keep-alive-requests := 65535\n"};
	static struct server_options options = {.workers = 4,
	    .worker_args = quick,
	    .conf = "ocr.scoreboard := \"\"\n"};
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(test_resets_alone, &busy),
	    SERVER_FIXTURE_TEST(test_provoked_resets, &busy),
	    SERVER_FIXTURE_TEST(test_answers_between_do_not_help, &options),
	    SERVER_FIXTURE_TEST(test_now_and_then, &options),
	    SERVER_FIXTURE_TEST(test_no_version, &options),
	};

	setenv("OCR_WORKER", pool_responder(), 1);
	return server_report(
	    cmocka_run_group_tests_name("resets", tests, NULL, NULL));
}
