/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is refused from the headers alone, what after the body and before the
 * queue, and the budgets behind it.  The worker is stopped in most tests: the
 * gate must not need it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/http.h"
#include "tests/lib/problem.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"
#include "tests/lib/status.h"

#define ARRIVE_MS 5000
#define CONF                                                                   \
	"ocr.client-limit := 3\n"                                              \
	"ocr.client-key := \"X-Client\"\n"                                     \
	"ocr.spool-limit := 200\n"                                             \
	"ocr.body-limit := 150\n"

static struct server *server;

static int
setup(void **state)
{
	const struct server_options options = {.workers = 1, .conf = CONF};

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
post(const char *headers, size_t len)
{
	int fd = client_post(server->port, "/headers", headers, len);

	assert_true(fd >= 0);
	return fd;
}

static void
hold_the_worker(int *fd)
{
	assert_int_equal(pool_freeze(&server->pool), 0);
	*fd = post("X-Client: holder\r\n", 10);
	assert_true(status_wait(server->port, "running", 1, ARRIVE_MS) >= 0);
}

/* No byte of an announced upload is taken for any refusal of the first stage.
 */
static void
refuses_uploading_nothing(
    const char *path, const char *client, size_t len, long status)
{
	static char body[300000];
	const char *headers[] = {client, NULL};
	struct http_request request = {
	    .path = path,
	    .headers = headers,
	    .body = body,
	    .body_len = len,
	    .expect = true,
	};
	struct http_answer answer;
	json_t *json;

	assert_int_equal(http_send(server->port, &request, &answer), 0);
	json = problem_read(&answer, status);
	assert_non_null(json);
	json_decref(json);
	assert_int_equal(answer.uploaded, 0);
	if (status == 429 || status == 503)
		assert_true(atoi(http_header(&answer, "Retry-After")) >= 1);
	http_answer_clear(&answer);
}

static void
test_first_stage_takes_no_body(void **state)
{
	int fds[4];

	(void)state;
	hold_the_worker(&fds[3]);
	for (int i = 0; i < 3; i++)
		fds[i] = post("X-Client: greedy\r\n", 10);
	assert_true(status_wait(server->port, "queued", 3, ARRIVE_MS) >= 0);
	refuses_uploading_nothing("/ocr", "X-Client: greedy", 1000, 429);
	refuses_uploading_nothing("/ocr", "X-Client: other", 200000, 413);
	refuses_uploading_nothing("/nowhere", "X-Client: other", 1000, 404);
	refuses_uploading_nothing("/ocr?timeout=0", "X-Client: b", 1000, 400);
	assert_int_equal(pool_thaw(&server->pool), 0);
	for (int i = 0; i < 4; i++)
		assert_int_equal(client_finish(fds[i], ARRIVE_MS, NULL), 200);
}

static void
test_spool_budget_in_bytes(void **state)
{
	const char *headers = "X-Client: b\r\n";
	int holder, first;

	(void)state;
	hold_the_worker(&holder);
	first = post("X-Client: a\r\n", 120000);
	assert_true(
	    status_wait(server->port, "queued_bytes", 120000, ARRIVE_MS) >= 0);
	assert_int_equal(
	    client_finish(post(headers, 120000), ARRIVE_MS, NULL), 503);
	assert_int_equal(status_number(server->port, "refused.spool_full"), 1);
	assert_int_equal(pool_thaw(&server->pool), 0);
	assert_int_equal(client_finish(first, ARRIVE_MS, NULL), 200);
	assert_int_equal(client_finish(holder, ARRIVE_MS, NULL), 200);
	assert_int_equal(status_number(server->port, "spool_bytes"), 0);
	assert_int_equal(status_number(server->port, "spool_files"), 0);
	assert_int_equal(
	    client_finish(post(headers, 120000), ARRIVE_MS, NULL), 200);
}

/* A chunked body has no announced length: the budget ends it on its way. */
static void
test_spool_budget_while_chunked(void **state)
{
	static char body[120000];
	struct http_request request = {
	    .path = "/headers",
	    .body = body,
	    .body_len = sizeof(body),
	    .chunked = true,
	};
	struct http_answer answer;
	int holder, first;

	(void)state;
	hold_the_worker(&holder);
	first = post("X-Client: a\r\n", 120000);
	assert_true(
	    status_wait(server->port, "queued_bytes", 120000, ARRIVE_MS) >= 0);
	assert_int_equal(http_send(server->port, &request, &answer), 0);
	assert_int_equal(answer.status, 503);
	http_answer_clear(&answer);
	assert_int_equal(pool_thaw(&server->pool), 0);
	assert_int_equal(client_finish(first, ARRIVE_MS, NULL), 200);
	assert_int_equal(client_finish(holder, ARRIVE_MS, NULL), 200);
}

/* The body's type is looked at before the queue: no worker is needed. */
static void
test_415_without_a_worker(void **state)
{
	struct http_answer answer;
	json_t *json;
	int holder;

	(void)state;
	hold_the_worker(&holder);
	assert_int_equal(
	    http_post(server->port, "/ocr", "hello", 5, &answer), 0);
	json = problem_read(&answer, 415);
	assert_non_null(json);
	assert_true(json_array_size(json_object_get(json, "supported")) >= 8);
	/* The body's Content-Type is curl's own. */
	assert_non_null(strstr(
	    json_string_value(json_object_get(json, "detail")), "-F file"));
	json_decref(json);
	http_answer_clear(&answer);
	assert_int_equal(pool_thaw(&server->pool), 0);
	assert_int_equal(client_finish(holder, ARRIVE_MS, NULL), 200);
}

/* Waiting would not change a configuration that leads nowhere. */
static void
test_500_without_a_backend(void **state)
{
	const struct server_options options = {
	    .workers = 1,
	    .conf = "fastcgi.server := ( \"/elsewhere\" => ((\n"
		    "  \"check-local\" => \"disable\",\n"
		    "  \"socket\" => var.socket )) )",
	};

	(void)state;
	server_stop(server);
	server = server_start(&options);
	assert_non_null(server);
	assert_int_equal(client_finish(post("", 10), 1000, NULL), 500);
	assert_int_equal(status_number(server->port, "running"), 0);
}

static void
test_too_few_descriptors_refuse_to_start(void **state)
{
	const struct server_options options = {
	    .conf = SERVER_NO_H2
	    "server.max-fds := 200\nserver.max-connections := 99\n"
	    "ocr.slots := 20",
	};
	struct server *none = server_start(&options);

	(void)state;
	assert_null(none);
}

/* Bodies above 64 KB need a descriptor each; there are 3 for them. */
static void
test_spool_budget_in_descriptors(void **state)
{
	const struct server_options options = {
	    .workers = 1,
	    .conf = SERVER_NO_H2
	    "server.max-fds := 129\nserver.max-connections := 60",
	};
	int fds[4];

	(void)state;
	server_stop(server);
	server = server_start(&options);
	assert_non_null(server);
	hold_the_worker(&fds[3]);
	for (int i = 0; i < 3; i++)
		fds[i] = post("", 100000);
	assert_true(status_wait(server->port, "queued", 3, ARRIVE_MS) >= 0);
	assert_int_equal(client_finish(post("", 100000), ARRIVE_MS, NULL), 503);
	assert_int_equal(pool_thaw(&server->pool), 0);
	for (int i = 0; i < 4; i++)
		assert_int_equal(client_finish(fds[i], ARRIVE_MS, NULL), 200);
}

int
main(void)
{
#define ON_ITS_OWN(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    ON_ITS_OWN(test_first_stage_takes_no_body),
	    ON_ITS_OWN(test_spool_budget_in_bytes),
	    ON_ITS_OWN(test_spool_budget_while_chunked),
	    ON_ITS_OWN(test_415_without_a_worker),
	    ON_ITS_OWN(test_spool_budget_in_descriptors),
	    ON_ITS_OWN(test_500_without_a_backend),
	    cmocka_unit_test(test_too_few_descriptors_refuse_to_start),
	};

	return server_report(
	    cmocka_run_group_tests_name("admission", tests, NULL, NULL));
}
