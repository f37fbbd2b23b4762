/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Refusals of more kinds than the contract has rows, and the id that they have.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/problem.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"

#define READ_MS 10000

static void
test_400_for_malformed_http(void **state)
{
	static const char *const table[] = {
	    "GET /healthz HTTP/1.1\r\n\r\n",
	    "POST /ocr HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		char answer[4096];
		int fd = raw_request(
		    server_fixture->port, table[i], strlen(table[i]));

		assert_true(fd >= 0);
		assert_true(raw_read(fd, answer, sizeof(answer), READ_MS) > 0);
		assert_memory_equal(answer, "HTTP/1.1 400 ", 13);
		assert_non_null(strstr(answer, "application/problem+json"));
		close(fd);
	}
}

static void
test_415_lists_what_is_supported(void **state)
{
	static const char *const bodies[] = {"plain text", "GIF8", "\x89PNG",
	    "PK\x03\x04 a zip archive", "<svg/>"};

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		json_t *json = problem_post(server_fixture->port, "/ocr",
		    bodies[i], strlen(bodies[i]), 415);

		assert_true(json_array_size(json_object_get(
				json, "supported")) >= PAGE_FORMATS);
		json_decref(json);
	}
}

static void
test_422_undecodable(void **state)
{
	(void)state;
	for (enum page_format f = 0; f < PAGE_FORMATS; f++) {
		struct page_file page;

		assert_int_equal(
		    page_text("Half of this is missing.\n", f, &page), 0);
		json_decref(problem_post(server_fixture->port, "/ocr",
		    page.data, page.len / 2, 422));
		page_file_clear(&page);
	}
}

static void
test_422_unknown_language(void **state)
{
	struct page_file page;
	json_t *json, *installed, *name;
	const char *first = NULL, *second = NULL, *third = NULL;
	bool has_eng = false;
	size_t i;

	(void)state;
	assert_int_equal(page_text("A page.\n", PAGE_PNG, &page), 0);
	json = problem_post(server_fixture->port,
	    "/ocr?lang=eng%2Btlh,jav,script/HanS_vert", page.data, page.len,
	    422);
	/* The answer says which languages are missing and what adds them. */
	assert_int_equal(json_unpack(json, "{s:[s,s,s!]}", "missing", &first,
			     &second, &third),
	    0);
	assert_string_equal(first, "tlh");
	assert_string_equal(second, "jav");
	assert_string_equal(third, "script/HanS_vert");
	assert_string_equal(json_string_value(json_object_get(json, "detail")),
	    "Not installed: tlh, jav, script/HanS_vert. On a Debian server: "
	    "apt-get install tesseract-ocr-jav "
	    "tesseract-ocr-script-hans-vert, then reload the pool. No Debian "
	    "package is known of: tlh.");
	installed = json_object_get(json, "installed");
	json_array_foreach(installed, i,
	    name) if (strcmp(json_string_value(name), "eng") == 0) has_eng =
	    true;
	assert_true(has_eng);
	json_decref(json);
	page_file_clear(&page);
}

static void
test_request_id_of_the_client(void **state)
{
	static const char *const table[][2] = {
	    {"X-Request-Id: page-17.of_30", "page-17.of_30"},
	    {"X-Request-Id: not \"sane\"", NULL},
	    {"X-Request-Id: <b>", NULL},
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		const char *headers[] = {table[i][0], NULL};
		struct http_request request = {
		    .path = "/nowhere",
		    .headers = headers,
		};
		struct http_answer answer;
		const char *id;

		json_decref(
		    problem_send(server_fixture->port, &request, 404, &answer));
		id = http_header(&answer, "X-Request-Id");
		if (table[i][1])
			assert_string_equal(id, table[i][1]);
		else
			assert_null(strpbrk(id, " \"<>"));
		http_answer_clear(&answer);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_400_for_malformed_http),
	    cmocka_unit_test(test_415_lists_what_is_supported),
	    cmocka_unit_test(test_422_undecodable),
	    cmocka_unit_test(test_422_unknown_language),
	    cmocka_unit_test(test_request_id_of_the_client),
	};

	return server_report(cmocka_run_group_tests_name(
	    "refusals", tests, server_fixture_setup, server_fixture_teardown));
}
