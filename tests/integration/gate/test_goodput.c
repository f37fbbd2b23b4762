/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Under overload, workers get the requests that can be finished in time and
 * whose clients are still there; below it, requests run in the order in which
 * they came.
 */
#include "tests/lib/test.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/process.h"
#include "tests/lib/server_fixture.h"

enum {
	LEARNED = 8, /* requests after which a kind is known */
	ROUNDS = 3,
	CROWD = 14,
	PATIENCE_MS = 2000,
	BOUND_MS = 10000,
};

static const char *const slow_args[] = {"-t", "1200", NULL};
static struct server_options slow = {.workers = 4, .worker_args = slow_args};
static const char *const medium_args[] = {"-t", "400", NULL};
static struct server_options medium = {
    .workers = 1, .worker_args = medium_args};
static const char *const quick_args[] = {"-t", "200", NULL};
static struct server_options quick = {.workers = 1, .worker_args = quick_args};

static int
post(const char *path)
{
	return server_fixture_post(path, "", 100);
}

/* Sends so many requests and waits for their answers. */
static void
answer_some(int n)
{
	int fds[LEARNED];

	for (int i = 0; i < n; i++)
		fds[i] = post("/headers");
	for (int i = 0; i < n; i++)
		server_fixture_finish(fds[i], 200);
}

/* Waits for all answers, and notes in which order the requests began. */
static void
read_order(const int *fds, int n, int *order)
{
	struct pollfd pfd[CROWD];
	double end = process_now_ms() + BOUND_MS;
	int seen = 0;

	for (int i = 0; i < n; i++)
		pfd[i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
	while (seen < n && process_now_ms() < end) {
		poll(pfd, (nfds_t)n, 100);
		for (int i = 0; i < n; i++)
			if (pfd[i].fd >= 0 && pfd[i].revents != 0) {
				order[seen++] = i;
				pfd[i].fd = -1;
			}
	}
	assert_int_equal(seen, n);
	for (int i = 0; i < n; i++)
		server_fixture_finish(fds[i], 200);
}

/* A kind of request that takes 1.2 s is refused at once if it has a second,
 * though all workers are idle, and accepted if it has two. */
static void
test_a_deadline_that_cannot_be_met(void **state)
{
	const char *answer;
	double begin;

	(void)state;
	answer_some(LEARNED);
	begin = process_now_ms();
	answer = server_fixture_finish(post("/headers?timeout=1"), 503);
	if (process_now_ms() - begin > 50)
		fail_msg("after %.0f ms", process_now_ms() - begin);
	assert_non_null(strstr(answer, "timeout=SECONDS"));
	assert_int_equal(server_fixture_number("refused.too_late"), 1);
	assert_int_equal(server_fixture_number("totals.answered"), LEARNED);
	server_fixture_finish(post("/headers?timeout=2"), 200);
	server_fixture_finish(post("/headers"), 200);
}

/* Its turn would come too late, so no worker gets it. */
static void
test_what_cannot_be_finished_is_not_started(void **state)
{
	double begin, took;
	int holder, late;

	(void)state;
	answer_some(LEARNED);
	holder = server_fixture_hold();
	begin = process_now_ms();
	late = post("/headers?timeout=2");
	server_fixture_wait("queued", 1);
	usleep(1350000);
	/* The request before it takes another 0.4 s, and so would this one. */
	assert_int_equal(pool_thaw(&server_fixture->pool), 0);
	assert_non_null(
	    strstr(server_fixture_finish(late, 504), "\"stage\": \"queued\""));
	took = process_now_ms() - begin;
	if (took < 1995 || took > 2150)
		fail_msg("expired after %.0f ms", took);
	server_fixture_finish(holder, 200);
	assert_int_equal(server_fixture_number("totals.answered"), LEARNED + 1);
	assert_int_equal(server_fixture_number("totals.expired"), 1);
}

/* Sends crowds of requests, some of which are served before the others leave
 * after PATIENCE_MS, until the gate knows this patience. */
static void
learn_patience(void)
{
	int fds[CROWD];

	for (int i = 0; i < ROUNDS; i++) {
		for (int k = 0; k < CROWD; k++)
			fds[k] = post("/headers");
		usleep(PATIENCE_MS * 1000);
		for (int k = 0; k < CROWD; k++)
			close(fds[k]);
		server_fixture_wait("running", 0);
	}
	assert_true(
	    server_fixture_number("totals.aborted_queued") >= ROUNDS * 3);
	assert_in_range(server_fixture_number("patience_ms.p50"),
	    PATIENCE_MS - 200, PATIENCE_MS + 200);
}

/* Requests whose clients would leave before they are served are passed over;
 * one that stays is served when there is none with better prospects. */
static void
test_who_will_still_be_there_goes_first(void **state)
{
	int holder, fds[4], order[4];

	(void)state;
	learn_patience();
	holder = server_fixture_hold();
	for (int i = 0; i < 3; i++)
		fds[i] = post("/headers");
	server_fixture_wait("queued", 3);
	usleep((PATIENCE_MS - 300) * 1000);
	fds[3] = post("/headers");
	server_fixture_wait("queued", 4);
	assert_int_equal(pool_thaw(&server_fixture->pool), 0);
	read_order(fds, 4, order);
	assert_int_equal(order[0], 3);
	server_fixture_finish(holder, 200);
}

static void
test_below_capacity_first_come_first_served(void **state)
{
	int holder, fds[3], order[3];

	(void)state;
	learn_patience();
	holder = server_fixture_hold();
	/* Requests that come in one turn of lighttpd's loop have no order. */
	for (int i = 0; i < 3; i++) {
		fds[i] = post("/headers");
		server_fixture_wait("queued", i + 1);
	}
	assert_int_equal(pool_thaw(&server_fixture->pool), 0);
	read_order(fds, 3, order);
	for (int i = 0; i < 3; i++)
		assert_int_equal(order[i], i);
	server_fixture_finish(holder, 200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(test_a_deadline_that_cannot_be_met, &slow),
	    SERVER_FIXTURE_TEST(
		test_what_cannot_be_finished_is_not_started, &medium),
	    SERVER_FIXTURE_TEST(
		test_who_will_still_be_there_goes_first, &quick),
	    SERVER_FIXTURE_TEST(
		test_below_capacity_first_come_first_served, &quick),
	};

	setenv("OCR_WORKER", pool_responder(), 1);
	return server_report(
	    cmocka_run_group_tests_name("goodput", tests, NULL, NULL));
}
