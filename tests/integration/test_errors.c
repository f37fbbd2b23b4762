/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The contract's table of errors, walked over every path: the status, the
 * problem, the members and headers that say what to do, and never a 200.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/problem.h"
#include "tests/lib/server.h"

enum body { NONE, EMPTY, PAGE, TEXT, HALF, LARGE, MANY, BIG, BODIES };

static struct server *server;
static struct page_file bodies[BODIES];

static int
setup(void **state)
{
	static const char *const args[] = {
	    "--max-pages", "2", "--max-pixels", "1000000", NULL};
	const struct server_options options = {
	    .workers = 1,
	    .conf = "ocr.body-limit := 100",
	    .worker_args = args,
	};
	const char *texts[] = {"One.\n", "Two.\n", "Three.\n"};

	(void)state;
	page_text("A page.\n", PAGE_PNG, &bodies[PAGE]);
	page_text("A page.\n", PAGE_PNG, &bodies[HALF]);
	bodies[HALF].len /= 2;
	page_tiff(texts, 3, &bodies[MANY]);
	page_blank(1001, 1000, &bodies[BIG]);
	bodies[TEXT].data = (unsigned char *)strdup("This is no image.\n");
	bodies[TEXT].len = 18;
	bodies[LARGE].len = 102401;
	bodies[LARGE].data = calloc(1, bodies[LARGE].len);
	bodies[EMPTY].data = calloc(1, 1);
	server = server_start(&options);
	return server ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	for (size_t i = 0; i < BODIES; i++)
		page_file_clear(&bodies[i]);
	return server_stop(server);
}

struct row {
	const char *method, *path;
	const char *header; /* sent; NULL: none */
	enum body body;
	long status;
	const char *member; /* of the problem; NULL: none of its own */
	const char *value;  /* of that member; NULL: any */
};

static const struct row rows[] = {
    {"POST", "/ocr", NULL, EMPTY, 400, "parameter", "body"},
    {"POST", "/ocr?psm=14", NULL, PAGE, 400, "parameter", "psm"},
    {"POST", "/ocr?psm=2", NULL, PAGE, 400, "parameter", "psm"},
    {"POST", "/ocr?dpi=1", NULL, PAGE, 400, "parameter", "dpi"},
    {"POST", "/ocr?lang=%2B", NULL, PAGE, 400, "parameter", "lang"},
    {"POST", "/ocr?format=doc", NULL, PAGE, 400, "parameter", "format"},
    {"POST", "/ocr?colour=1", NULL, PAGE, 400, "parameter", "colour"},
    {"POST", "/ocr?lang=%zz", NULL, PAGE, 400, "parameter", "lang"},
    {"POST", "/ocr?psm=0&format=pdf", NULL, PAGE, 400, "parameter", "psm"},
    /* Refused by lighttpd, which does not tell what for. */
    {"POST", "/ocr?%ff=1", NULL, PAGE, 400, "parameter", "query"},
    {"POST", "/ocr?psm=3&lang=%00", NULL, PAGE, 400, "parameter", "lang"},
    {"POST", "/ocr?lang=e%0ang", NULL, PAGE, 400, "parameter", "lang"},
    {"POST", "/ocr?var.x=%c3%28", NULL, PAGE, 400, "parameter", "var.x"},
    {"GET", "/status?a=%7f", NULL, NONE, 400, "parameter", "a"},
    {"GET", "/%00", NULL, NONE, 400, NULL, NULL},
    {"GET", "/nowhere", NULL, NONE, 404, NULL, NULL},
    {"POST", "/nowhere", NULL, PAGE, 404, NULL, NULL},
    {"POST", "/ocr/", NULL, PAGE, 404, NULL, NULL},
    {"GET", "/languages/eng", NULL, NONE, 404, NULL, NULL},
    {"GET", "/ocr", NULL, NONE, 405, NULL, NULL},
    {"PUT", "/ocr", NULL, PAGE, 405, NULL, NULL},
    {"POST", "/languages", NULL, TEXT, 405, NULL, NULL},
    {"DELETE", "/openapi.yaml", NULL, NONE, 405, NULL, NULL},
    {"PUT", "/", NULL, TEXT, 405, NULL, NULL},
    {"POST", "/healthz", NULL, TEXT, 405, NULL, NULL},
    {"DELETE", "/status", NULL, NONE, 405, NULL, NULL},
    {"POST", "/ocr", "Accept: image/png", PAGE, 406, "supported", NULL},
    {"POST", "/ocr", "Accept: */*;q=0", PAGE, 406, "supported", NULL},
    {"POST", "/ocr", NULL, NONE, 411, NULL, NULL},
    {"POST", "/headers", NULL, NONE, 411, NULL, NULL},
    {"POST", "/ocr", NULL, LARGE, 413, "limit_bytes", NULL},
    {"POST", "/headers", NULL, LARGE, 413, "limit_bytes", NULL},
    {"POST", "/ocr", NULL, TEXT, 415, "supported", NULL},
    {"POST", "/ocr?format=ndjson", NULL, TEXT, 415, "supported", NULL},
    {"POST", "/ocr", NULL, HALF, 422, NULL, NULL},
    {"POST", "/ocr?format=ndjson", NULL, HALF, 422, NULL, NULL},
    {"POST", "/ocr?format=pdf", NULL, HALF, 422, NULL, NULL},
    {"POST", "/ocr?lang=tlh", NULL, PAGE, 422, "installed", NULL},
    {"POST", "/ocr", NULL, MANY, 422, "limit", NULL},
    {"POST", "/ocr", NULL, BIG, 422, "limit", NULL},
    {"POST", "/ocr?psm=0", NULL, PAGE, 422, NULL, NULL},
};

/* Send what ${row} says.  The problem, a new reference. */
static json_t *
refused(const struct row *row, struct http_answer *answer)
{
	const char *headers[] = {row->header, NULL};
	const struct http_request request = {
	    .method = row->method,
	    .path = row->path,
	    .headers = headers,
	    .body = bodies[row->body].data,
	    .body_len = bodies[row->body].len,
	};
	json_t *problem;

	assert_int_equal(http_send(server->port, &request, answer), 0);
	problem = problem_read(answer, row->status);
	if (!problem)
		print_error("%s %s\n", row->method, row->path);
	assert_non_null(problem);
	return problem;
}

static void
test_rows(void **state)
{
	struct http_answer answer;
	json_t *problem, *member;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];

		problem = refused(row, &answer);
		if (row->member) {
			member = json_object_get(problem, row->member);
			if (!member)
				print_error("%s %s: %s\n", row->method,
				    row->path, answer.body);
			assert_non_null(member);
			if (row->value)
				assert_string_equal(
				    json_string_value(member), row->value);
			if (json_is_array(member))
				assert_true(json_array_size(member) > 0);
		}
		if (row->status == 405)
			assert_non_null(http_header(&answer, "Allow"));
		json_decref(problem);
		http_answer_clear(&answer);
	}
}

/* Without a pool what needs one waits for it until its deadline; nothing else
 * does. */
static void
test_503_without_workers(void **state)
{
	static const char *const paths[] = {
	    "/ocr", "/languages", "/headers", "/openapi.yaml", "/"};
	const struct server_options options = {.workers = 0, .slots = 1};
	struct server *alone = server_start(&options);
	static const char *const headers[] = {"Prefer: wait=1", NULL};
	struct http_request request = {.headers = headers};
	struct http_answer answer;
	json_t *problem;

	(void)state;
	assert_non_null(alone);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		bool ocr = strcmp(paths[i], "/ocr") == 0;

		request.path = paths[i];
		request.body = ocr ? bodies[PAGE].data : NULL;
		request.body_len = ocr ? bodies[PAGE].len : 0;
		assert_int_equal(http_send(alone->port, &request, &answer), 0);
		problem = problem_read(&answer, 503);
		assert_non_null(problem);
		assert_non_null(http_header(&answer, "Retry-After"));
		json_decref(problem);
		http_answer_clear(&answer);
	}
	assert_int_equal(http_get(alone->port, "/healthz", NULL, &answer), 0);
	assert_int_equal(answer.status, 200);
	http_answer_clear(&answer);
	assert_int_equal(server_stop(alone), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rows),
	    cmocka_unit_test(test_503_without_workers),
	};

	return server_report(
	    cmocka_run_group_tests_name("errors", tests, setup, teardown));
}
