/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A graceful stop of lighttpd: what runs finishes, what waits is served while
 * the grace lasts, and whoever remains is told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server.h"
#include "tests/lib/status.h"

#define ARRIVE_MS 5000
#define STOP_MS 10000
#define CONF                                                                   \
	"server.feature-flags := ( \"server.graceful-shutdown-timeout\" => 4 " \
	")"

static struct server *server;

static int
setup(void **state)
{
	const struct server_options options = {.workers = 1, .conf = CONF};

	(void)state;
	server = server_start(&options);
	return server ? 0 : -1;
}

/* lighttpd has ended already. */
static int
teardown(void **state)
{
	int rc = pool_stop(&server->pool);

	(void)state;
	free(server);
	return rc;
}

static void
begin(int *fds, int n)
{
	assert_int_equal(pool_freeze(&server->pool), 0);
	for (int i = 0; i < n; i++)
		fds[i] = client_post(server->port, "/headers", "", 10);
	assert_true(status_wait(server->port, "queued", n - 1, ARRIVE_MS) >= 0);
	assert_int_equal(kill(server->pid, SIGINT), 0);
}

static void
test_the_rest_is_told(void **state)
{
	/* One whose body never comes to its end. */
	static const char upload[] = "POST /headers HTTP/1.1\r\nHost: a\r\n"
				     "Content-Length: 100\r\n\r\nhello";
	const char *answer;
	int fds[5], status;

	(void)state;
	fds[4] = raw_request(server->port, upload, sizeof(upload) - 1);
	begin(fds, 4);
	for (int i = 4; i >= 0; i--) {
		assert_int_equal(client_finish(fds[i], STOP_MS, &answer), 503);
		assert_non_null(strstr(answer, "application/problem+json"));
		assert_true(client_number(answer, "Retry-After") >= 1);
	}
	assert_int_equal(process_wait(server->pid, STOP_MS, &status), 0);
}

static void
test_parked_requests_are_served(void **state)
{
	int fds[4], status;

	(void)state;
	begin(fds, 4);
	usleep(500000);
	assert_int_equal(pool_thaw(&server->pool), 0);
	for (int i = 0; i < 4; i++)
		assert_int_equal(client_finish(fds[i], STOP_MS, NULL), 200);
	assert_int_equal(process_wait(server->pid, STOP_MS, &status), 0);
	assert_int_equal(status, 0);
}

static void
test_max_worker_is_refused(void **state)
{
	const struct server_options options = {
	    .conf = "server.max-worker := 2"};

	(void)state;
	assert_null(server_start(&options));
}

int
main(void)
{
#define ON_ITS_OWN(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    ON_ITS_OWN(test_the_rest_is_told),
	    ON_ITS_OWN(test_parked_requests_are_served),
	    cmocka_unit_test(test_max_worker_is_refused),
	};

	return server_report(
	    cmocka_run_group_tests_name("shutdown", tests, NULL, NULL));
}
