/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Hosts with keys of their own: whatever ends a request, and whichever request
 * came after it, the keys of its own host hold for it.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"

#define CROWD 4
/* A client by the key of either host: by the first it is alone, by the second
 * it is one of a crowd. */
#define CLIENT "X-First: alone\r\nX-Second: crowd\r\n"

static struct server_options options = {.workers = 1,
    .conf = "ocr.timeout := 60\n"
	    "$HTTP[\"host\"] == \"first.example\" {\n"
	    "ocr.client-key = \"X-First\"\n"
	    "ocr.timeout = 1\n}\n"
	    "$HTTP[\"host\"] == \"second.example\" {\n"
	    "ocr.client-key = \"X-Second\"\n"
	    "ocr.timeout = 2\n}\n"};

/* Posts to the host.  Returns the socket. */
static int
post(const char *host, const char *query)
{
	char text[512];
	int len = snprintf(text, sizeof(text),
	    "POST /headers%s HTTP/1.1\r\nHost: %s\r\nConnection: "
	    "close\r\n" CLIENT "Content-Length: 4\r\n\r\nbody",
	    query, host);
	int fd = raw_request(server_fixture->port, text, (size_t)len);

	assert_true(fd >= 0);
	return fd;
}

/* Shows the gate a request of some seconds, longer than the timeouts of both
 * hosts. */
static void
show_a_slow_request(void)
{
	double begin = process_now_ms();
	int holder = server_fixture_hold();
	int first = post("first.example", "");

	server_fixture_wait("queued", 1);
	server_fixture_finish(post("second.example", ""), 504);
	assert_true(process_now_ms() - begin >= 1990);
	server_fixture_finish(first, 504);
	server_fixture_drain(&holder, 1);
}

/* Posts to both hosts, and sets seconds to the Retry-After of the refusals that
 * come when no worker took the requests within the hosts' timeouts. */
static void
expire(const char *const hosts[2], long seconds[2])
{
	int fds[2];

	for (int i = 0; i < 2; i++) {
		fds[i] = post(hosts[i], "");
		server_fixture_wait("queued", CROWD + 1 + i);
	}
	for (int i = 0; i < 2; i++)
		seconds[i] = client_number(
		    server_fixture_finish(fds[i], 503), "Retry-After");
}

/*
 * The timer answers a client that is alone on its host and one with a crowd on
 * its host: the first one's turn comes sooner.  Both have the same headers, and
 * either may have come last.
 */
static void
test_retry_after_is_of_the_own_client(void **state)
{
	static const char *const orders[2][2] = {
	    {"first.example", "second.example"},
	    {"second.example", "first.example"}};
	int crowd[CROWD];

	(void)state;
	show_a_slow_request();
	assert_int_equal(pool_stop(&server_fixture->pool), 0);
	for (int i = 0; i < CROWD; i++)
		crowd[i] = post("second.example", "?timeout=60");
	server_fixture_wait("queued", CROWD);
	for (int i = 0; i < 2; i++) {
		long s[2];

		expire(orders[i], s);
		print_message("%s %ld s, %s %ld s\n", orders[i][0], s[0],
		    orders[i][1], s[1]);
		assert_true(s[i] < s[1 - i]);
	}
	for (int i = 0; i < CROWD; i++)
		close(crowd[i]);
}

/* The timer uses the timeout of the request's own host. */
static void
test_timeout_is_of_the_own_host(void **state)
{
	double begin;
	int holder, first, second;

	(void)state;
	holder = server_fixture_hold();
	begin = process_now_ms();
	first = post("first.example", "");
	server_fixture_wait("queued", 1);
	second = post("second.example", "");
	server_fixture_finish(first, 504);
	assert_in_range((int)(process_now_ms() - begin), 995, 1900);
	server_fixture_finish(second, 504);
	assert_in_range((int)(process_now_ms() - begin), 1995, 2900);
	server_fixture_drain(&holder, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(
		test_retry_after_is_of_the_own_client, &options),
	    SERVER_FIXTURE_TEST(test_timeout_is_of_the_own_host, &options),
	};

	return server_report(
	    cmocka_run_group_tests_name("hosts", tests, NULL, NULL));
}
