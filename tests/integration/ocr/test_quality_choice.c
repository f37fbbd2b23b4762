/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * quality=: which ones there are, and which one reads a page: that of the
 * request, else that of the pool.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/number_page.h"
#include "tests/lib/process.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/typeset.h"

/* JSON says which quality was used: that of the query, else of the form, else
 * of the pool. */
static void
test_what_was_used(void **state)
{
	static const char *const paths[][2] = {
	    {"/ocr?format=json", "standard"},
	    {"/ocr?format=json&quality=standard", "standard"},
	    {"/ocr?format=json&quality=high", "high"},
	};
	struct page_file page;
	json_t *json;

	(void)state;
	assert_int_equal(typeset_letter(false, &page), 0);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		json = reading_json(server_fixture->port, paths[i][0], &page);
		assert_string_equal(
		    json_string_value(json_object_get(
			json_array_get(json_object_get(json, "pages"), 0),
			"quality")),
		    paths[i][1]);
		json_decref(json);
	}
	page_file_clear(&page);
}

static void
test_there_is_no_best(void **state)
{
	struct http_answer answer;
	struct page_file page;

	(void)state;
	assert_int_equal(typeset_letter(false, &page), 0);
	assert_int_equal(http_post(server_fixture->port, "/ocr?quality=best",
			     page.data, page.len, &answer),
	    0);
	assert_int_equal(answer.status, 422);
	assert_non_null(strstr(answer.body, "quality-unavailable"));
	assert_non_null(strstr(answer.body, "quality=high"));
	http_answer_clear(&answer);
	assert_int_equal(http_post(server_fixture->port, "/ocr?quality=ultra",
			     page.data, page.len, &answer),
	    0);
	assert_int_equal(answer.status, 400);
	http_answer_clear(&answer);
	page_file_clear(&page);
	server_fixture_get("/languages", NULL, &answer);
	assert_non_null(strstr(answer.body,
	    "\"quality\":{\"default\":\"standard\",\"available\":"
	    "[\"standard\",\"high\"]}"));
	http_answer_clear(&answer);
}

/* Each sends the page as one of the other services' callers does. */
static const char *const callers[] = {
    "curl -fsS -T $page $url/tika",
    "curl -fsS -T $page $url/rmeta/text",
    "curl -fsS -T $page $url/process",
    "curl -fsS -F file=@$page -F 'options={}' $url/tesseract",
    "curl -fsS -F file=@$page $url/parse/image",
    "{ printf '{\"document\":{\"image_url\":\"data:image/png;base64,'; "
    "base64 -w 0 $page; printf '\"}}'; } | curl -fsS "
    "-H 'Content-Type: application/json' --data-binary @- $url/v1/ocr",
    "curl -fsS -F files=@$page $url/v1/convert/file",
    "curl -fsS -F file=@$page -F ocrmypdf_parameters= $url/process_ocr",
};

/* Runs caller, a script of the shell that sends the page.  Returns whether it
 * prints the row of the table that only quality high reads. */
static bool
gets_the_row(const char *caller)
{
	char script[1024];
	const char *argv[] = {"sh", "-euc", script, NULL};
	struct process_result result;
	bool found;

	snprintf(script, sizeof(script),
	    "export no_proxy='*'; page=%s url=http://127.0.0.1:%d; %s",
	    server_path(server_fixture, "page.png"), server_fixture->port,
	    caller);
	assert_int_equal(process_run(argv, SERVER_FIXTURE_MS, &result), 0);
	if (result.status != 0)
		fail_msg("%s: %s", caller, result.err);
	found = strstr(result.out, "8 2 5 8 2 5") != NULL ||
		strstr(result.out, "8 | 2 | 5 | 8 | 2 | 5") != NULL;
	process_result_clear(&result);
	return found;
}

static void
write_numbers(void)
{
	struct page_file page;

	number_page_draw(&page);
	assert_int_equal(
	    page_file_write(&page, server_path(server_fixture, "page.png")), 0);
	page_file_clear(&page);
}

/* Callers of other services cannot ask for a quality. */
static void
test_callers_get_the_pool_s(void **state)
{
	(void)state;
	write_numbers();
	for (size_t i = 0; i < sizeof(callers) / sizeof(*callers); i++)
		if (!gets_the_row(callers[i]))
			fail_msg("not read with high: %s", callers[i]);
}

static void
test_callers_get_standard_by_default(void **state)
{
	(void)state;
	write_numbers();
	assert_false(gets_the_row(callers[0]));
}

int
main(void)
{
	static const char *const high[] = {"--quality", "high", NULL};
	static struct server_options with_high = {
	    .workers = 1, .worker_args = high};
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_what_was_used),
	    cmocka_unit_test(test_there_is_no_best),
	    cmocka_unit_test(test_callers_get_standard_by_default),
	};
	const struct CMUnitTest of_the_pool[] = {
	    SERVER_FIXTURE_TEST(test_callers_get_the_pool_s, &with_high),
	};
	int failed = cmocka_run_group_tests_name("quality choice", tests,
	    server_fixture_setup, server_fixture_teardown);

	failed += cmocka_run_group_tests_name(
	    "quality of the pool", of_the_pool, NULL, NULL);
	return server_report(failed);
}
