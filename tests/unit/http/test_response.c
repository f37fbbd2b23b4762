/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Answers: their status and name in the log, their head, problems, and the
 * paths and methods that are refused before a handler sees them.
 */
#include "tests/lib/test.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "fcgi-worker/handlers/handlers.h"
#include "fcgi-worker/http/cors.h"
#include "fcgi-worker/http/response.h"

/* The log has this for an answer without a problem. */
static void
test_names(void **state)
{
	static const struct {
		int status;
		const char *name;
	} table[] = {{200, "ok"}, {204, "no-content"}, {304, "not-modified"}};
	struct response r;

	(void)state;
	response_init(&r);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		r.status = table[i].status;
		assert_int_equal(response_status(&r), table[i].status);
		assert_string_equal(response_name(&r), table[i].name);
	}
	response_client_gone(&r);
	assert_int_equal(response_status(&r), 499);
	assert_string_equal(response_name(&r), "client-gone");
	response_free(&r);
	assert_int_equal(response_status(&r), 304);
}

static void
test_answer(void **state)
{
	struct buffer out = {0};
	struct response r;

	(void)state;
	response_init(&r);
	buffer_add_text(&r.body, "Text");
	r.ocr_ms = 12.34;
	response_write(&r, "id1", true, &out);
	assert_string_equal(out.data,
	    "Status: 200 OK\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Length: 4\r\n"
	    "X-Request-Id: id1\r\n"
	    "Server-Timing: ocr;dur=12.3\r\n"
	    "Cache-Control: no-store\r\n"
	    "\r\n"
	    "Text");
	buffer_free(&out);
	response_write(&r, "id1", false, &out);
	assert_non_null(strstr(out.data, "Content-Length: 4\r\n"));
	assert_string_equal(out.data + out.size - 4, "\r\n\r\n");
	buffer_free(&out);
	response_free(&r);
}

static void
test_problem(void **state)
{
	struct buffer out = {0};
	struct response r;
	json_t *problem;

	(void)state;
	response_init(&r);
	buffer_add_text(&r.body, "half a document");
	problem_bad_parameter(&r.problem, "psm", "wrong: %s", "\xff");
	response_write(&r, "id2", true, &out);
	assert_non_null(strstr(out.data, "Status: 400 Bad Request\r\n"));
	assert_non_null(
	    strstr(out.data, "Content-Type: application/problem+json\r\n"));
	problem = json_loads(strstr(out.data, "\r\n\r\n"), 0, NULL);
	assert_non_null(problem);
	assert_int_equal(
	    json_integer_value(json_object_get(problem, "status")), 400);
	assert_string_equal(json_string_value(json_object_get(problem, "type")),
	    "urn:mod_ocr:problem:bad-request");
	assert_string_equal(
	    json_string_value(json_object_get(problem, "instance")), "id2");
	assert_string_equal(
	    json_string_value(json_object_get(problem, "parameter")), "psm");
	assert_string_equal(
	    json_string_value(json_object_get(problem, "detail")),
	    "wrong: \xef\xbf\xbd");
	json_decref(problem);
	buffer_free(&out);
	response_free(&r);
}

static void
test_cors(void **state)
{
	static const char allow[] =
	    "Access-Control-Allow-Origin: https://a.b\r\n";
	struct buffer out = {0};
	struct response r;

	(void)state;
	response_init(&r);
	problem_set(&r.problem, PROBLEM_BAD_REQUEST, "wrong");
	response_write(&r, "id6", true, &out);
	assert_null(strstr(out.data, "Access-Control"));
	buffer_free(&out);
	r.cors_origin = "https://a.b";
	response_write(&r, "id6", true, &out);
	assert_non_null(strstr(out.data, allow));
	assert_null(strstr(out.data, "Allow-Methods"));
	buffer_free(&out);
	problem_clear(&r.problem);
	r.status = 204;
	strcpy(r.allow, "POST, OPTIONS");
	response_write(&r, "id6", true, &out);
	assert_non_null(strstr(out.data, allow));
	assert_non_null(strstr(
	    out.data, "Access-Control-Allow-Methods: POST, OPTIONS\r\n"));
	buffer_free(&out);
	response_free(&r);
}

/* If memory runs out for a body, the answer is 503, never a part of the
 * body. */
static void
test_no_memory(void **state)
{
	struct buffer out = {0};
	struct response r;

	(void)state;
	response_init(&r);
	buffer_add_text(&r.body, "half a document");
	r.body.failed = true;
	response_write(&r, "id3", true, &out);
	assert_non_null(strstr(out.data, "Status: 503 "));
	assert_null(strstr(out.data, "half"));
	buffer_free(&out);
	response_free(&r);
}

static void
test_routes(void **state)
{
	static const struct {
		const char *method, *path, *allow;
		int status;
	} table[] = {
	    {"GET", "/nix", "", 404},
	    {"GET", "/healthz", "", 404},
	    {"POST", "/ocr/", "", 404},
	    {"GET", "/ocr", "POST, OPTIONS", 405},
	    {"HEAD", "/ocr", "POST, OPTIONS", 405},
	    {"POS", "/ocr", "POST, OPTIONS", 405},
	    {"", "/ocr", "POST, OPTIONS", 405},
	    {"OPTIONS", "/ocr", "POST, OPTIONS", 204},
	    {"POST", "/languages", "GET, HEAD, OPTIONS", 405},
	    {"GET", "/openapi.yaml", "", 200},
	    {"HEAD", "/openapi.yaml", "", 200},
	    {"GET", "/openapi.json", "", 200},
	    {"GET", "/", "", 200},
	    {"DELETE", "/headers", "", 200},
	    {"OPTIONS", "/headers", "", 200},
	};
	struct ocr_context c = {.engine = NULL};
	struct response r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct request q = {.method = table[i].method,
		    .path = strdup(table[i].path),
		    .query = ""};

		response_init(&r);
		handlers_run(&c, &q, &r);
		assert_int_equal(response_status(&r), table[i].status);
		assert_string_equal(r.allow, table[i].allow);
		response_free(&r);
		free(q.path);
	}
}

static void
test_headers(void **state)
{
	char *const params[] = {(char[]){"REQUEST_METHOD=GET"},
	    (char[]){"SCRIPT_NAME=/headers"}, (char[]){"HTTP_COOKIE=a=b"},
	    (char[]){"HTTP_X_TEST=a=b"},
	    (char[]){"HTTP_ACCEPT=application/json;q=0.9"}, NULL};
	struct ocr_context c = {.engine = NULL};
	struct request *q = request_create(params);
	struct response r;
	json_t *answer, *headers;

	(void)state;
	response_init(&r);
	handlers_run(&c, q, &r);
	assert_string_equal(r.type, "application/json");
	answer = json_loads(r.body.data, 0, NULL);
	headers = json_object_get(answer, "headers");
	assert_string_equal(
	    json_string_value(json_object_get(headers, "X-Test")), "a=b");
	assert_string_equal(
	    json_string_value(json_object_get(headers, "Cookie")),
	    "[redacted]");
	json_decref(answer);
	response_free(&r);
	request_free(q);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_answer),
	    cmocka_unit_test(test_problem),
	    cmocka_unit_test(test_cors),
	    cmocka_unit_test(test_no_memory),
	    cmocka_unit_test(test_routes),
	    cmocka_unit_test(test_headers),
	};

	return cmocka_run_group_tests_name("response", tests, NULL, NULL);
}
