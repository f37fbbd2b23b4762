/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is refused from the headers alone, and what after the body and before
 * the queue, and the budgets behind that.  In most tests the worker is stopped,
 * since the gate must not need it.
 */
#include "tests/lib/test.h"

#include <stdlib.h>
#include <string.h>

#include "tests/lib/client.h"
#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/pdf_maker.h"
#include "tests/lib/problem.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/status.h"

#define CONF                                                                   \
	"ocr.client-limit := 3\n"                                              \
	"ocr.client-key := \"X-Client\"\n"                                     \
	"ocr.spool-limit := 200\n"                                             \
	"ocr.body-limit := 150\n"

static struct server_options options = {.workers = 1, .conf = CONF};

static int
post(const char *headers, size_t len)
{
	return server_fixture_post("/headers", headers, len);
}

/* Announces an upload, which must be refused with this status before a byte of
 * it is sent. */
static void
assert_refused_at_once(
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

	json_decref(
	    problem_send(server_fixture->port, &request, status, &answer));
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
	fds[3] = server_fixture_hold();
	for (int i = 0; i < 3; i++)
		fds[i] = post("X-Client: greedy\r\n", 10);
	server_fixture_wait("queued", 3);
	assert_refused_at_once("/ocr", "X-Client: greedy", 1000, 429);
	assert_refused_at_once("/ocr", "X-Client: other", 200000, 413);
	assert_refused_at_once("/nowhere", "X-Client: other", 1000, 404);
	assert_refused_at_once("/ocr?timeout=0", "X-Client: b", 1000, 400);
	server_fixture_drain(fds, 4);
}

static struct server_options small_requests = {
    .workers = 1, .conf = "server.max-request-size := 100\n"};

/* What lighttpd refuses before the gate sees it. */
static void
test_lighttpds_limit_is_named(void **state)
{
	static char body[102401];
	json_t *json;

	(void)state;
	json =
	    problem_post(server_fixture->port, "/ocr", body, sizeof(body), 413);
	assert_int_equal(
	    json_integer_value(json_object_get(json, "limit_bytes")), 102400);
	json_decref(json);
}

/* Sends a request that takes the worker, and one that waits and takes half of
 * the spool. */
static void
fill_the_spool(int fds[2])
{
	fds[0] = server_fixture_hold();
	fds[1] = post("X-Client: a\r\n", 120000);
	server_fixture_wait("queued_bytes", 120000);
}

static void
test_spool_budget_in_bytes(void **state)
{
	const char *headers = "X-Client: b\r\n";
	int fds[2];

	(void)state;
	fill_the_spool(fds);
	server_fixture_finish(post(headers, 120000), 503);
	assert_int_equal(server_fixture_number("refused.spool_full"), 1);
	server_fixture_drain(fds, 2);
	assert_int_equal(server_fixture_number("spool_bytes"), 0);
	assert_int_equal(server_fixture_number("spool_files"), 0);
	server_fixture_finish(post(headers, 120000), 200);
}

/* A chunked body has no announced length; the budget ends it on its way. */
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
	int fds[2];

	(void)state;
	fill_the_spool(fds);
	assert_int_equal(http_send(server_fixture->port, &request, &answer), 0);
	assert_int_equal(answer.status, 503);
	http_answer_clear(&answer);
	server_fixture_drain(fds, 2);
}

/* The body's type is looked at before the queue: no worker is needed. */
static void
test_415_without_a_worker(void **state)
{
	int holder = server_fixture_hold();
	json_t *json =
	    problem_post(server_fixture->port, "/ocr", "hello", 5, 415);

	(void)state;
	assert_true(json_array_size(json_object_get(json, "supported")) >= 8);
	/* curl itself sets the Content-Type of the body. */
	assert_non_null(strstr(
	    json_string_value(json_object_get(json, "detail")), "-F file"));
	json_decref(json);
	server_fixture_drain(&holder, 1);
}

/* Only the end of this PDF tells what it is, so the gate leaves it to the
 * worker. */
static void
test_pdf_without_its_first_line(void **state)
{
	struct http_answer answer;
	struct page_file pdf;

	(void)state;
	pdf_maker_pages(1, 1, &pdf);
	assert_memory_equal(pdf.data, "%PDF-", 5);
	memcpy(pdf.data, "%....", 5);
	assert_int_equal(
	    http_post(server_fixture->port, "/ocr", pdf.data, pdf.len, &answer),
	    0);
	assert_int_equal(answer.status, 200);
	http_answer_clear(&answer);
	free(pdf.data);
}

static struct server_options nowhere = {
    .workers = 1,
    .conf = "fastcgi.server := ( \"/elsewhere\" => ((\n"
	    "  \"check-local\" => \"disable\",\n"
	    "  \"socket\" => var.socket )) )",
};

/* A configuration without a backend does not change while a request waits. */
static void
test_500_without_a_backend(void **state)
{
	(void)state;
	assert_int_equal(client_finish(post("", 10), 1000, NULL), 500);
	assert_int_equal(server_fixture_number("running"), 0);
}

static struct server_options few_descriptors = {
    .workers = 1,
    .conf = SERVER_NO_H2 "server.max-fds := 129\nserver.max-connections := 60",
};

/* A body above 64 KB needs a descriptor; there are 3 for them. */
static void
test_spool_budget_in_descriptors(void **state)
{
	int fds[4];

	(void)state;
	fds[3] = server_fixture_hold();
	for (int i = 0; i < 3; i++)
		fds[i] = post("", 100000);
	server_fixture_wait("queued", 3);
	server_fixture_finish(post("", 100000), 503);
	server_fixture_drain(fds, 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(test_first_stage_takes_no_body, &options),
	    SERVER_FIXTURE_TEST(test_lighttpds_limit_is_named, &small_requests),
	    SERVER_FIXTURE_TEST(test_spool_budget_in_bytes, &options),
	    SERVER_FIXTURE_TEST(test_spool_budget_while_chunked, &options),
	    SERVER_FIXTURE_TEST(test_415_without_a_worker, &options),
	    SERVER_FIXTURE_TEST(test_pdf_without_its_first_line, &options),
	    SERVER_FIXTURE_TEST(
		test_spool_budget_in_descriptors, &few_descriptors),
	    SERVER_FIXTURE_TEST(test_500_without_a_backend, &nowhere),
	};

	return server_report(
	    cmocka_run_group_tests_name("admission", tests, NULL, NULL));
}
