/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a worker reads of the text that a client sends: FastCGI parameters,
 * query strings and Accept.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fcgi-worker/http/accept.h"
#include "fcgi-worker/http/query.h"
#include "fcgi-worker/http/request.h"

static struct request *
make(const char *const *params)
{
	struct request *r = request_create((char *const *)(uintptr_t)params);

	assert_non_null(r);
	return r;
}

static void
test_params(void **state)
{
	static const char *const params[] = {"REQUEST_METHOD=POST",
	    "SCRIPT_NAME=/ocr", "PATH_INFO=/x", "QUERY_STRING=a=b",
	    "CONTENT_LENGTH=12", "CONTENT_TYPE=image/png",
	    "HTTP_CONTENT_LENGTH=12", "HTTP_X_REQUEST_ID=abc",
	    "HTTP_X_TEST=1=2", "REMOTE_ADDR=::1", "OCR_QUEUE_MS=7", NULL};
	struct request *r = make(params);

	(void)state;
	assert_string_equal(r->path, "/ocr/x");
	assert_string_equal(r->query, "a=b");
	assert_string_equal(r->id, "abc");
	assert_int_equal(r->content_length, 12);
	assert_int_equal(r->queue_ms, 7);
	assert_int_equal(r->header_count, 4);
	assert_string_equal(request_header(r, "x-test"), "1=2");
	assert_string_equal(request_header(r, "Content-Type"), "image/png");
	assert_string_equal(request_header(r, "Content-Length"), "12");
	assert_null(request_header(r, "X-Tes"));
	request_free(r);
	request_free(NULL);
}

/* The gate, which tells the deadline of each request, says nothing of a wait
 * that it did not have. */
static void
test_no_wait(void **state)
{
	static const char *const gate[] = {"OCR_DEADLINE_MS=1000", NULL};
	static const char *const none[] = {"REQUEST_METHOD=POST", NULL};
	struct request *r = make(gate);

	(void)state;
	assert_int_equal(r->queue_ms, 0);
	request_free(r);
	r = make(none);
	assert_int_equal(r->queue_ms, -1);
	request_free(r);
}

/* Returns the milliseconds that a request has left that comes with left_ms and
 * with a deadline of so many milliseconds from now on this machine's clock. */
static long
left(long left_ms, long from_now_ms)
{
	char relative[64], absolute[64];
	const char *const params[] = {relative, absolute, NULL};
	struct timespec now;
	struct request *r;
	long ms;

	clock_gettime(CLOCK_MONOTONIC, &now);
	ms = now.tv_sec * 1000 + now.tv_nsec / 1000000 + from_now_ms;
	snprintf(relative, sizeof(relative), "OCR_DEADLINE_MS=%ld", left_ms);
	snprintf(absolute, sizeof(absolute), "OCR_DEADLINE_AT_MS=%ld", ms);
	r = make(params);
	ms = r->deadline_ms;
	request_free(r);
	return ms;
}

static void
test_deadline(void **state)
{
	(void)state;
	/* The request has waited half a minute for a worker. */
	assert_in_range(left(60000, 30000), 28000, 30000);
	assert_int_equal(left(60000, -5000), 1);
	/* The deadline was measured by another machine's clock. */
	assert_int_equal(left(60000, 3600000), 60000);
}

/* CONTENT_LENGTH=0 comes from the gateway; the client sent no such header. */
static void
test_no_body(void **state)
{
	static const char *const params[] = {
	    "CONTENT_LENGTH=0", "CONTENT_TYPE=", "OCR_QUEUE_MS=x", NULL};
	struct request *r = make(params);

	(void)state;
	assert_int_equal(r->header_count, 0);
	assert_int_equal(r->content_length, 0);
	assert_int_equal(r->queue_ms, -1);
	assert_string_equal(r->method, "");
	request_free(r);
}

static void
test_ids(void **state)
{
	static const char *const gate[] = {
	    "HTTP_X_REQUEST_ID=client", "OCR_REQUEST_ID=gate", NULL};
	static const char *const bad[] = {"HTTP_X_REQUEST_ID=a b", NULL};
	struct request *r, *other;

	(void)state;
	r = make(gate);
	assert_string_equal(r->id, "gate");
	request_free(r);
	r = make(bad);
	other = make(bad);
	assert_int_equal(strlen(r->id), 32);
	assert_true(request_id_is_sane(r->id, 32));
	assert_string_not_equal(r->id, other->id);
	request_free(r);
	request_free(other);
}

static void
test_query(void **state)
{
	static const char text[] = "a=1&&b=%41+%2b&c&d==x";
	struct query q = {.text = text, .size = sizeof(text) - 1};
	static const char *const pairs[][2] = {
	    {"a", "1"}, {"b", "A++"}, {"c", ""}, {"d", "=x"}};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(query_next(&q), QUERY_PAIR);
		assert_string_equal(q.name, pairs[i][0]);
		assert_string_equal(q.value, pairs[i][1]);
	}
	assert_int_equal(query_next(&q), QUERY_END);
}

/*
 * Broken pairs are refused.  The query has the first size bytes; those behind
 * it would make it right if they were read.
 */
static void
test_query_bad(void **state)
{
	static const struct {
		const char *text;
		size_t size;
	} table[] = {
	    {"a=%41", 3},
	    {"a=%41", 4},
	    {"a=%zz", 5},
	    {"a=%00", 5},
	    {"%41=a", 1},
	    {"%41=a", 2},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct query q = {.text = table[i].text, .size = table[i].size};

		assert_int_equal(query_next(&q), QUERY_BAD);
	}
}

static void
test_accept(void **state)
{
	static const char *const offers[] = {
	    "text/plain", "application/json", "text/html"};
	static const struct {
		const char *header;
		int chosen;
	} table[] = {
	    {NULL, 0},
	    {"", 0},
	    {"*/*", 0},
	    {"application/json", 1},
	    {"Application/JSON ; q=0.5", 1},
	    {"text/*", 0},
	    {"text/plain;q=0.1, text/html", 2},
	    {"text/plain;q=0, */*", 1},
	    {"application/json, text/plain, */*", 1},
	    {"text/plain;q=0.5, application/json;q=0.51", 1},
	    {"text/html;level=1;q=0.3,application/*;q=0.2", 2},
	    {"image/png", -1},
	    {"*/*;q=0", -1},
	    {"text/plainer", -1},
	    {"text/plain; charset=utf-8", 0},
	    {"text/plain;level=1;q=0.9, text/plain;q=0.1, text/html;q=0.5", 2},
	    {"text/html;a=\"x, text/plain\";q=0.1, application/json;q=0.2", 1},
	    {"text/html;a=\"\\\",\"", 2},
	    {"*/*;q=0.1, text/*;q=0.2, text/html;q=0.3", 2},
	    {"application/*, */*;q=0.9", 1},
	    {"text/html; Q=0, */*;q=0.001", 0},
	    {";;,,=,q=", -1},
	    /* What Java sends by itself. */
	    {"text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", 2},
	    {"*;q=.2, application/json", 1},
	    {"*", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		assert_int_equal(
		    accept_choose(table[i].header, offers, 3), table[i].chosen);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_params),
	    cmocka_unit_test(test_no_wait),
	    cmocka_unit_test(test_deadline),
	    cmocka_unit_test(test_no_body),
	    cmocka_unit_test(test_ids),
	    cmocka_unit_test(test_query),
	    cmocka_unit_test(test_query_bad),
	    cmocka_unit_test(test_accept),
	};

	return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
