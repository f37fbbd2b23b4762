/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A head that comes byte by byte has no more time than a head that does not
 * come.
 */
#include "tests/lib/test.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"

#define IDLE_MS 2000
/* lighttpd looks once a second, at whole seconds, and closes one second
 * later. */
#define CLOSED_MS (IDLE_MS + 5000)
#define BYTE_MS 200

static struct server_options options = {
    .workers = 1, .conf = "server.max-read-idle := 2\n"};

static const char whole[] = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";

/* Sends a head without end, a byte at a time.  Returns after how many
 * milliseconds the connection is closed. */
static double
dribble(int fd)
{
	static const char head[] = "GET /healthz HTTP/1.1\r\nHost: a\r\nX: ";
	struct pollfd p = {.fd = fd, .events = POLLIN};
	double begin = process_now_ms();
	char byte = 'a';

	assert_int_equal(raw_send(fd, head, sizeof(head) - 1), 0);
	while (process_now_ms() - begin < SERVER_FIXTURE_MS) {
		if (poll(&p, 1, BYTE_MS) > 0 ||
		    send(fd, &byte, 1, MSG_NOSIGNAL) < 0) {
			close(fd);
			return process_now_ms() - begin;
		}
	}
	fail_msg("the connection is still open");
	return 0;
}

static int
begin(void)
{
	int fd = raw_connect(server_fixture->port);

	assert_true(fd >= 0);
	return fd;
}

/* Asks over the connection and reads the answer, which leaves it open. */
static void
ask(int fd)
{
	char answer[4096] = "";
	size_t got = 0;
	ssize_t n;

	assert_int_equal(raw_send(fd, whole, sizeof(whole) - 1), 0);
	while (strstr(answer, "\r\n\r\nok\n") == NULL) {
		n = recv(fd, answer + got, sizeof(answer) - 1 - got, 0);
		assert_true(n > 0);
		got += (size_t)n;
		answer[got] = '\0';
	}
}

static void
test_the_first_head(void **state)
{
	double ms = dribble(begin());

	(void)state;
	assert_true(ms >= IDLE_MS - BYTE_MS);
	assert_true(ms < CLOSED_MS);
}

/* The time of a head begins with its first byte, not with the connection. */
static void
test_a_later_head(void **state)
{
	int fd = begin();
	double ms;

	(void)state;
	ask(fd);
	poll(NULL, 0, IDLE_MS / 2);
	ms = dribble(fd);
	assert_true(ms >= IDLE_MS - BYTE_MS);
	assert_true(ms < CLOSED_MS);
}

static void
test_a_head_in_two_halves(void **state)
{
	int fd = begin();

	(void)state;
	ask(fd);
	assert_int_equal(raw_send(fd, whole, 10), 0);
	poll(NULL, 0, IDLE_MS / 2);
	assert_int_equal(raw_send(fd, whole + 10, sizeof(whole) - 11), 0);
	ask(fd);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(test_the_first_head, &options),
	    SERVER_FIXTURE_TEST(test_a_later_head, &options),
	    SERVER_FIXTURE_TEST(test_a_head_in_two_halves, &options),
	};

	return server_report(
	    cmocka_run_group_tests_name("slow_heads", tests, NULL, NULL));
}
