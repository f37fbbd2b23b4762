/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Clients take turns: one with many pages delays another's single page by at
 * most one page a worker.  Retry-After and X-Queue-Position tell the truth.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"
#include "tests/lib/status.h"
#include "tests/lib/worklog.h"

#define WORKERS 2
#define MANY 60
#define LIMIT 70
#define ARRIVE_MS 10000
#define CONF                                                                   \
	"ocr.client-key := \"X-Client\"\n"                                     \
	"ocr.client-limit := 65\n"                                             \
	"ocr.queue-limit := 70\n"

static struct server *server;

static int
setup(void **state)
{
	const struct server_options options = {
	    .workers = WORKERS, .conf = CONF};

	(void)state;
	server = server_start(&options);
	return server ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	return server_stop(server);
}

static int
post(const char *client, const char *id, size_t len)
{
	char headers[128];
	int fd;

	snprintf(headers, sizeof(headers),
	    "X-Client: %s\r\nX-Request-Id: %s\r\n", client, id);
	fd = client_post(server->port, "/headers", headers, len);
	assert_true(fd >= 0);
	return fd;
}

/* MANY of one client, two of them in the stopped workers. */
static void
fill(int *fds)
{
	char id[16];

	assert_int_equal(pool_freeze(&server->pool), 0);
	for (int i = 0; i < MANY; i++) {
		snprintf(id, sizeof(id), "a-%d", i);
		fds[i] = post("a", id, 100);
	}
	assert_true(status_wait(server->port, "queued", MANY - WORKERS,
			ARRIVE_MS) >= 0);
}

static void
drain(const int *fds, int n)
{
	assert_int_equal(pool_thaw(&server->pool), 0);
	for (int i = 0; i < n; i++)
		assert_int_equal(client_finish(fds[i], ARRIVE_MS, NULL), 200);
}

/* How many requests of the log come before the one named id. */
static int
rank(const char *id)
{
	char *log, *at, *end, mark[32];
	int n = 0;

	json_decref(worklog_find(
	    server_path(server, "worker.log"), "id", id, ARRIVE_MS));
	log = process_read_file(server_path(server, "worker.log"), NULL);
	snprintf(mark, sizeof(mark), "\"id\":\"%s\"", id);
	end = strstr(log, mark);
	assert_non_null(end);
	for (at = log; (at = strstr(at, "\"id\":")) && at < end; at++)
		n++;
	free(log);
	return n;
}

static void
test_a_single_page_is_not_behind_many(void **state)
{
	int fds[MANY + 1];

	(void)state;
	fill(fds);
	fds[MANY] = post("b", "b-0", 100);
	assert_true(status_wait(server->port, "queued", MANY - WORKERS + 1,
			ARRIVE_MS) >= 0);
	drain(fds, MANY + 1);
	/* Those running already, then at most one a worker. */
	assert_true(rank("b-0") <= 2 * WORKERS);
}

/* Ten pages' worth of bytes go in their turn; the client's next page pays. */
static void
test_a_large_body_costs_turns(void **state)
{
	int fds[MANY + 2];

	(void)state;
	fill(fds);
	fds[MANY] = post("b", "b-large", 10 * 65536);
	assert_true(status_wait(server->port, "queued", MANY - WORKERS + 1,
			ARRIVE_MS) >= 0);
	fds[MANY + 1] = post("b", "b-next", 100);
	assert_true(status_wait(server->port, "queued", MANY - WORKERS + 2,
			ARRIVE_MS) >= 0);
	drain(fds, MANY + 2);
	assert_in_range(rank("b-next"), 10, 35);
	assert_true(rank("b-large") < rank("b-next"));
}

/* Headers that lighttpd knows by number are found, too. */
static void
test_the_header_of_a_proxy(void **state)
{
	const struct server_options options = {.workers = 1,
	    .conf = "ocr.client-key := \"X-Forwarded-For\"\n"
		    "ocr.client-limit := 1\n"};
	int fds[3];

	(void)state;
	server_stop(server);
	server = server_start(&options);
	assert_non_null(server);
	assert_int_equal(pool_freeze(&server->pool), 0);
	for (int i = 0; i < 3; i++) {
		char headers[64];

		snprintf(headers, sizeof(headers),
		    "X-Forwarded-For: 192.0.2.%d\r\n", i);
		fds[i] = client_post(server->port, "/headers", headers, 10);
	}
	assert_true(status_wait(server->port, "queued", 2, ARRIVE_MS) >= 0);
	assert_int_equal(
	    client_finish(client_post(server->port, "/headers",
			      "X-Forwarded-For: 192.0.2.2\r\n", 10),
		ARRIVE_MS, NULL),
	    429);
	drain(fds, 3);
}

static void
test_429_for_one_client_only(void **state)
{
	int fds[LIMIT], n = MANY, fd;
	const char *answer;
	char id[16];

	(void)state;
	fill(fds);
	for (; n < 67; n++) {
		snprintf(id, sizeof(id), "a-%d", n);
		fds[n] = post("a", id, 100);
	}
	assert_true(status_wait(server->port, "queued", 65, ARRIVE_MS) >= 0);
	fd = post("a", "a-over", 100);
	assert_int_equal(client_finish(fd, ARRIVE_MS, &answer), 429);
	assert_true(client_number(answer, "Retry-After") >= 1);
	fds[n++] = post("b", "b-0", 100);
	assert_true(status_wait(server->port, "queued", 66, ARRIVE_MS) >= 0);
	assert_int_equal(status_number(server->port, "refused.client_full"), 1);
	drain(fds, n);
}

/* What Retry-After says follows from queue, slots and service time. */
static void
test_retry_after_is_computed(void **state)
{
	int fds[72], n = MANY, fd;
	const char *answer;
	double service_ms;
	char client[16];
	json_t *status;
	long after;

	(void)state;
	/* Services of about half a second each. */
	assert_int_equal(pool_freeze(&server->pool), 0);
	for (int i = 0; i < 2; i++)
		fds[i] = post("slow", "slow", 10);
	assert_true(status_wait(server->port, "running", 2, ARRIVE_MS) >= 0);
	usleep(500000);
	drain(fds, 2);
	fill(fds);
	for (; n < 72; n++) {
		snprintf(client, sizeof(client), "c%d", n);
		fds[n] = post(client, client, 10);
	}
	assert_true(status_wait(server->port, "queued", 70, ARRIVE_MS) >= 0);
	status = status_read(server->port);
	service_ms = json_real_value(json_object_get(status, "service_ms"));
	json_decref(status);
	assert_true(service_ms >= 300);
	fd = post("a", "a-late", 100);
	assert_int_equal(client_finish(fd, ARRIVE_MS, &answer), 503);
	after = client_number(answer, "Retry-After");
	assert_in_range(after, (long)(71 * service_ms / WORKERS / 1000),
	    (long)(71 * service_ms / WORKERS / 1000) + 1);
	drain(fds, n);
}

static void
test_queue_position(void **state)
{
	int fds[MANY], a, b;
	const char *answer;

	(void)state;
	fill(fds);
	a = post("a", "a-last", 10);
	assert_true(status_wait(server->port, "queued", MANY - WORKERS + 1,
			ARRIVE_MS) >= 0);
	b = post("b", "b-first", 10);
	assert_true(status_wait(server->port, "queued", MANY - WORKERS + 2,
			ARRIVE_MS) >= 0);
	drain(fds, MANY);
	assert_int_equal(client_finish(a, ARRIVE_MS, &answer), 200);
	assert_int_equal(
	    client_number(answer, "X-Queue-Position"), MANY - WORKERS + 1);
	assert_non_null(strstr(answer, "Server-Timing: queue;dur="));
	assert_int_equal(client_finish(b, ARRIVE_MS, &answer), 200);
	assert_int_equal(client_number(answer, "X-Queue-Position"), 2);
}

int
main(void)
{
#define ON_ITS_OWN(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    ON_ITS_OWN(test_a_single_page_is_not_behind_many),
	    ON_ITS_OWN(test_a_large_body_costs_turns),
	    ON_ITS_OWN(test_the_header_of_a_proxy),
	    ON_ITS_OWN(test_429_for_one_client_only),
	    ON_ITS_OWN(test_retry_after_is_computed),
	    ON_ITS_OWN(test_queue_position),
	};

	return server_report(
	    cmocka_run_group_tests_name("fairness", tests, NULL, NULL));
}
