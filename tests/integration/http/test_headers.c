/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * /headers returns the request's headers, and every request leaves one JSON
 * line in worker.log with its headers, but never with a credential.
 */
#include "tests/lib/test.h"

#include <stdlib.h>
#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/log_reader.h"
#include "tests/lib/page.h"
#include "tests/lib/server_fixture.h"

#define SECRET "hunter2-0123456789"

static void
test_as_text(void **state)
{
	const char *headers[] = {"X-Test: 1", "User-Agent: a test", NULL};
	struct http_answer answer;

	(void)state;
	server_fixture_get("/headers", headers, &answer);
	assert_string_equal(
	    http_header(&answer, "Content-Type"), "text/plain; charset=utf-8");
	assert_non_null(strstr(answer.body, "key:X-Test\tvalue:1\n"));
	assert_non_null(strstr(answer.body, "key:User-Agent\tvalue:a test\n"));
	assert_non_null(strstr(answer.body, "key:Host\tvalue:127.0.0.1:"));
	http_answer_clear(&answer);
}

static void
test_as_json(void **state)
{
	const char *headers[] = {
	    "X-Test: \"quoted\" \\ value", "Accept: application/json", NULL};
	struct http_answer answer;
	json_t *json;

	(void)state;
	server_fixture_get("/headers", headers, &answer);
	assert_string_equal(
	    http_header(&answer, "Content-Type"), "application/json");
	json = json_loads(answer.body, 0, NULL);
	assert_string_equal(json_string_value(json_object_get(
				json_object_get(json, "headers"), "X-Test")),
	    "\"quoted\" \\ value");
	json_decref(json);
	http_answer_clear(&answer);
}

static void
test_any_method(void **state)
{
	static const char *const methods[] = {
	    "GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"};

	(void)state;
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		struct http_request request = {
		    .method = methods[i],
		    .path = "/headers",
		    .body = i == 1 || i == 2 || i == 4 ? "body" : NULL,
		    .body_len = i == 1 || i == 2 || i == 4 ? 4 : 0,
		};
		struct http_answer answer;

		assert_int_equal(
		    http_send(server_fixture->port, &request, &answer), 0);
		assert_int_equal(answer.status, 200);
		http_answer_clear(&answer);
	}
}

static void
test_logged(void **state)
{
	const char *headers[] = {"X-Test: logged", "User-Agent: a test",
	    "X-Request-Id: logged-1", NULL};
	struct http_answer answer;
	json_t *line, *header;

	(void)state;
	server_fixture_get("/headers", headers, &answer);
	assert_string_equal(http_header(&answer, "X-Request-Id"), "logged-1");
	line = server_fixture_logged("id", "logged-1");
	assert_string_equal(
	    json_string_value(json_object_get(line, "event")), "request");
	assert_int_equal(
	    json_integer_value(json_object_get(line, "status")), 200);
	header = json_object_get(line, "headers");
	assert_string_equal(
	    json_string_value(json_object_get(header, "User-Agent")), "a test");
	assert_string_equal(
	    json_string_value(json_object_get(header, "X-Test")), "[6 bytes]");
	json_decref(line);
	http_answer_clear(&answer);
}

static void
test_credentials_are_redacted(void **state)
{
	const char *headers[] = {"Authorization: Bearer " SECRET,
	    "Proxy-Authorization: Basic " SECRET, "Cookie: session=" SECRET,
	    "X-Api-Key: " SECRET, "X-Auth-Token: " SECRET,
	    "Ocp-Apim-Subscription-Key: " SECRET, "X-Auth-Key: " SECRET,
	    "X-Session-Id: " SECRET, "X-Amz-Credential: " SECRET,
	    "X-Forwarded-Client-Cert: Hash=" SECRET, "X-Unheard-Of: " SECRET,
	    "User-Agent: Bearer " SECRET, "Accept: application/json",
	    "X-Request-Id: redacted-1", NULL};
	static const char *const secret[] = {"Authorization", "Cookie",
	    "X-Api-Key", "X-Auth-Token", "Ocp-Apim-Subscription-Key",
	    "X-Auth-Key", "X-Session-Id", "X-Amz-Credential",
	    "X-Forwarded-Client-Cert", "X-Unheard-Of", "User-Agent"};
	struct http_answer answer;
	json_t *line, *header;
	const char *seen;
	char *log;

	(void)state;
	server_fixture_get("/headers?api_key=" SECRET, headers, &answer);
	/* A header that nobody knows is shown to the client itself only. */
	seen = strstr(answer.body, SECRET);
	assert_non_null(seen);
	assert_null(strstr(seen + 1, SECRET));
	assert_non_null(strstr(answer.body, "\"X-Unheard-Of\":\"" SECRET));
	http_answer_clear(&answer);
	line = server_fixture_logged("id", "redacted-1");
	header = json_object_get(line, "headers");
	/* The log says that there was one. */
	for (size_t i = 0; i < sizeof(secret) / sizeof(secret[0]); i++)
		assert_non_null(json_object_get(header, secret[i]));
	json_decref(line);
	log = server_fixture_log();
	assert_null(strstr(log, SECRET));
	free(log);
}

/* A header may have any bytes, but a line of the log stays one line of JSON in
 * UTF-8. */
static void
test_hostile_headers_stay_one_line(void **state)
{
	const char *headers[] = {"User-Agent: caf\xe9", "X-Cut: \xe2\x82",
	    "X-Long: \xf4\x90\x80\x80 \xc0\x80", "X-Request-Id: hostile-1",
	    "X-Quote: \",\"status\":500", NULL};
	struct http_answer answer;
	const char *latin;
	json_t *line;

	(void)state;
	server_fixture_get("/headers", headers, &answer);
	http_answer_clear(&answer);
	line = server_fixture_logged("id", "hostile-1");
	latin = json_string_value(
	    json_object_get(json_object_get(line, "headers"), "User-Agent"));
	assert_non_null(latin);
	assert_memory_equal(latin, "caf", 3);
	assert_int_equal(
	    json_integer_value(json_object_get(line, "status")), 200);
	json_decref(line);
	assert_int_equal(
	    log_reader_malformed(server_path(server_fixture, "worker.log")), 0);
}

static void
test_no_document_text_in_the_log(void **state)
{
	struct page_file page;
	struct http_answer answer;
	char *log;

	(void)state;
	assert_int_equal(
	    page_text("Confidential matter.\n", PAGE_PNG, &page), 0);
	assert_int_equal(http_post(server_fixture->port, "/ocr", page.data,
			     page.len, &answer),
	    0);
	assert_int_equal(answer.status, 200);
	assert_non_null(strstr(answer.body, "Confidential"));
	json_decref(
	    server_fixture_logged("id", http_header(&answer, "X-Request-Id")));
	log = server_fixture_log();
	assert_null(strstr(log, "Confidential"));
	free(log);
	http_answer_clear(&answer);
	page_file_clear(&page);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_as_text),
	    cmocka_unit_test(test_as_json),
	    cmocka_unit_test(test_any_method),
	    cmocka_unit_test(test_logged),
	    cmocka_unit_test(test_credentials_are_redacted),
	    cmocka_unit_test(test_hostile_headers_stay_one_line),
	    cmocka_unit_test(test_no_document_text_in_the_log),
	};

	return server_report(cmocka_run_group_tests_name(
	    "headers", tests, server_fixture_setup, server_fixture_teardown));
}
