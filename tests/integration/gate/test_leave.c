/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A client that leaves, in any of the ways that HTTP has, gives back its place
 * in the queue or its slot at once, and the gate counts right.
 */
#include "tests/lib/test.h"

#include <inttypes.h>
#include <signal.h>
#include <unistd.h>

#include "tests/lib/h2.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/status.h"

#define LEAVE_MS 200
#define SMALL 100
#define LARGE 200000 /* spooled to a file, and sent in many pieces */

/* Returns whether there are as many outcomes as requests, as there must be
 * whatever happened. */
static bool
totals_add_up(void)
{
	static const char *const outcomes[] = {"totals.answered",
	    "totals.refused", "totals.failed", "totals.served",
	    "totals.aborted_reading", "totals.aborted_queued",
	    "totals.aborted_running", "totals.aborted_sharing"};
	json_t *status = status_read(server_fixture->port);
	int64_t ended = 0, begun = status_member(status, "totals.requests");

	for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++)
		ended += status_member(status, outcomes[i]);
	json_decref(status);
	if (begun != ended)
		print_error("%" PRId64 " requests, %" PRId64 " outcomes\n",
		    begun, ended);
	return begun == ended;
}

static int
teardown(void **state)
{
	bool sound = totals_add_up();

	return server_fixture_teardown(state) == 0 && sound ? 0 : -1;
}

static int
post(size_t body_len)
{
	return server_fixture_post("/headers", "", body_len);
}

static int
post_small(void)
{
	return post(SMALL);
}

static int
post_large(void)
{
	return post(LARGE);
}

/*
 * Posts while lighttpd is stopped: so it finds the whole request when it
 * accepts the connection, and then has no event to wait for.
 */
static int
post_with_accept(void)
{
	int fd;

	assert_int_equal(kill(server_fixture->pid, SIGSTOP), 0);
	fd = post(SMALL);
	assert_int_equal(kill(server_fixture->pid, SIGCONT), 0);
	return fd;
}

/* Stops the worker, and sends a request that takes it.  Returns the socket. */
static int
hold_the_worker(void)
{
	int fd;

	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
	fd = post_with_accept();
	server_fixture_wait("running", 1);
	return fd;
}

/* Lets the worker go on: the request that had it is answered, and the gate is
 * empty. */
static void
release_the_worker(int holder)
{
	server_fixture_drain(&holder, 1);
	server_fixture_wait("running", 0);
	assert_int_equal(server_fixture_number("queued"), 0);
	assert_int_equal(server_fixture_number("queued_bytes"), 0);
	assert_int_equal(server_fixture_number("reading"), 0);
}

static void
leave_by_fin(int fd)
{
	close(fd);
}

static void
leave_by_half_close(int fd)
{
	raw_half_close(fd);
}

static void
leave_by_reset(int fd)
{
	raw_reset(fd);
}

static const struct leaving {
	const char *name;
	void (*leave)(int);
} ways[] = {
    {"FIN", leave_by_fin},
    {"half-close", leave_by_half_close},
    {"RST", leave_by_reset},
};

static void
test_queued_over_http1(void **state)
{
	static int (*const arrivals[])(void) = {
	    post_small, post_large, post_with_accept};
	int holder = hold_the_worker();

	(void)state;
	for (int i = 0; i < 9; i++) {
		const struct leaving *way = &ways[i % 3];
		int64_t aborted =
		    server_fixture_number("totals.aborted_queued");
		int fd = arrivals[i / 3]();
		double ms;

		server_fixture_wait("queued", 1);
		way->leave(fd);
		ms = status_wait(server_fixture->port, "queued", 0, LEAVE_MS);
		if (ms < 0)
			print_error("%s is not noticed\n", way->name);
		assert_true(ms >= 0);
		assert_int_equal(server_fixture_number("totals.aborted_queued"),
		    aborted + 1);
		assert_int_equal(server_fixture_number("queued_bytes"), 0);
		assert_int_equal(server_fixture_number("running"), 1);
	}
	release_the_worker(holder);
}

static void
test_queued_over_h2(void **state)
{
	static char body[SMALL];
	int64_t aborted = server_fixture_number("totals.aborted_queued");
	int holder = hold_the_worker();
	int fd = h2_connect(server_fixture->port);

	(void)state;
	assert_true(fd >= 0);
	for (uint32_t stream = 1; stream <= 5; stream += 2)
		assert_int_equal(
		    h2_post(fd, stream, "/headers", body, SMALL), 0);
	server_fixture_wait("queued", 3);
	assert_int_equal(h2_reset(fd, 3), 0);
	assert_true(
	    status_wait(server_fixture->port, "queued", 2, LEAVE_MS) >= 0);
	close(fd);
	assert_true(
	    status_wait(server_fixture->port, "queued", 0, LEAVE_MS) >= 0);
	assert_int_equal(
	    server_fixture_number("totals.aborted_queued"), aborted + 3);
	assert_int_equal(server_fixture_number("running"), 1);
	release_the_worker(holder);
}

/* One client leaves from the middle of the queue; those before and behind keep
 * their places. */
static void
test_others_keep_their_places(void **state)
{
	int holder = hold_the_worker(), fds[5];

	(void)state;
	for (int i = 0; i < 5; i++)
		fds[i] = post(SMALL);
	server_fixture_wait("queued", 5);
	raw_reset(fds[2]);
	assert_true(
	    status_wait(server_fixture->port, "queued", 4, LEAVE_MS) >= 0);
	release_the_worker(holder);
	for (int i = 0; i < 5; i++)
		if (i != 2)
			server_fixture_finish(fds[i], 200);
}

static void
test_running_over_http1(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		int64_t aborted =
		    server_fixture_number("totals.aborted_running");
		int fd = hold_the_worker();
		double ms;

		ways[i].leave(fd);
		ms = status_wait(server_fixture->port, "running", 0, LEAVE_MS);
		if (ms < 0)
			print_error("%s is not noticed\n", ways[i].name);
		assert_true(ms >= 0);
		assert_int_equal(
		    server_fixture_number("totals.aborted_running"),
		    aborted + 1);
		if (ways[i].leave == leave_by_half_close)
			close(fd);
		release_the_worker(post(SMALL));
	}
}

static void
test_running_over_h2(void **state)
{
	static char body[SMALL];
	int64_t aborted = server_fixture_number("totals.aborted_running");

	(void)state;
	for (int i = 0; i < 2; i++) {
		int fd = h2_connect(server_fixture->port);

		assert_int_equal(pool_freeze(&server_fixture->pool), 0);
		assert_int_equal(h2_post(fd, 1, "/headers", body, SMALL), 0);
		server_fixture_wait("running", 1);
		if (i == 0)
			assert_int_equal(h2_reset(fd, 1), 0);
		else
			close(fd);
		assert_true(status_wait(server_fixture->port, "running", 0,
				LEAVE_MS) >= 0);
		if (i == 0)
			close(fd);
		release_the_worker(post(SMALL));
	}
	assert_int_equal(
	    server_fixture_number("totals.aborted_running"), aborted + 2);
}

/* A slot that is given up goes to the next request at once. */
static void
test_the_slot_goes_to_the_next(void **state)
{
	int holder = hold_the_worker(), next = post(SMALL);

	(void)state;
	server_fixture_wait("queued", 1);
	raw_reset(holder);
	assert_true(
	    status_wait(server_fixture->port, "queued", 0, LEAVE_MS) >= 0);
	assert_int_equal(server_fixture_number("running"), 1);
	release_the_worker(next);
}

static void
test_while_uploading(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		int64_t aborted =
		    server_fixture_number("totals.aborted_reading");
		int fd = server_fixture_begin("/ocr");

		server_fixture_wait("reading", 1);
		assert_int_equal(server_fixture_number("running"), 0);
		ways[i].leave(fd);
		assert_true(status_wait(server_fixture->port, "reading", 0,
				LEAVE_MS) >= 0);
		assert_int_equal(
		    server_fixture_number("totals.aborted_reading"),
		    aborted + 1);
		if (ways[i].leave == leave_by_half_close)
			close(fd);
	}
}

int
main(void)
{
#define ON_ITS_OWN(test)                                                       \
	cmocka_unit_test_setup_teardown(test, server_fixture_setup, teardown)
	const struct CMUnitTest tests[] = {
	    ON_ITS_OWN(test_queued_over_http1),
	    ON_ITS_OWN(test_queued_over_h2),
	    ON_ITS_OWN(test_others_keep_their_places),
	    ON_ITS_OWN(test_running_over_http1),
	    ON_ITS_OWN(test_running_over_h2),
	    ON_ITS_OWN(test_the_slot_goes_to_the_next),
	    ON_ITS_OWN(test_while_uploading),
	};

	return server_report(
	    cmocka_run_group_tests_name("leave", tests, NULL, NULL));
}
