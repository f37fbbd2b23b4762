/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A token in front of the gate, by examples/lighttpd/bearer.conf: without it
 * the answer is 401, and nothing writes it down.
 */
#include "tests/lib/test.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/status.h"

#define TOKEN "b7c1f0d29e5a4836"
#define OTHER "0d6e4f8a91b23c57"

static struct page_file page;

/* Sends the page with this header line, or for NULL without.  Returns the
 * status of the answer, which is to be cleared. */
static long
post(const char *authorization, struct http_answer *answer)
{
	const char *headers[] = {authorization, NULL};
	const struct http_request request = {.path = "/ocr",
	    .headers = authorization ? headers : NULL,
	    .body = page.data,
	    .body_len = page.len};

	assert_int_equal(http_send(server_fixture->port, &request, answer), 0);
	return answer->status;
}

static void
assert_refused(const char *authorization)
{
	struct http_answer answer;

	if (post(authorization, &answer) != 401)
		fail_msg("%s: %ld", authorization ? authorization : "none",
		    answer.status);
	assert_string_equal(
	    http_header(&answer, "WWW-Authenticate"), "Bearer realm=\"OCR\"");
	assert_null(http_header(&answer, "Location"));
	assert_null(strstr(answer.body, "A page."));
	http_answer_clear(&answer);
}

static void
reads(const char *authorization)
{
	struct http_answer answer;

	assert_int_equal(post(authorization, &answer), 200);
	assert_string_equal(answer.body, "A page.\n");
	assert_null(http_header(&answer, "WWW-Authenticate"));
	http_answer_clear(&answer);
}

static void
test_the_token_is_asked_for(void **state)
{
	(void)state;
	assert_refused(NULL);
	assert_refused("Authorization: Bearer");
	assert_refused("Authorization: Bearer wrong");
	assert_refused("Authorization: Bearer " TOKEN "0");
	assert_refused("Authorization: Bearer x" TOKEN);
	assert_refused("Authorization: Bearer " TOKEN "|" OTHER);
	assert_refused("Authorization: Basic " TOKEN);
	assert_refused("Authorization: " TOKEN);
	reads("Authorization: Bearer " TOKEN);
	reads("Authorization: bearer " TOKEN);
	reads("authorization: Bearer " OTHER);
}

static void
test_what_is_free(void **state)
{
	static const struct {
		const char *method, *path;
		long status;
	} table[] = {
	    {"GET", "/healthz", 200},
	    {"GET", "/readyz", 200},
	    {"OPTIONS", "/ocr", 204},
	    {"OPTIONS", "/headers", 404},
	    {"GET", "/status", 401},
	    {"GET", "/metrics", 401},
	    {"GET", "/", 401},
	    {"GET", "/assets/page.js", 401},
	    {"PUT", "/tika", 401},
	    {"GET", "/headers", 401},
	    {"GET", "/%68ealthz/../status", 401},
	    {"GET", "/nothing", 401},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		const struct http_request request = {
		    .method = table[i].method, .path = table[i].path};
		struct http_answer answer;

		assert_int_equal(
		    http_send(server_fixture->port, &request, &answer), 0);
		if (answer.status != table[i].status)
			fail_msg("%s: %ld", table[i].path, answer.status);
		http_answer_clear(&answer);
	}
}

/* Neither log has the token, nor does the answer of /headers. */
static void
test_nobody_writes_it_down(void **state)
{
	static const char *const headers[] = {
	    "Authorization: Bearer " TOKEN, "X-Request-Id: with-token", NULL};
	const struct http_request wrong = {.path = "/ocr?psm=99",
	    .headers = headers,
	    .body = "x",
	    .body_len = 1};
	struct http_answer answer;
	char *log;

	(void)state;
	server_fixture_get("/headers", headers, &answer);
	assert_null(strstr(answer.body, TOKEN));
	http_answer_clear(&answer);
	assert_int_equal(http_send(server_fixture->port, &wrong, &answer), 0);
	assert_null(strstr(answer.body, TOKEN));
	http_answer_clear(&answer);
	json_decref(server_fixture_logged("id", "with-token"));
	log = server_fixture_log();
	assert_null(strstr(log, TOKEN));
	free(log);
	log = process_read_file(server_path(server_fixture, "error.log"), NULL);
	assert_non_null(strstr(log, "with-token"));
	assert_null(strstr(log, TOKEN));
	free(log);
}

static int
setup(void **state)
{
	static char conf[PATH_MAX + 128];
	static struct server_options options = {.workers = 1, .conf = conf};
	char *example = realpath("examples/lighttpd/bearer.conf", NULL);

	if (example == NULL)
		return -1;
	snprintf(conf, sizeof(conf),
	    "var.ocr_tokens = \"" TOKEN "|" OTHER "\"\ninclude \"%s\"\n",
	    example);
	free(example);
	*state = &options;
	return server_fixture_setup(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_token_is_asked_for),
	    cmocka_unit_test(test_what_is_free),
	    cmocka_unit_test(test_nobody_writes_it_down),
	};
	int rc;

	if (page_text("A page.\n", PAGE_PNG, &page) < 0)
		return 1;
	rc = server_report(cmocka_run_group_tests_name(
	    "bearer", tests, setup, server_fixture_teardown));
	page_file_clear(&page);
	return rc;
}
