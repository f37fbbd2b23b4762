/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A refusal that comes before the upload is over reaches a client that still
 * sends, and takes no more than a share of the server.
 */
#include "tests/lib/test.h"

#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/h2.h"
#include "tests/lib/problem.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/status.h"

#define UPLOAD (1 << 20)
/* A client that sends nothing for so long waits for the answer
 * (mod_ocr/upload_drain.c). */
#define IDLE_MS 1000
/* lighttpd itself closes after six seconds at most; mod_ocr has it wait for
 * ten. */
#define LATE_MS 8000
#define PIECE 10000
#define PIECE_MS 100
/* A connection that is not read any more is closed sooner than lighttpd itself
 * would close it. */
#define CLOSED_MS 3000

static char upload[UPLOAD], answer[4096];
static int fds[3];

static struct server_options options = {.workers = 1,
    .conf = "ocr.client-key := \"X-Client\"\n"
	    "ocr.client-limit := 2\n"};
static struct server_options small = {
    .workers = 1, .conf = "ocr.client-limit := 2\nocr.body-limit := 1024\n"};
static struct server_options single = {
    .workers = 1, .conf = "ocr.client-limit := 1\n"};

/* Sends a request that takes the worker, and two that wait. */
static void
fill(void)
{
	fds[0] = server_fixture_hold();
	for (int i = 1; i < 3; i++) {
		fds[i] = server_fixture_post("/headers", "", 10);
		server_fixture_wait("queued", i);
	}
}

static int
connect_h2(void)
{
	int fd = h2_connect(server_fixture->port);

	assert_true(fd >= 0);
	return fd;
}

/* Announces an upload over HTTP/2, and waits until the gate has refused so many
 * requests.  Returns the socket. */
static int
announce(int64_t refused)
{
	int fd = connect_h2();

	assert_int_equal(h2_post_headers(fd, 1, "/headers", UPLOAD), 0);
	server_fixture_wait("refused.client_full", refused);
	return fd;
}

static void
assert_refused(int fd)
{
	assert_int_equal(
	    h2_answer(fd, 1, answer, sizeof(answer), SERVER_FIXTURE_MS), 429);
	close(fd);
}

/* libcurl before version 8 reports the reset stream, and no answer. */
static void
test_a_client_that_sends_on(void **state)
{
	struct http_request request = {
	    .path = "/headers", .body = upload, .body_len = UPLOAD, .h2 = true};
	struct http_answer got;

	(void)state;
	fill();
	json_decref(problem_send(server_fixture->port, &request, 429, &got));
	assert_non_null(http_header(&got, "Retry-After"));
	http_answer_clear(&got);
	server_fixture_drain(fds, 3);
}

/* The client is not told to send, and gets its answer soon. */
static void
test_a_client_that_waits(void **state)
{
	double begin;
	int fd = connect_h2();

	(void)state;
	fill();
	begin = process_now_ms();
	assert_int_equal(h2_post_expecting(fd, 1, "/headers", UPLOAD), 0);
	assert_refused(fd);
	if (process_now_ms() - begin >= IDLE_MS)
		fail_msg("after %.0f ms", process_now_ms() - begin);
	server_fixture_drain(fds, 3);
}

/* As many uploads of a client are read as it has places; others are not. */
static void
test_a_client_that_has_its_share(void **state)
{
	int first, second, third;
	double begin;

	(void)state;
	fill();
	first = announce(1);
	second = announce(2);
	/* Those two begin to be silent again, and not before this. */
	begin = process_now_ms();
	assert_int_equal(h2_data(first, 1, upload, 10), 0);
	assert_int_equal(h2_data(second, 1, upload, 10), 0);
	third = announce(3);
	assert_refused(third);
	if (process_now_ms() - begin >= IDLE_MS)
		fail_msg("after %.0f ms", process_now_ms() - begin);
	assert_refused(first);
	if (process_now_ms() - begin < IDLE_MS - 100)
		fail_msg("after %.0f ms", process_now_ms() - begin);
	assert_refused(second);
	server_fixture_drain(fds, 3);
}

/* Does the same over HTTP/1.1. */
static int
announce_plainly(int64_t refused)
{
	static const char head[] = "POST /headers HTTP/1.1\r\nHost: h\r\n"
				   "Content-Length: 1048576\r\n\r\n";
	int fd = raw_request(server_fixture->port, head, sizeof(head) - 1);

	assert_true(fd >= 0);
	server_fixture_wait("refused.client_full", refused);
	return fd;
}

/* Sends on for a while.  Returns false if the connection is closed. */
static bool
is_read(int fd, int ms)
{
	double end = process_now_ms() + ms;

	for (; process_now_ms() < end; poll(NULL, 0, PIECE_MS))
		if (raw_send(fd, upload, PIECE) < 0)
			return false;
	return true;
}

/* The client sends for longer than lighttpd itself would read, and then looks
 * for an answer. */
static void
test_a_client_that_looks_late(void **state)
{
	int fd;

	(void)state;
	fill();
	fd = announce_plainly(1);
	assert_true(is_read(fd, LATE_MS));
	assert_true(
	    raw_read(fd, answer, sizeof(answer), SERVER_FIXTURE_MS) > 12);
	assert_memory_equal(answer, "HTTP/1.1 429 ", 13);
	close(fd);
	server_fixture_drain(fds, 3);
}

/* As many connections of a client stay open as it has places. */
static void
test_connections_have_a_share(void **state)
{
	int first, second, third;

	(void)state;
	fill();
	first = announce_plainly(1);
	second = announce_plainly(2);
	third = announce_plainly(3);
	assert_false(is_read(third, CLOSED_MS));
	close(third);
	assert_true(is_read(first, CLOSED_MS));
	close(first);
	assert_true(is_read(second, 10 * PIECE_MS));
	/* The place of the first connection is free. */
	third = announce_plainly(4);
	assert_true(is_read(third, CLOSED_MS));
	close(second);
	close(third);
	server_fixture_drain(fds, 3);
}

/* No more is thrown away than a body may have. */
static void
test_a_client_that_sends_without_end(void **state)
{
	int fd;

	(void)state;
	fill();
	fd = announce_plainly(1);
	for (int i = 0; i < 3 && raw_send(fd, upload, UPLOAD) == 0; i++)
		;
	assert_false(is_read(fd, CLOSED_MS));
	close(fd);
	server_fixture_drain(fds, 3);
}

/* A client whose refused uploads are still being read may send new requests. */
static void
test_what_is_thrown_away_takes_no_place(void **state)
{
	double begin;
	int fd;

	(void)state;
	fds[0] = server_fixture_hold();
	fds[1] = server_fixture_post("/headers", "", 10);
	server_fixture_wait("queued", 1);
	fd = announce(1);
	server_fixture_drain(fds, 2);
	server_fixture_finish(server_fixture_post("/headers", "", 10), 200);
	/* The upload was still being read. */
	begin = process_now_ms();
	assert_int_equal(h2_data(fd, 1, upload, 10), 0);
	assert_refused(fd);
	if (process_now_ms() - begin < IDLE_MS - 100)
		fail_msg("after %.0f ms", process_now_ms() - begin);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(test_a_client_that_sends_on, &options),
	    SERVER_FIXTURE_TEST(test_a_client_that_waits, &options),
	    SERVER_FIXTURE_TEST(test_a_client_that_has_its_share, &options),
	    SERVER_FIXTURE_TEST(test_a_client_that_looks_late, &options),
	    SERVER_FIXTURE_TEST(test_connections_have_a_share, &options),
	    SERVER_FIXTURE_TEST(test_a_client_that_sends_without_end, &small),
	    SERVER_FIXTURE_TEST(
		test_what_is_thrown_away_takes_no_place, &single),
	};

	return server_report(
	    cmocka_run_group_tests_name("early_refusals", tests, NULL, NULL));
}
