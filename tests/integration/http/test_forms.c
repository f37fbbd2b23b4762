/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Bodies as browsers, curl and scripts send them: forms with several files and
 * options, compressed forms, and every way to get one wrong.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/problem.h"
#include "tests/lib/server.h"

#define TYPE "Content-Type: multipart/form-data; boundary=----b"
#define HEAD(rest)                                                             \
	"\r\n------b\r\nContent-Disposition: form-data; " rest "\r\n\r\n"
#define END "\r\n------b--\r\n"
#define MAX_BYTES 300000

static const char first[] = "The first of two files.\n";
static const char second[] = "Another file with a page.\n";

static struct server *server;
static struct page_file one, two;

static int
setup(void **state)
{
	const char *args[] = {"--max-bytes", "300000", NULL};
	const struct server_options options = {
	    .workers = 1,
	    .worker_args = args,
	};

	(void)state;
	server = server_start(&options);
	if (!server || page_text(first, PAGE_PNG, &one) < 0)
		return -1;
	return page_text(second, PAGE_TIFF, &two);
}

static int
teardown(void **state)
{
	(void)state;
	page_file_clear(&one);
	page_file_clear(&two);
	return server_stop(server);
}

/* A body that is put together from pieces. */
struct body {
	char data[MAX_BYTES * 2];
	size_t len;
};

static struct body body;

static void
add(const void *data, size_t len)
{
	assert_true(body.len + len <= sizeof(body.data));
	memcpy(body.data + body.len, data, len);
	body.len += len;
}

static void
add_text(const char *text)
{
	add(text, strlen(text));
}

static void
begin(const char *text)
{
	body.len = 0;
	add_text(text);
}

static void
send_body(const char *path, const char *header, struct http_answer *answer)
{
	const char *headers[] = {header, NULL};
	struct http_request request = {
	    .path = path,
	    .method = "POST",
	    .headers = headers,
	    .body = body.data,
	    .body_len = body.len,
	};

	assert_int_equal(http_send(server->port, &request, answer), 0);
}

static void
assert_problem(const char *path, const char *header, long status,
    const char *member, const char *value)
{
	struct http_answer answer;
	json_t *json;
	char *got;

	send_body(path, header, &answer);
	json = problem_read(&answer, status);
	assert_non_null(json);
	got = json_dumps(json_object_get(json, member), JSON_ENCODE_ANY);
	assert_non_null(got);
	if (!strstr(got, value))
		print_error("%s: %s\n", member, got);
	assert_non_null(strstr(got, value));
	free(got);
	json_decref(json);
	http_answer_clear(&answer);
}

/* The files are answered one after the other, each with its name. */
static void
test_two_files(void **state)
{
	struct http_answer answer;
	json_t *json, *pages, *page;

	(void)state;
	begin(HEAD("name=\"psm\"") "6");
	add_text(HEAD("name=\"file\"; filename=\"one \xe2\x82\xac.png\""));
	add(one.data, one.len);
	add_text(HEAD("name=\"file\"; filename=\"two.tif\""));
	add(two.data, two.len);
	add_text(HEAD("name=\"lang\"") "" END);
	send_body("/ocr", TYPE, &answer);
	assert_int_equal(answer.status, 200);
	assert_memory_equal(answer.body, first, strlen(first) - 1);
	assert_non_null(strstr(answer.body, "\fAnother file"));
	http_answer_clear(&answer);
	send_body("/ocr?format=json", TYPE, &answer);
	json = json_loads(answer.body, 0, NULL);
	pages = json_object_get(json, "pages");
	assert_int_equal(json_array_size(pages), 2);
	page = json_array_get(pages, 0);
	assert_string_equal(json_string_value(json_object_get(page, "name")),
	    "one \xe2\x82\xac.png");
	page = json_array_get(pages, 1);
	assert_string_equal(
	    json_string_value(json_object_get(page, "name")), "two.tif");
	assert_int_equal(json_integer_value(json_object_get(page, "page")), 2);
	json_decref(json);
	http_answer_clear(&answer);
	send_body("/ocr?pages=2", TYPE, &answer);
	assert_memory_equal(answer.body, second, strlen(second) - 1);
	http_answer_clear(&answer);
}

/* The query counts before a field. */
static void
test_fields(void **state)
{
	struct http_answer answer;
	const char *type;

	(void)state;
	begin(HEAD("name=format") "tsv");
	add_text(HEAD("name=file"));
	add(one.data, one.len);
	add_text(END);
	send_body("/ocr", TYPE, &answer);
	type = http_header(&answer, "Content-Type");
	assert_memory_equal(type, "text/tab-separated-values", 25);
	http_answer_clear(&answer);
	send_body("/ocr?format=json", TYPE, &answer);
	type = http_header(&answer, "Content-Type");
	assert_string_equal(type, "application/json");
	http_answer_clear(&answer);
	begin(HEAD("name=psm") "60" HEAD("name=file") "x" END);
	assert_problem("/ocr", TYPE, 400, "parameter", "psm");
	begin(HEAD("name=color") "red" HEAD("name=file") "x" END);
	assert_problem("/ocr", TYPE, 400, "parameter", "color");
}

static void
test_broken_forms(void **state)
{
	static const struct {
		const char *header, *body, *parameter;
	} table[] = {
	    {TYPE, "", "body"},
	    {TYPE, HEAD("name=psm") "6" END, "file"},
	    {TYPE, HEAD("name=file; filename=a.png") END, "file"},
	    {TYPE, HEAD("name=file") "data", "boundary"},
	    {TYPE, HEAD("name=upload; filename=a") "data" END, "upload"},
	    {"Content-Type: multipart/form-data", HEAD("name=file") "x" END,
		"boundary"},
	    {"Content-Encoding: gzip", "no gzip", "Content-Encoding"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		begin(table[i].body);
		assert_problem("/ocr", table[i].header, 400, "parameter",
		    table[i].parameter);
	}
}

/* Of several files, the error names the one that is wrong. */
static void
test_file_at_fault(void **state)
{
	(void)state;
	begin(HEAD("name=file; filename=good.png"));
	add(one.data, one.len);
	add_text(HEAD("name=file; filename=notes.txt") "some notes" END);
	assert_problem("/ocr", TYPE, 415, "detail", "notes.txt");
	assert_problem("/ocr", TYPE, 415, "supported", "application/pdf");
	begin(HEAD("name=file; filename=good.png"));
	add(one.data, one.len);
	add_text(HEAD("name=file; filename=half.png"));
	add(one.data, 40);
	add_text(END);
	assert_problem("/ocr", TYPE, 422, "detail", "age 2 ");
}

static void
pack(const void *data, size_t len)
{
	z_stream z = {
	    .next_in = (Bytef *)(uintptr_t)data,
	    .avail_in = (uInt)len,
	    .next_out = (Bytef *)body.data,
	    .avail_out = sizeof(body.data),
	};

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 31, 8, 0), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	body.len = z.total_out;
	deflateEnd(&z);
}

static void
test_gzip(void **state)
{
	static char zeros[MAX_BYTES + 1];
	struct http_answer answer;

	(void)state;
	pack(one.data, one.len);
	send_body("/ocr", "Content-Encoding: gzip", &answer);
	assert_int_equal(answer.status, 200);
	assert_memory_equal(answer.body, first, strlen(first) - 1);
	http_answer_clear(&answer);
	assert_problem(
	    "/ocr", "Content-Encoding: br", 415, "supported", "gzip");
	body.len--;
	assert_problem("/ocr", "Content-Encoding: gzip", 400, "parameter",
	    "Content-Encoding");
	pack(zeros, sizeof(zeros));
	assert_problem(
	    "/ocr", "Content-Encoding: gzip", 413, "limit_bytes", "300000");
}

/* This one would be right if it ended at the NUL. */
static void
test_bad_fields(void **state)
{
	static char digits[513];

	(void)state;
	begin(HEAD("name=psm"));
	add("6\0", 2);
	add_text(HEAD("name=file") "x" END);
	assert_problem("/ocr", TYPE, 400, "parameter", "psm");
	memset(digits, '1', 512);
	begin(HEAD("name=\"var.tessedit_char_whitelist\""));
	add_text(digits);
	add_text(HEAD("name=file") "x" END);
	assert_problem(
	    "/ocr", TYPE, 400, "parameter", "var.tessedit_char_whitelist");
	assert_problem("/ocr", TYPE, 400, "detail", "too long");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_two_files),
	    cmocka_unit_test(test_fields),
	    cmocka_unit_test(test_broken_forms),
	    cmocka_unit_test(test_file_at_fault),
	    cmocka_unit_test(test_gzip),
	    cmocka_unit_test(test_bad_fields),
	};

	return server_report(
	    cmocka_run_group_tests_name("forms", tests, setup, teardown));
}
