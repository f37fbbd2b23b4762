/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests as hostile, broken and unusual clients send them: each is answered
 * in its way, and none takes a slot that it should not have.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/h2.h"
#include "tests/lib/http.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"

static int
send_text(const char *text)
{
	int fd = raw_request(server_fixture->port, text, strlen(text));

	assert_true(fd >= 0);
	return fd;
}

static void
assert_status(const char *text, int status)
{
	const char *answer;
	int got = client_finish(send_text(text), SERVER_FIXTURE_MS, &answer);

	if (got != status)
		fail_msg("%d instead of %d for: %.80s", got, status, text);
	if (status >= 400)
		assert_non_null(strstr(answer, "application/problem+json"));
}

static void
test_chunked_bodies(void **state)
{
	(void)state;
	assert_status(
	    "POST /headers HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
	    "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
	    200);
	assert_status(
	    "POST /headers HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
	    "Transfer-Encoding: chunked\r\n\r\nxyz\r\nabc\r\n0\r\n\r\n",
	    400);
	assert_status(
	    "POST /headers HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
	    "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
	    400);
	assert_status(
	    "POST /headers HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
	    "Transfer-Encoding: chunked\r\n\r\nfffffff\r\n",
	    413);
}

static void
test_wrong_lengths(void **state)
{
	const char *answer;
	int fd;

	(void)state;
	assert_status(
	    "POST /headers HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
	    "Content-Length: -5\r\n\r\nhello",
	    400);
	assert_status(
	    "POST /headers HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
	    "Content-Length: five\r\n\r\nhello",
	    400);
	assert_status(
	    "POST /headers HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
	    "Content-Length: 99999999999999999999999\r\n\r\nhello",
	    400);
	/* The body is shorter than announced: the client leaves, and nothing
	 * was started. */
	fd = send_text("POST /headers HTTP/1.1\r\nHost: a\r\n"
		       "Content-Length: 50\r\n\r\nhello");
	server_fixture_wait("reading", 1);
	raw_half_close(fd);
	assert_int_equal(client_finish(fd, SERVER_FIXTURE_MS, &answer), -1);
	server_fixture_wait("reading", 0);
	assert_int_equal(server_fixture_number("totals.aborted_reading"), 1);
}

/* A client that sends a byte at a time holds a connection, but no slot. */
static void
test_slow_uploads_hold_no_slot(void **state)
{
	static const char head[] = "POST /headers HTTP/1.1\r\nHost: a\r\n"
				   "Connection: close\r\n"
				   "Content-Length: 10\r\n\r\n";
	int fds[20];

	(void)state;
	for (int i = 0; i < 20; i++)
		fds[i] = send_text(head);
	server_fixture_wait("reading", 20);
	for (int byte = 0; byte < 10; byte++) {
		assert_int_equal(server_fixture_number("running"), 0);
		assert_int_equal(
		    http_status(server_fixture->port, "/headers"), 200);
		for (int i = 0; i < 20; i++)
			assert_int_equal(raw_send(fds[i], "x", 1), 0);
	}
	for (int i = 0; i < 20; i++)
		server_fixture_finish(fds[i], 200);
}

/* lighttpd allows eight streams; what it does with a ninth is its own matter,
 * but those before it are answered. */
static void
test_a_ninth_stream(void **state)
{
	int fd = h2_connect(server_fixture->port);
	char body[65536];
	unsigned ok = 0;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
	for (uint32_t i = 0; i < 9; i++)
		assert_int_equal(
		    h2_post(fd, 2 * i + 1, "/headers", "abc", 3), 0);
	server_fixture_wait("running", 1);
	assert_int_equal(pool_thaw(&server_fixture->pool), 0);
	for (uint32_t i = 0; i < 8; i++)
		ok += h2_answer(fd, 2 * i + 1, body, sizeof(body),
			  SERVER_FIXTURE_MS) == 200;
	close(fd);
	server_fixture_wait("running", 0);
	assert_int_equal(server_fixture_number("queued"), 0);
	assert_in_range(ok, 1, 8);
}

static void
test_pipelined_requests(void **state)
{
	const char *answer, *at;
	int n = 0;

	(void)state;
	answer = server_fixture_finish(
	    send_text("POST /headers HTTP/1.1\r\nHost: a\r\n"
		      "Content-Length: 3\r\n\r\nabc"
		      "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n"
		      "GET /healthz HTTP/1.1\r\nHost: a\r\n"
		      "Connection: close\r\n\r\n"),
	    200);
	for (at = answer; (at = strstr(at, "HTTP/1.1 ")); at++)
		n++;
	assert_int_equal(n, 3);
	assert_non_null(strstr(answer, "HTTP/1.1 404 "));
}

static void
test_head_and_options(void **state)
{
	static const char *const paths[] = {
	    "/healthz", "/readyz", "/status", "/metrics"};
	const char *answer;
	char text[256];

	(void)state;
	for (int i = 0; i < 4; i++) {
		snprintf(text, sizeof(text),
		    "HEAD %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
		    paths[i]);
		answer = server_fixture_finish(send_text(text), 200);
		assert_string_equal(strstr(answer, "\r\n\r\n"), "\r\n\r\n");
		assert_true(client_number(answer, "Content-Length") > 0);
	}
	answer = server_fixture_finish(
	    send_text("OPTIONS /ocr HTTP/1.1\r\nHost: a\r\n"
		      "Connection: close\r\n\r\n"),
	    204);
	assert_non_null(strstr(answer, "Allow: POST, OPTIONS"));
	assert_status(
	    "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 200);
	assert_status(
	    "HEAD /ocr HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 405);
}

static void
test_targets(void **state)
{
	(void)state;
	assert_status("GET http://a/healthz HTTP/1.1\r\nHost: a\r\n"
		      "Connection: close\r\n\r\n",
	    200);
	assert_status(
	    "GET /%68ealthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
	    200);
	assert_status(
	    "GET //healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
	    200);
	assert_status("GET /x/../healthz HTTP/1.1\r\nHost: a\r\n"
		      "Connection: close\r\n\r\n",
	    200);
	assert_status(
	    "GET /healthz/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
	    404);
	assert_status("GET /ocr/../../etc/passwd HTTP/1.1\r\nHost: a\r\n"
		      "Connection: close\r\n\r\n",
	    404);
	assert_status("GET /healthz%00x HTTP/1.1\r\nHost: a\r\n"
		      "Connection: close\r\n\r\n",
	    400);
}

static void
test_huge_headers(void **state)
{
	char *text = malloc(200000);
	int n = sprintf(text, "GET /headers HTTP/1.1\r\nHost: a\r\n"
			      "Connection: close\r\nX-Huge: ");

	(void)state;
	memset(text + n, 'h', 100000);
	strcpy(text + n + 100000, "\r\n\r\n");
	assert_status(text, 431);
	free(text);
}

static int
setup_large_answers(void **state)
{
	static const char *const args[] = {"-b", "20000000", NULL};
	const struct server_options options = {
	    .workers = 1, .worker_args = args};
	int rc;

	(void)state;
	setenv("OCR_WORKER", pool_responder(), 1);
	rc = server_fixture_open(&options);
	unsetenv("OCR_WORKER");
	return rc;
}

/* The client reads slowly, and its worker is free long before. */
static void
test_a_slow_reader_holds_no_slot(void **state)
{
	static const char text[] = "GET /headers HTTP/1.1\r\nHost: a\r\n"
				   "Connection: close\r\n\r\n";
	int fd, size = 4096;
	char piece[1024];

	(void)state;
	fd = raw_connect(server_fixture->port);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	assert_int_equal(raw_send(fd, text, sizeof(text) - 1), 0);
	assert_int_equal(recv(fd, piece, sizeof(piece), 0), sizeof(piece));
	/* Most of the 20 MB have not been sent, and the only worker serves
	 * others. */
	server_fixture_wait("running", 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(
		    recv(fd, piece, sizeof(piece), 0), sizeof(piece));
		server_fixture_finish(send_text(text), 200);
	}
	close(fd);
}

static struct server_options ignoring = {
    .workers = 1, .conf = "ocr.half-close := \"ignore\""};

/* Clients may shut down their sending side and wait, as netcat does. */
static void
test_half_close_may_be_ignored(void **state)
{
	int fd = server_fixture_hold();

	(void)state;
	raw_half_close(fd);
	server_fixture_drain(&fd, 1);
	assert_int_equal(server_fixture_number("totals.aborted_running"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(test_chunked_bodies, NULL),
	    SERVER_FIXTURE_TEST(test_wrong_lengths, NULL),
	    SERVER_FIXTURE_TEST(test_slow_uploads_hold_no_slot, NULL),
	    SERVER_FIXTURE_TEST(test_a_ninth_stream, NULL),
	    SERVER_FIXTURE_TEST(test_pipelined_requests, NULL),
	    SERVER_FIXTURE_TEST(test_head_and_options, NULL),
	    SERVER_FIXTURE_TEST(test_targets, NULL),
	    SERVER_FIXTURE_TEST(test_huge_headers, NULL),
	    cmocka_unit_test_setup_teardown(test_a_slow_reader_holds_no_slot,
		setup_large_answers, server_fixture_teardown),
	    SERVER_FIXTURE_TEST(test_half_close_may_be_ignored, &ignoring),
	};

	return server_report(
	    cmocka_run_group_tests_name("input", tests, NULL, NULL));
}
