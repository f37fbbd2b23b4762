/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two thousand clients at once against two workers.  Behind the gate every
 * one of them is answered; without it lighttpd itself fails most of them,
 * which is why the gate exists.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/flood.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server.h"
#include "tests/lib/status.h"

#define CLIENTS 2000
#define WORKERS 2
#define BODY_LEN 30000
#define BOUND_MS 120000
#define PARKED_BYTES_MAX 20480

/* The same load for both: the handler that costs the workers least. */
static struct flood_result
flooded(const struct server_options *options)
{
	char *body = calloc(1, BODY_LEN), *request;
	struct server *server = server_start(options);
	struct flood_result result;
	size_t len;

	assert_non_null(server);
	assert_non_null(body);
	request = flood_post("/headers", "", body, BODY_LEN, &len);
	assert_int_equal(
	    flood_run(server->port, CLIENTS, request, len, BOUND_MS, &result),
	    0);
	if (!options->plain) {
		assert_true(status_wait(server->port, "running", 0, 1000) >= 0);
		assert_int_equal(status_number(server->port, "queued"), 0);
		assert_int_equal(
		    status_number(server->port, "totals.answered"), CLIENTS);
	}
	assert_int_equal(server_stop(server), 0);
	free(request);
	free(body);
	return result;
}

static void
test_every_client_is_answered(void **state)
{
	const struct server_options options = {.workers = WORKERS};
	struct flood_result result = flooded(&options);

	(void)state;
	assert_int_equal(result.status[200], CLIENTS);
	assert_int_equal(result.broken, 0);
	assert_int_equal(result.late, 0);
}

static void
test_without_the_gate_they_are_not(void **state)
{
	const struct server_options options = {
	    .workers = WORKERS,
	    .plain = true,
	};
	struct flood_result result = flooded(&options);

	(void)state;
	print_message("plain mod_fastcgi: %u x 200, %u x 500 of %u\n",
	    result.status[200], result.status[500], CLIENTS);
	assert_true(result.status[500] > CLIENTS / 10);
}

static void
test_parked_requests_are_small(void **state)
{
	const struct server_options options = {
	    .workers = WORKERS, .conf = SERVER_NO_H2};
	struct server *server;
	char *body, *request;
	size_t len, before, after;
	int *fds;

	(void)state;
	if (server_is_sanitized())
		skip();
	server = server_start(&options);
	assert_non_null(server);
	body = calloc(1, BODY_LEN);
	fds = calloc(CLIENTS, sizeof(int));
	assert_int_equal(pool_freeze(&server->pool), 0);
	request = flood_post("/headers", "", body, BODY_LEN, &len);
	assert_int_equal(status_number(server->port, "queued"), 0);
	before = process_rss(server->pid);
	for (int i = 0; i < CLIENTS; i++) {
		fds[i] = raw_request(server->port, request, len);
		assert_true(fds[i] >= 0);
	}
	assert_true(
	    status_wait(server->port, "queued", CLIENTS - WORKERS, 30000) >= 0);
	after = process_rss(server->pid);
	print_message("%zu bytes a parked request beyond its body\n",
	    (after - before) / CLIENTS - BODY_LEN);
	assert_true((after - before) / CLIENTS < BODY_LEN + PARKED_BYTES_MAX);
	for (int i = 0; i < CLIENTS; i++)
		close(fds[i]);
	assert_true(status_wait(server->port, "queued", 0, 10000) >= 0);
	assert_int_equal(pool_thaw(&server->pool), 0);
	assert_int_equal(server_stop(server), 0);
	free(fds);
	free(request);
	free(body);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_client_is_answered),
	    cmocka_unit_test(test_without_the_gate_they_are_not),
	    cmocka_unit_test(test_parked_requests_are_small),
	};

	return server_report(
	    cmocka_run_group_tests_name("crowd", tests, NULL, NULL));
}
