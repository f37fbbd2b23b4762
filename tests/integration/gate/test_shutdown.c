/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A graceful stop of lighttpd: requests that run finish, those that wait are
 * served while there is time, and the rest are refused with a reason.
 */
#include "tests/lib/test.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/process.h"
#include "tests/lib/server_fixture.h"

#define STOP_MS 10000
#define REFUSAL_MS 5000

static struct server_options graceful = {
    .workers = 1,
    .conf = "ocr.shutdown-timeout := 4",
};

/* lighttpd has ended already. */
static int
teardown(void **state)
{
	int rc = pool_stop(&server_fixture->pool);

	(void)state;
	free(server_fixture);
	return rc;
}

/* Stops the worker, sends n requests, of which it takes one, and lets lighttpd
 * end. */
static void
begin(int *fds, int n)
{
	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
	for (int i = 0; i < n; i++)
		fds[i] = server_fixture_post("/headers", "", 10);
	server_fixture_wait("queued", n - 1);
	assert_int_equal(kill(server_fixture->pid, SIGINT), 0);
}

static void
test_the_rest_is_told(void **state)
{
	const char *answer;
	int fds[5], status;

	(void)state;
	fds[4] = server_fixture_begin("/headers");
	begin(fds, 4);
	for (int i = 4; i >= 0; i--) {
		answer = server_fixture_finish(fds[i], 503);
		assert_non_null(strstr(answer, "application/problem+json"));
		assert_true(client_number(answer, "Retry-After") >= 1);
	}
	assert_int_equal(
	    process_wait(server_fixture->pid, STOP_MS, &status), 0);
}

static void
test_queued_requests_are_served(void **state)
{
	int fds[4], status;

	(void)state;
	begin(fds, 4);
	usleep(500000);
	server_fixture_drain(fds, 4);
	assert_int_equal(
	    process_wait(server_fixture->pid, STOP_MS, &status), 0);
	assert_int_equal(status, 0);
}

static void
test_max_worker_is_refused(void **state)
{
	const struct server_options options = {
	    .conf = "server.max-worker := 2"};
	double begin = process_now_ms();

	(void)state;
	assert_null(server_start(&options));
	/* The server has ended, rather than tried again and again. */
	assert_true(process_now_ms() - begin < REFUSAL_MS);
}

int
main(void)
{
#define GRACEFUL(test)                                                         \
	cmocka_unit_test_prestate_setup_teardown(                              \
	    test, server_fixture_setup, teardown, &graceful)
	const struct CMUnitTest tests[] = {
	    GRACEFUL(test_the_rest_is_told),
	    GRACEFUL(test_queued_requests_are_served),
	    cmocka_unit_test(test_max_worker_is_refused),
	};

	return server_report(
	    cmocka_run_group_tests_name("shutdown", tests, NULL, NULL));
}
