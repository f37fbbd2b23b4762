/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Clients take turns: one with many pages delays another's single page by at
 * most one page a worker.  Retry-After and X-Queue-Position tell the truth.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/status.h"

#define WORKERS 2
#define MANY 60
#define LIMIT 70
#define CONF                                                                   \
	"ocr.client-key := \"X-Client\"\n"                                     \
	"ocr.client-limit := 65\n"                                             \
	"ocr.queue-limit := 70\n"

static struct server_options options = {.workers = WORKERS, .conf = CONF};

static int
post(const char *client, const char *id, size_t len)
{
	char headers[128];

	snprintf(headers, sizeof(headers),
	    "X-Client: %s\r\nX-Request-Id: %s\r\n", client, id);
	return server_fixture_post("/headers", headers, len);
}

/* Sends MANY requests of one client, two of which the stopped workers have. */
static void
fill(int *fds)
{
	char id[16];

	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
	for (int i = 0; i < MANY; i++) {
		snprintf(id, sizeof(id), "a-%d", i);
		fds[i] = post("a", id, 100);
	}
	server_fixture_wait("queued", MANY - WORKERS);
}

/* Returns how many requests in the log come before the one with this id. */
static int
rank(const char *id)
{
	char *log, *at, *end, mark[32];
	int n = 0;

	json_decref(server_fixture_logged("id", id));
	log = server_fixture_log();
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
	server_fixture_wait("queued", MANY - WORKERS + 1);
	server_fixture_drain(fds, MANY + 1);
	/* Before it are those that were running, and at most one for each
	 * worker. */
	assert_true(rank("b-0") <= 2 * WORKERS);
}

/* The bytes of ten pages run in their turn; the next page of that client
 * pays. */
static void
test_a_large_body_costs_turns(void **state)
{
	int fds[MANY + 2];

	(void)state;
	fill(fds);
	fds[MANY] = post("b", "b-large", 10 * 65536);
	server_fixture_wait("queued", MANY - WORKERS + 1);
	fds[MANY + 1] = post("b", "b-next", 100);
	server_fixture_wait("queued", MANY - WORKERS + 2);
	server_fixture_drain(fds, MANY + 2);
	assert_in_range(rank("b-next"), 10, 35);
	assert_true(rank("b-large") < rank("b-next"));
}

static struct server_options behind_a_proxy = {
    .workers = 1,
    .conf = "ocr.client-key := \"X-Forwarded-For\"\n"
	    "ocr.client-limit := 1\n",
};

/* Stops the worker and sends a request with each of the headers: the first is
 * with the worker, two wait. */
static void
post_from_three(const char *const headers[3], int fds[3])
{
	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
	for (int i = 0; i < 3; i++)
		fds[i] = server_fixture_post("/headers", headers[i], 10);
	server_fixture_wait("queued", 2);
}

/* A header that lighttpd knows by number is found, too.  A client that writes
 * something into it, or sends it twice, does not become another client. */
static void
test_the_header_of_a_proxy(void **state)
{
	static const char *const headers[] = {"X-Forwarded-For: 192.0.2.0\r\n",
	    "X-Forwarded-For: 192.0.2.1\r\n", "X-Forwarded-For: 192.0.2.2\r\n"};
	static const char *const forged[] = {"X-Forwarded-For: 192.0.2.2\r\n",
	    "X-Forwarded-For: 198.51.100.7, 192.0.2.2:1234\r\n",
	    "X-Forwarded-For: 198.51.100.8\r\n"
	    "X-Forwarded-For: 192.0.2.2\r\n"};
	int fds[3];

	(void)state;
	post_from_three(headers, fds);
	for (size_t i = 0; i < sizeof(forged) / sizeof(*forged); i++)
		server_fixture_finish(
		    server_fixture_post("/headers", forged[i], 10), 429);
	server_fixture_drain(fds, 3);
}

static struct server_options behind_proxies = {
    .workers = 1,
    .conf = "server.modules += ( \"mod_extforward\" )\n"
	    "extforward.forwarder = ( \"127.0.0.1\" => \"trust\",\n"
	    "  \"192.0.2.10\" => \"trust\" )\n"
	    "ocr.client-limit := 1\n",
};

/* mod_extforward goes back in the list to the first address that is not
 * trusted. */
static void
test_two_proxies(void **state)
{
	static const char *const headers[] = {
	    "X-Forwarded-For: 203.0.113.1, 192.0.2.10\r\n",
	    "X-Forwarded-For: 203.0.113.2, 192.0.2.10\r\n",
	    "X-Forwarded-For: 203.0.113.3, 192.0.2.10\r\n"};
	int fds[3];

	(void)state;
	post_from_three(headers, fds);
	server_fixture_finish(server_fixture_post("/headers",
				  "X-Forwarded-For: 198.51.100.7, 203.0.113.3, "
				  "192.0.2.10\r\n",
				  10),
	    429);
	server_fixture_drain(fds, 3);
}

static void
test_429_for_one_client_only(void **state)
{
	int fds[LIMIT], n = MANY;
	const char *answer;
	char id[16];

	(void)state;
	fill(fds);
	for (; n < 67; n++) {
		snprintf(id, sizeof(id), "a-%d", n);
		fds[n] = post("a", id, 100);
	}
	server_fixture_wait("queued", 65);
	answer = server_fixture_finish(post("a", "a-over", 100), 429);
	assert_true(client_number(answer, "Retry-After") >= 1);
	fds[n++] = post("b", "b-0", 100);
	server_fixture_wait("queued", 66);
	assert_int_equal(server_fixture_number("refused.client_full"), 1);
	server_fixture_drain(fds, n);
}

/* Retry-After follows from the queue, the slots and the service time. */
static void
test_retry_after_is_computed(void **state)
{
	int fds[72], n = MANY;
	const char *answer;
	double service_ms;
	char client[16];
	json_t *status;
	long after;

	(void)state;
	/* Each service takes about half a second. */
	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
	for (int i = 0; i < 2; i++)
		fds[i] = post("slow", "slow", 10);
	server_fixture_wait("running", 2);
	usleep(500000);
	server_fixture_drain(fds, 2);
	fill(fds);
	for (; n < 72; n++) {
		snprintf(client, sizeof(client), "c%d", n);
		fds[n] = post(client, client, 10);
	}
	server_fixture_wait("queued", 70);
	status = status_read(server_fixture->port);
	service_ms = json_real_value(json_object_get(status, "service_ms"));
	json_decref(status);
	assert_true(service_ms >= 300);
	answer = server_fixture_finish(post("a", "a-late", 100), 503);
	after = client_number(answer, "Retry-After");
	assert_in_range(after, (long)(71 * service_ms / WORKERS / 1000),
	    (long)(71 * service_ms / WORKERS / 1000) + 1);
	server_fixture_drain(fds, n);
}

static void
test_queue_position(void **state)
{
	int fds[MANY], a, b;
	const char *answer;

	(void)state;
	fill(fds);
	a = post("a", "a-last", 10);
	server_fixture_wait("queued", MANY - WORKERS + 1);
	b = post("b", "b-first", 10);
	server_fixture_wait("queued", MANY - WORKERS + 2);
	server_fixture_drain(fds, MANY);
	answer = server_fixture_finish(a, 200);
	assert_int_equal(
	    client_number(answer, "X-Queue-Position"), MANY - WORKERS + 1);
	assert_non_null(strstr(answer, "Server-Timing: queue;dur="));
	answer = server_fixture_finish(b, 200);
	assert_int_equal(client_number(answer, "X-Queue-Position"), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(
		test_a_single_page_is_not_behind_many, &options),
	    SERVER_FIXTURE_TEST(test_a_large_body_costs_turns, &options),
	    SERVER_FIXTURE_TEST(test_the_header_of_a_proxy, &behind_a_proxy),
	    SERVER_FIXTURE_TEST(test_two_proxies, &behind_proxies),
	    SERVER_FIXTURE_TEST(test_429_for_one_client_only, &options),
	    SERVER_FIXTURE_TEST(test_retry_after_is_computed, &options),
	    SERVER_FIXTURE_TEST(test_queue_position, &options),
	};

	return server_report(
	    cmocka_run_group_tests_name("fairness", tests, NULL, NULL));
}
