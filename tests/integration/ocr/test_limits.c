/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The limits on bodies, pixels and pages: the refusal names the limit, and a
 * body is refused before its bytes are sent wherever HTTP allows it.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/lib/h2.h"
#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/problem.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"

#define BODY_LIMIT 1048576
#define MAX_PIXELS "2000000"
#define MAX_PAGES "2"
#define READ_MS 10000

static int
setup(void **state)
{
	const char *limits[] = {
	    "--max-pixels", MAX_PIXELS, "--max-pages", MAX_PAGES, NULL};
	const struct server_options options = {
	    .workers = 1,
	    .conf = "ocr.body-limit := 1024",
	    .worker_args = limits,
	};

	(void)state;
	return server_fixture_open(&options);
}

static void
assert_limit(json_t *json)
{
	assert_int_equal(
	    json_integer_value(json_object_get(json, "limit_bytes")),
	    BODY_LIMIT);
	json_decref(json);
}

static void
test_413_however_it_is_sent(void **state)
{
	static char body[4 * BODY_LIMIT];

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct http_request request = {
		    .path = "/ocr",
		    .body = body,
		    .body_len = sizeof(body),
		    .chunked = i & 1,
		    .expect = i & 2,
		};
		struct http_answer answer;

		assert_limit(
		    problem_send(server_fixture->port, &request, 413, &answer));
		if (request.expect && !request.chunked)
			assert_int_equal(answer.uploaded, 0);
		http_answer_clear(&answer);
	}
}

/* libcurl is not used here: 7.88 drops an answer that comes before the end of
 * its upload. */
static void
test_413_over_h2(void **state)
{
	char body[4096];
	int fd = h2_connect(server_fixture->port);
	json_t *json;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(h2_post_headers(fd, 1, "/ocr", BODY_LIMIT + 1), 0);
	assert_int_equal(h2_answer(fd, 1, body, sizeof(body), READ_MS), 413);
	json = json_loads(body, 0, NULL);
	assert_limit(json);
	close(fd);
}

static void
test_413_from_the_headers_alone(void **state)
{
	static const char head[] = "POST /ocr HTTP/1.1\r\nHost: a\r\n"
				   "Content-Length: 1048577\r\n\r\n";
	char answer[4096];
	int fd;

	(void)state;
	fd = raw_request(server_fixture->port, head, sizeof(head) - 1);
	assert_true(fd >= 0);
	assert_true(raw_read(fd, answer, sizeof(answer), READ_MS) > 0);
	assert_memory_equal(answer, "HTTP/1.1 413 ", 13);
	close(fd);
}

static void
test_a_body_of_the_limit_passes(void **state)
{
	static char body[BODY_LIMIT];
	struct http_answer answer;

	(void)state;
	assert_int_equal(http_post(server_fixture->port, "/headers", body,
			     sizeof(body), &answer),
	    0);
	assert_int_equal(answer.status, 200);
	http_answer_clear(&answer);
}

static void
test_422_too_many_pixels(void **state)
{
	struct page_file page;
	json_t *json;

	(void)state;
	assert_int_equal(page_blank(2000, 1001, &page), 0);
	json = problem_post(
	    server_fixture->port, "/ocr", page.data, page.len, 422);
	assert_int_equal(json_integer_value(json_object_get(json, "limit")),
	    atoi(MAX_PIXELS));
	json_decref(json);
	page_file_clear(&page);
}

static void
test_422_too_many_pages(void **state)
{
	const char *texts[] = {"One.\n", "Two.\n", "Three.\n"};
	struct page_file page;
	json_t *json;

	(void)state;
	assert_int_equal(page_tiff(texts, 3, &page), 0);
	json = problem_post(
	    server_fixture->port, "/ocr", page.data, page.len, 422);
	assert_int_equal(json_integer_value(json_object_get(json, "limit")),
	    atoi(MAX_PAGES));
	json_decref(json);
	page_file_clear(&page);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_413_however_it_is_sent),
	    cmocka_unit_test(test_413_over_h2),
	    cmocka_unit_test(test_413_from_the_headers_alone),
	    cmocka_unit_test(test_a_body_of_the_limit_passes),
	    cmocka_unit_test(test_422_too_many_pixels),
	    cmocka_unit_test(test_422_too_many_pages),
	};

	return server_report(cmocka_run_group_tests_name(
	    "limits", tests, setup, server_fixture_teardown));
}
