/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The contract as it is served: openapi.yaml is sound, every sample in it
 * gives the answer it promises, and documents that did not change are not
 * sent again.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/server_fixture.h"

#define CONTRACT "fcgi-worker/openapi.yaml"
#define RUN_MS 180000

static void
succeeds(const char *const *argv)
{
	struct process_result result;

	assert_int_equal(process_run(argv, RUN_MS, &result), 0);
	if (result.status != 0)
		print_error("%s%s\n", result.out, result.err);
	assert_int_equal(result.status, 0);
	process_result_clear(&result);
}

static void
test_every_sample(void **state)
{
	char port[16];
	const char *argv[] = {
	    "/usr/bin/python3", "tests/lib/contract.py", CONTRACT, port, NULL};

	(void)state;
	snprintf(port, sizeof(port), "%d", server_fixture->port);
	succeeds(argv);
}

/* Several pages, a page with a name, and a blank page. */
static void
test_json_suits_its_schema(void **state)
{
	const char *texts[] = {"The first page.\n", "The second page.\n"};
	const char *argv[] = {"sh", "-c", NULL, NULL};
	char command[1024];
	struct page_file pages[2];

	(void)state;
	assert_int_equal(page_tiff(texts, 2, &pages[0]), 0);
	assert_int_equal(page_blank(300, 200, &pages[1]), 0);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(page_file_write(&pages[i],
				     server_path(server_fixture, "page")),
		    0);
		snprintf(command, sizeof(command),
		    "curl --noproxy '*' -fsS --data-binary @%s "
		    "'http://127.0.0.1:%d/ocr?format=json' | /usr/bin/python3 "
		    "tests/lib/contract.py " CONTRACT " - Answer",
		    server_path(server_fixture, "page"), server_fixture->port);
		argv[2] = command;
		succeeds(argv);
		page_file_clear(&pages[i]);
	}
}

static void
test_served_as_it_is_in_the_repository(void **state)
{
	struct http_answer answer;
	char *file;

	(void)state;
	file = process_read_file(CONTRACT, NULL);
	server_fixture_get("/openapi.yaml", NULL, &answer);
	assert_string_equal(answer.body, file);
	assert_string_equal(
	    http_header(&answer, "Content-Type"), "application/yaml");
	free(file);
	http_answer_clear(&answer);
}

/* Returns the status of a GET with If-None-Match; at 304 the body has to be
 * empty. */
static long
status_with(const char *path, const char *tags)
{
	char line[128];
	const char *headers[] = {line, NULL};
	struct http_answer answer;
	long status;

	snprintf(line, sizeof(line), "If-None-Match: %s", tags);
	assert_int_equal(
	    http_get(server_fixture->port, path, headers, &answer), 0);
	status = answer.status;
	if (status == 304) {
		assert_int_equal(answer.body_len, 0);
		assert_non_null(http_header(&answer, "ETag"));
	}
	http_answer_clear(&answer);
	return status;
}

static void
test_etags(void **state)
{
	static const char *const paths[] = {
	    "/languages", "/openapi.yaml", "/openapi.json", "/"};
	struct http_answer answer;
	char tag[32], tags[64];

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		server_fixture_get(paths[i], NULL, &answer);
		assert_string_equal(
		    http_header(&answer, "Cache-Control"), "no-cache");
		snprintf(tag, sizeof(tag), "%s", http_header(&answer, "ETag"));
		http_answer_clear(&answer);
		assert_int_equal(status_with(paths[i], tag), 304);
		assert_int_equal(status_with(paths[i], "*"), 304);
		assert_int_equal(status_with(paths[i], "\"other\""), 200);
		snprintf(tags, sizeof(tags), "\"other\", W/%s", tag);
		assert_int_equal(status_with(paths[i], tags), 304);
		tag[3] = tag[3] == '0' ? '1' : '0';
		assert_int_equal(status_with(paths[i], tag), 200);
	}
}

/* HEAD gives the head of a GET without its body, and OPTIONS the methods of the
 * path. */
static void
test_head_and_options(void **state)
{
	static const char *const paths[] = {
	    "/languages", "/openapi.yaml", "/openapi.json", "/"};
	struct http_request head = {.method = "HEAD"};
	struct http_request options = {.method = "OPTIONS"};
	struct http_answer answer, full;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		char length[32];

		head.path = options.path = paths[i];
		server_fixture_get(paths[i], NULL, &full);
		assert_int_equal(
		    http_send(server_fixture->port, &head, &answer), 0);
		assert_int_equal(answer.status, 200);
		assert_int_equal(answer.body_len, 0);
		snprintf(length, sizeof(length), "%zu", full.body_len);
		assert_string_equal(
		    http_header(&answer, "Content-Length"), length);
		assert_string_equal(
		    http_header(&answer, "ETag"), http_header(&full, "ETag"));
		http_answer_clear(&answer);
		http_answer_clear(&full);
		assert_int_equal(
		    http_send(server_fixture->port, &options, &answer), 0);
		assert_int_equal(answer.status, 204);
		assert_string_equal(
		    http_header(&answer, "Allow"), "GET, HEAD, OPTIONS");
		http_answer_clear(&answer);
	}
}

static void
test_languages_are_the_installed_ones(void **state)
{
	struct http_answer answer;
	json_t *json, *language, *list;
	bool has_eng = false;
	size_t i;

	(void)state;
	server_fixture_get("/languages", NULL, &answer);
	json = json_loadb(answer.body, answer.body_len, 0, NULL);
	list = json_object_get(json, "languages");
	json_array_foreach(list, i, language)
	{
		const char *code =
		    json_string_value(json_object_get(language, "code"));

		assert_string_not_equal(code, "osd");
		has_eng = has_eng || strcmp(code, "eng") == 0;
	}
	assert_true(has_eng);
	json_decref(json);
	http_answer_clear(&answer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_sample),
	    cmocka_unit_test(test_json_suits_its_schema),
	    cmocka_unit_test(test_served_as_it_is_in_the_repository),
	    cmocka_unit_test(test_etags),
	    cmocka_unit_test(test_head_and_options),
	    cmocka_unit_test(test_languages_are_the_installed_ones),
	};

	return server_report(cmocka_run_group_tests_name(
	    "contract", tests, server_fixture_setup, server_fixture_teardown));
}
