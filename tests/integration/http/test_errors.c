/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The contract's table of errors on every path: the status, the problem, and
 * the members and headers that say what to do; none is a 200.  Here are errors
 * that a single request brings about; test_troubles.c has the others.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/problem.h"
#include "tests/lib/server_fixture.h"

enum body {
	NONE,
	EMPTY,
	PAGE,
	TEXT,
	CUT,
	LARGE,
	MANY,
	BIG,
	LOCKED,
	PACKED,
	NO_FILE,
	CUT_FORM,
	TEXT_FORM,
	BODIES
};

#define UNPACKED_MAX "2097152"
#define FORM "Content-Type: multipart/form-data; boundary=XX"
#define HEAD "--XX\r\nContent-Disposition: form-data; name=file\r\n\r\n"
#define GZIP "Content-Encoding: gzip"

static struct page_file bodies[BODIES];

static void
set_body(enum body body, const char *text)
{
	bodies[body].data = (unsigned char *)strdup(text);
	bodies[body].len = strlen(text);
}

/* Returns more zeros than are accepted, as gzip. */
static void
pack(struct page_file *out)
{
	static unsigned char zeros[3 << 20];
	z_stream z = {.next_in = zeros, .avail_in = sizeof(zeros)};

	out->data = malloc(sizeof(zeros));
	z.next_out = out->data;
	z.avail_out = sizeof(zeros);
	deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
	deflate(&z, Z_FINISH);
	out->len = z.total_out;
	deflateEnd(&z);
}

static int
setup(void **state)
{
	static const char *const args[] = {"--max-pages", "2", "--max-pixels",
	    "1000000", "--max-bytes", UNPACKED_MAX, NULL};
	const struct server_options options = {
	    .workers = 1,
	    .conf = "ocr.body-limit := 100",
	    .worker_args = args,
	};
	const char *texts[] = {"One.\n", "Two.\n", "Three.\n"};

	(void)state;
	page_text("A page.\n", PAGE_PNG, &bodies[PAGE]);
	page_text("A page.\n", PAGE_PNG, &bodies[CUT]);
	bodies[CUT].len = PAGE_NO_ROWS;
	page_tiff(texts, 3, &bodies[MANY]);
	page_blank(1001, 1000, &bodies[BIG]);
	page_file_read("tests/data/encrypted.pdf", &bodies[LOCKED]);
	pack(&bodies[PACKED]);
	set_body(TEXT, "This is no image.\n");
	set_body(NO_FILE, "--XX--\r\n");
	set_body(CUT_FORM, HEAD "This is cut");
	set_body(TEXT_FORM, HEAD "This is no image.\r\n--XX--\r\n");
	bodies[LARGE].len = 102401;
	bodies[LARGE].data = calloc(1, bodies[LARGE].len);
	bodies[EMPTY].data = calloc(1, 1);
	return server_fixture_open(&options);
}

static int
teardown(void **state)
{
	for (size_t i = 0; i < BODIES; i++)
		page_file_clear(&bodies[i]);
	return server_fixture_teardown(state);
}

struct row {
	const char *method, *path;
	const char *header; /* sent; NULL: none */
	enum body body;
	long status;
	const char *member; /* of the problem; NULL: none of its own */
	const char *value;  /* of that member, or in Allow; NULL: any */
};

static const struct row rows[] = {
    /* The request or an option is malformed. */
    {"POST", "/ocr", NULL, EMPTY, 400, "parameter", "body"},
    {"POST", "/ocr?psm=14", NULL, PAGE, 400, "parameter", "psm"},
    {"POST", "/ocr?psm=-1", NULL, PAGE, 400, "parameter", "psm"},
    {"POST", "/ocr?psm=", NULL, PAGE, 400, "parameter", "psm"},
    {"POST", "/ocr?psm=3&psm=3", NULL, PAGE, 400, "parameter", "psm"},
    {"POST", "/ocr?psm=2", NULL, PAGE, 400, "parameter", "psm"},
    {"POST", "/ocr?psm=0&format=pdf", NULL, PAGE, 400, "parameter", "psm"},
    {"POST", "/ocr?dpi=2401", NULL, PAGE, 400, "parameter", "dpi"},
    {"POST", "/ocr?lang=", NULL, PAGE, 400, "parameter", "lang"},
    {"POST", "/ocr?lang=%2B", NULL, PAGE, 400, "parameter", "lang"},
    {"POST", "/ocr?lang=%zz", NULL, PAGE, 400, "parameter", "lang"},
    {"POST", "/ocr?lang=../eng", NULL, PAGE, 400, "parameter", "lang"},
    {"POST", "/ocr?format=doc", NULL, PAGE, 400, "parameter", "format"},
    {"POST", "/ocr?pages=3-1", NULL, PAGE, 400, "parameter", "pages"},
    {"POST", "/ocr?pages=2", NULL, PAGE, 400, "parameter", "pages"},
    {"POST", "/ocr?rotate=45", NULL, PAGE, 400, "parameter", "rotate"},
    {"POST", "/ocr?region=1,2", NULL, PAGE, 400, "parameter", "region"},
    {"POST", "/ocr?region=0,0,9999,9", NULL, PAGE, 400, "parameter", "region"},
    {"POST", "/ocr?timeout=0", NULL, PAGE, 400, "parameter", "timeout"},
    {"POST", "/headers?timeout=601", NULL, TEXT, 400, "parameter", "timeout"},
    {"POST", "/ocr?var.debug_file=a", NULL, PAGE, 400, "parameter",
	"var.debug_file"},
    {"POST", "/ocr?color=1", NULL, PAGE, 400, "parameter", "color"},
    /* lighttpd refuses these and does not say why. */
    {"POST", "/ocr?%ff=1", NULL, PAGE, 400, "parameter", "query"},
    {"POST", "/ocr?psm=3&lang=%00", NULL, PAGE, 400, "parameter", "lang"},
    {"POST", "/ocr?lang=e%0ang", NULL, PAGE, 400, "parameter", "lang"},
    {"POST", "/ocr?var.x=%c3%28", NULL, PAGE, 400, "parameter", "var.x"},
    {"GET", "/status?a=%7f", NULL, NONE, 400, "parameter", "a"},
    {"GET", "/%00", NULL, NONE, 400, NULL, NULL},
    /* The body is malformed. */
    {"POST", "/ocr", FORM, NO_FILE, 400, "parameter", "file"},
    {"POST", "/ocr", FORM, CUT_FORM, 400, "parameter", "boundary"},
    {"POST", "/ocr", GZIP, PAGE, 400, "parameter", "Content-Encoding"},
    /* There is no such path. */
    {"GET", "/nowhere", NULL, NONE, 404, NULL, NULL},
    {"POST", "/nowhere", NULL, PAGE, 404, NULL, NULL},
    {"GET", "/ocr/", NULL, NONE, 404, NULL, NULL},
    {"GET", "/ocr/../passwd", NULL, NONE, 404, NULL, NULL},
    {"GET", "/languages/eng", NULL, NONE, 404, NULL, NULL},
    /* The path has other methods. */
    {"GET", "/ocr", NULL, NONE, 405, NULL, "POST"},
    {"PUT", "/ocr", NULL, PAGE, 405, NULL, "POST"},
    {"DELETE", "/ocr", NULL, NONE, 405, NULL, "POST"},
    {"GET", "/tesseract", NULL, NONE, 405, NULL, "POST"},
    {"GET", "/parse/image", NULL, NONE, 405, NULL, "POST"},
    {"POST", "/languages", NULL, TEXT, 405, NULL, "GET"},
    {"DELETE", "/openapi.yaml", NULL, NONE, 405, NULL, "GET"},
    {"PUT", "/", NULL, TEXT, 405, NULL, "GET"},
    {"POST", "/healthz", NULL, TEXT, 405, NULL, "GET"},
    {"POST", "/readyz", NULL, TEXT, 405, NULL, "GET"},
    {"DELETE", "/status", NULL, NONE, 405, NULL, "GET"},
    {"PUT", "/metrics", NULL, TEXT, 405, NULL, "GET"},
    /* No format suits Accept. */
    {"POST", "/ocr", "Accept: image/png", PAGE, 406, "supported", NULL},
    {"POST", "/ocr", "Accept: */*;q=0", PAGE, 406, "supported", NULL},
    /* Neither Content-Length nor chunks. */
    {"POST", "/ocr", NULL, NONE, 411, NULL, NULL},
    {"POST", "/headers", NULL, NONE, 411, NULL, NULL},
    /* The body is too long, as it is or unpacked. */
    {"POST", "/ocr", NULL, LARGE, 413, "limit_bytes", NULL},
    {"POST", "/headers", NULL, LARGE, 413, "limit_bytes", NULL},
    {"POST", "/ocr", GZIP, PACKED, 413, "limit_bytes", NULL},
    /* No supported image; behind a form the worker itself refuses it. */
    {"POST", "/ocr", NULL, TEXT, 415, "supported", NULL},
    {"POST", "/ocr", FORM, TEXT_FORM, 415, "supported", NULL},
    {"POST", "/ocr", "Content-Encoding: br", PAGE, 415, "supported", NULL},
    /* The server cannot do this. */
    {"POST", "/ocr", NULL, CUT, 422, NULL, NULL},
    {"POST", "/ocr?format=ndjson", NULL, CUT, 422, NULL, NULL},
    {"POST", "/ocr?format=pdf", NULL, CUT, 422, NULL, NULL},
    {"POST", "/ocr", NULL, LOCKED, 422, "type",
	"urn:mod_ocr:problem:encrypted"},
    {"POST", "/ocr?lang=tlh", NULL, PAGE, 422, "installed", NULL},
    {"POST", "/ocr", NULL, MANY, 422, "limit", NULL},
    {"POST", "/ocr", NULL, BIG, 422, "limit", NULL},
    {"POST", "/ocr?psm=0", NULL, PAGE, 422, NULL, NULL},
};

/* Sends the request of the row.  Returns the problem, a new reference. */
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

	return problem_send(
	    server_fixture->port, &request, row->status, answer);
}

static void
check_member(const struct row *row, const json_t *problem)
{
	json_t *member = json_object_get(problem, row->member);

	if (!member)
		print_error("%s %s\n", row->method, row->path);
	assert_non_null(member);
	if (row->value)
		assert_string_equal(json_string_value(member), row->value);
	if (json_is_array(member))
		assert_true(json_array_size(member) > 0);
	if (json_is_integer(member))
		assert_true(json_integer_value(member) > 0);
}

static void
test_rows(void **state)
{
	struct http_answer answer;
	json_t *problem;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		const char *allow;

		problem = refused(row, &answer);
		if (row->member)
			check_member(row, problem);
		allow = http_header(&answer, "Allow");
		if (row->status == 405)
			assert_non_null(allow);
		if (allow)
			assert_non_null(strstr(allow, row->value));
		json_decref(problem);
		http_answer_clear(&answer);
	}
}

/* A HEAD is refused as the GET is, with the same head and no body. */
static void
test_head(void **state)
{
	struct http_request request = {.method = "HEAD"};
	struct http_answer answer;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strcmp(rows[i].method, "GET") != 0)
			continue;
		request.path = rows[i].path;
		assert_int_equal(
		    http_send(server_fixture->port, &request, &answer), 0);
		assert_int_equal(answer.status, rows[i].status);
		assert_int_equal(answer.body_len, 0);
		assert_string_equal(http_header(&answer, "Content-Type"),
		    "application/problem+json");
		assert_non_null(http_header(&answer, "X-Request-Id"));
		http_answer_clear(&answer);
	}
}

/* A part of an answer that is not there is refused as all else is: whether
 * lighttpd, the gate or a worker has answered. */
static void
test_no_such_part(void **state)
{
	static const char *const paths[] = {
	    "/languages", "/openapi.yaml", "/status", "/healthz", "/"};
	static const char *const none[] = {
	    "Accept: application/json", "Range: bytes=99999999-", NULL};
	static const char *const some[] = {
	    "Accept: application/json", "Range: bytes=1-2", NULL};
	struct http_request request = {.headers = none};
	struct http_answer answer;

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		request.path = paths[i];
		request.headers = none;
		json_decref(
		    problem_send(server_fixture->port, &request, 416, &answer));
		assert_memory_equal(
		    http_header(&answer, "Content-Range"), "bytes */", 8);
		assert_string_equal(
		    http_header(&answer, "Cache-Control"), "no-store");
		assert_null(http_header(&answer, "ETag"));
		http_answer_clear(&answer);
		request.headers = some;
		assert_int_equal(
		    http_send(server_fixture->port, &request, &answer), 0);
		assert_int_equal(answer.status, 206);
		assert_int_equal(answer.body_len, 2);
		http_answer_clear(&answer);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rows),
	    cmocka_unit_test(test_head),
	    cmocka_unit_test(test_no_such_part),
	};

	return server_report(
	    cmocka_run_group_tests_name("errors", tests, setup, teardown));
}
