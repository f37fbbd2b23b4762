/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two thousand clients at once against two workers.  Behind the gate every
 * one of them is answered; without it lighttpd itself fails most of them,
 * which is why the gate exists.
 */
#include "tests/lib/test.h"

#include <stdlib.h>
#include <unistd.h>

#include "tests/lib/load_client.h"
#include "tests/lib/process.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/status.h"

#define CLIENTS 2000
#define WORKERS 2
#define BODY_LEN 30000
#define BOUND_MS 120000
#define QUEUED_BYTES_MAX 6144

/* Sends many requests at once to the handler that costs the workers least.
 * Returns what came of them. */
static struct load_client_result
flooded(void)
{
	struct load_client_result result;
	size_t len;
	char *request = load_client_post("/headers", "", NULL, BODY_LEN, &len);

	assert_int_equal(load_client_run(server_fixture->port, CLIENTS, request,
			     len, BOUND_MS, &result),
	    0);
	free(request);
	return result;
}

static struct server_options gate = {.workers = WORKERS};

static void
test_every_client_is_answered(void **state)
{
	struct load_client_result result = flooded();

	(void)state;
	assert_int_equal(result.status[200], CLIENTS);
	assert_int_equal(result.broken, 0);
	assert_int_equal(result.late, 0);
	assert_true(status_wait(server_fixture->port, "running", 0, 1000) >= 0);
	assert_int_equal(server_fixture_number("queued"), 0);
	assert_int_equal(server_fixture_number("totals.answered"), CLIENTS);
}

static struct server_options plain = {.workers = WORKERS, .plain = true};

static void
test_without_the_gate_they_are_not(void **state)
{
	struct load_client_result result = flooded();

	(void)state;
	print_message("plain mod_fastcgi: %u x 200, %u x 500 of %u\n",
	    result.status[200], result.status[500], CLIENTS);
	assert_true(result.status[500] > CLIENTS / 10);
}

static struct server_options no_h2 = {.workers = WORKERS, .conf = SERVER_NO_H2};

static void
test_queued_requests_are_small(void **state)
{
	size_t before, after;
	int *fds;

	(void)state;
	if (server_is_sanitized())
		skip();
	fds = calloc(CLIENTS, sizeof(int));
	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
	assert_int_equal(server_fixture_number("queued"), 0);
	before = process_rss(server_fixture->pid);
	for (int i = 0; i < CLIENTS; i++)
		fds[i] = server_fixture_post("/headers", "", BODY_LEN);
	assert_true(status_wait(server_fixture->port, "queued",
			CLIENTS - WORKERS, 30000) >= 0);
	after = process_rss(server_fixture->pid);
	print_message("%zu bytes a queued request beyond its body\n",
	    (after - before) / CLIENTS - BODY_LEN);
	assert_true((after - before) / CLIENTS < BODY_LEN + QUEUED_BYTES_MAX);
	for (int i = 0; i < CLIENTS; i++)
		close(fds[i]);
	server_fixture_wait("queued", 0);
	assert_int_equal(pool_thaw(&server_fixture->pool), 0);
	free(fds);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(test_every_client_is_answered, &gate),
	    SERVER_FIXTURE_TEST(test_without_the_gate_they_are_not, &plain),
	    SERVER_FIXTURE_TEST(test_queued_requests_are_small, &no_h2),
	};

	return server_report(
	    cmocka_run_group_tests_name("crowd", tests, NULL, NULL));
}
