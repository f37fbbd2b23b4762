/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One address sends all the requests that it can, and another one is answered
 * within two service times, with two workers and with one: as shipped, and if
 * the configuration says nothing of a client's share.
 */
#include "tests/lib/test.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/client.h"
#include "tests/lib/load_client.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/status.h"

enum {
	WORKERS = 2,
	SERVICE_MS = 400,
	/* With one worker, a third service time is more than the overhead. */
	LONG_SERVICE_MS = 1000,
	/* A machine that does other work needs so much more.  First come, first
	 * served, the answer would come a second later even behind the smaller
	 * flood. */
	OVERHEAD_MS = 600,
	PLACES = 40,
	/* lighttpd.conf has this share. */
	SHARE = 2500,
	FLOOD_MAX = SHARE + 100,
};

static const char *const args[] = {"-t", "400", NULL};

static struct server_options shipped = {
    .workers = WORKERS, .worker_args = args, .conf = SERVER_NO_H2};
static const char *const long_args[] = {"-t", "1000", NULL};

static struct server_options one_worker = {
    .workers = 1, .worker_args = long_args, .conf = SERVER_NO_H2};
static struct server_options unset = {.workers = WORKERS,
    .worker_args = args,
    .unset = "ocr.client-limit",
    .conf = "ocr.queue-limit := 40\n"};

/* Sends a request from another address.  Returns the socket. */
static int
post_from_elsewhere(void)
{
	size_t len;
	char *request = load_client_post("/headers", "", NULL, 10, &len);
	int fd = raw_connect_from(server_fixture->port, 0);
	struct pollfd connected = {.fd = fd, .events = POLLOUT};

	assert_true(fd >= 0);
	assert_int_equal(poll(&connected, 1, SERVER_FIXTURE_MS), 1);
	assert_int_equal(raw_send(fd, request, len), 0);
	free(request);
	return fd;
}

/* Sends so many requests from one address: some run, its share waits, and the
 * others must be refused.  Meanwhile a request from another address must be
 * answered within two times of service. */
static void
flood(int requests, int share, int workers, int service_ms)
{
	static int fds[FLOOD_MAX];
	int refused = 0, taken = share + workers, other;
	double begin;

	fds[0] = server_fixture_hold();
	for (int i = 1; i < taken; i++)
		fds[i] = server_fixture_post("/headers", "", 10);
	server_fixture_wait("queued", share);
	for (int i = taken; i < requests; i++)
		fds[i] = server_fixture_post("/headers", "", 10);
	server_fixture_wait("refused.client_full", requests - taken);
	assert_int_equal(status_number(server_fixture->port, "queued"), share);
	assert_int_equal(pool_thaw(&server_fixture->pool), 0);
	begin = process_now_ms();
	other = post_from_elsewhere();
	server_fixture_finish(other, 200);
	if (process_now_ms() - begin > 2 * service_ms + OVERHEAD_MS)
		fail_msg("after %.0f ms", process_now_ms() - begin);
	for (int i = taken; i < requests; i++)
		refused +=
		    client_finish(fds[i], SERVER_FIXTURE_MS, NULL) == 429;
	assert_int_equal(refused, requests - taken);
	for (int i = 0; i < taken; i++)
		raw_reset(fds[i]);
	server_fixture_wait("queued", 0);
}

static void
test_as_shipped(void **state)
{
	(void)state;
	flood(FLOOD_MAX, SHARE, WORKERS, SERVICE_MS);
}

/* The newcomer waits for the request that runs, and not for the next of the
 * flood. */
static void
test_with_one_worker(void **state)
{
	(void)state;
	flood(FLOOD_MAX, SHARE, 1, LONG_SERVICE_MS);
}

static void
test_without_a_word_of_it(void **state)
{
	(void)state;
	flood(PLACES + 10, PLACES / 4, WORKERS, SERVICE_MS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(test_as_shipped, &shipped),
	    SERVER_FIXTURE_TEST(test_with_one_worker, &one_worker),
	    SERVER_FIXTURE_TEST(test_without_a_word_of_it, &unset),
	};

	setenv("OCR_WORKER", pool_responder(), 1);
	return server_report(
	    cmocka_run_group_tests_name("default_share", tests, NULL, NULL));
}
