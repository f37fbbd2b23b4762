/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A page that takes more memory than its worker may have is refused with 503;
 * the worker stays, and reads the next page.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/problem.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"

/* At 600 dpi, the pixels of this page take 196 MB. */
static const char large[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 840 840]>>endobj\n"
    "trailer<</Root 1 0 R>>\n";

static const char *const little[] = {"--max-memory", "300m", NULL};
static struct server_options options = {.workers = 1, .worker_args = little};

static void
assert_no_memory(const char *path)
{
	struct http_answer answer;
	json_t *problem;

	assert_int_equal(http_post(server_fixture->port, path, large,
			     sizeof(large) - 1, &answer),
	    0);
	problem = problem_read(&answer, 503);
	assert_non_null(problem);
	assert_string_equal(json_string_value(json_object_get(problem, "type")),
	    "urn:mod_ocr:problem:out-of-memory");
	json_decref(problem);
	http_answer_clear(&answer);
}

static void
test_no_memory(void **state)
{
	struct http_answer metrics;
	struct page_file page;
	char *text;

	(void)state;
	if (server_is_sanitized()) {
		print_message(
		    "NOT TESTED: a sanitizer takes memory of its own\n");
		skip();
	}
	assert_no_memory("/ocr?dpi=600");
	assert_no_memory("/ocr?dpi=600&format=json");
	assert_no_memory("/ocr?dpi=600&format=pdf");
	assert_int_equal(page_text("Requests wait", PAGE_PNG, &page), 0);
	text = reading_post(server_fixture->port, "/ocr", &page);
	assert_non_null(strstr(text, "Requests wait"));
	free(text);
	page_file_clear(&page);
	server_fixture_get("/metrics", NULL, &metrics);
	assert_non_null(strstr(metrics.body, "\nocr_pool_restarts_total 0\n"));
	http_answer_clear(&metrics);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(test_no_memory, &options),
	};

	return server_report(
	    cmocka_run_group_tests_name("no_memory", tests, NULL, NULL));
}
