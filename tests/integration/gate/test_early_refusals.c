/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Refusals that come before the upload is over reach clients that still send,
 * and cost no more than a share.
 */
#include "tests/lib/test.h"

#include <poll.h>
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
/* mod_ocr/drain.c: who sends nothing for so long waits for the answer. */
#define IDLE_MS 1000
/* lighttpd itself closes after six seconds at most, mod_ocr has it wait for
 * ten. */
#define LATE_MS 8000
#define PIECE 10000
#define PIECE_MS 100

static char upload[UPLOAD], answer[4096];
static int fds[3];

static struct server_options options = {.workers = 1,
    .conf = "ocr.client-key := \"X-Client\"\n"
	    "ocr.client-limit := 2\n"};

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

/* An upload is announced over HTTP/2; the socket. */
static int
announce(int64_t refused)
{
	int fd = connect_h2();

	assert_int_equal(h2_post_headers(fd, 1, "/headers", UPLOAD), 0);
	server_fixture_wait("refused.client_full", refused);
	return fd;
}

static void
is_refused(int fd)
{
	assert_int_equal(
	    h2_answer(fd, 1, answer, sizeof(answer), SERVER_FIXTURE_MS), 429);
	close(fd);
}

/* libcurl before version 8 reports a stream that is reset, and no answer. */
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

/* It is not told to send, and has its answer soon. */
static void
test_a_client_that_waits(void **state)
{
	double begin;
	int fd = connect_h2();

	(void)state;
	fill();
	begin = process_now_ms();
	assert_int_equal(h2_post_expecting(fd, 1, "/headers", UPLOAD), 0);
	is_refused(fd);
	if (process_now_ms() - begin >= IDLE_MS)
		fail_msg("after %.0f ms", process_now_ms() - begin);
	server_fixture_drain(fds, 3);
}

/* Of one client so many are read as it has places, the others are not. */
static void
test_a_client_that_has_its_share(void **state)
{
	int first, second, third;
	double begin;

	(void)state;
	fill();
	first = announce(1);
	second = announce(2);
	/* Those begin anew to be silent, not before this. */
	begin = process_now_ms();
	assert_int_equal(h2_data(first, 1, upload, 10), 0);
	assert_int_equal(h2_data(second, 1, upload, 10), 0);
	third = announce(3);
	is_refused(third);
	if (process_now_ms() - begin >= IDLE_MS)
		fail_msg("after %.0f ms", process_now_ms() - begin);
	is_refused(first);
	if (process_now_ms() - begin < IDLE_MS - 100)
		fail_msg("after %.0f ms", process_now_ms() - begin);
	is_refused(second);
	server_fixture_drain(fds, 3);
}

/* It sends for longer than lighttpd itself would read, and then looks for an
 * answer. */
static void
test_a_client_that_looks_late(void **state)
{
	static const char head[] = "POST /headers HTTP/1.1\r\nHost: h\r\n"
				   "Content-Length: 1048576\r\n\r\n";
	double end;
	int fd;

	(void)state;
	fill();
	fd = raw_request(server_fixture->port, head, sizeof(head) - 1);
	assert_true(fd >= 0);
	server_fixture_wait("refused.client_full", 1);
	for (end = process_now_ms() + LATE_MS; process_now_ms() < end;
	     poll(NULL, 0, PIECE_MS))
		assert_int_equal(raw_send(fd, upload, PIECE), 0);
	assert_true(
	    raw_read(fd, answer, sizeof(answer), SERVER_FIXTURE_MS) > 12);
	assert_memory_equal(answer, "HTTP/1.1 429 ", 13);
	close(fd);
	server_fixture_drain(fds, 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(test_a_client_that_sends_on, &options),
	    SERVER_FIXTURE_TEST(test_a_client_that_waits, &options),
	    SERVER_FIXTURE_TEST(test_a_client_that_has_its_share, &options),
	    SERVER_FIXTURE_TEST(test_a_client_that_looks_late, &options),
	};

	return server_report(
	    cmocka_run_group_tests_name("early_refusals", tests, NULL, NULL));
}
