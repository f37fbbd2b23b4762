/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Answers that begin before they are complete.
 */
#include "tests/lib/test.h"

#include <string.h>

#include <jansson.h>

#include "fcgi-worker/http/response.h"

/* A sink that keeps what is sent to it. */
struct keeper {
	struct response_sink sink;
	struct buffer bytes;
	bool gone;
};

/* A sink that keeps what is sent, and fails if its client is gone. */
static int
keep(struct response_sink *sink, const struct buffer *bytes)
{
	struct keeper *k = (struct keeper *)sink;

	buffer_add(&k->bytes, bytes->data, bytes->size);
	return k->gone ? -1 : 0;
}

/* An answer that is sent early has a head without a length, and what follows
 * has no head. */
static void
test_stream(void **state)
{
	struct keeper k = {.sink = {keep}};
	struct buffer rest = {0};
	struct response r;
	json_t *problem;

	(void)state;
	response_init(&r);
	r.sink = &k.sink;
	buffer_add_text(&r.body, "one\n");
	assert_int_equal(response_flush(&r, "id4"), 0);
	assert_non_null(strstr(k.bytes.data, "Status: 200 OK\r\n"));
	assert_non_null(strstr(k.bytes.data, "Server-Timing: ocr;dur="));
	assert_null(strstr(k.bytes.data, "Content-Length"));
	assert_string_equal(strstr(k.bytes.data, "\r\n\r\n"), "\r\n\r\none\n");
	buffer_free(&k.bytes);
	buffer_add_text(&r.body, "two\n");
	assert_int_equal(response_flush(&r, "id4"), 0);
	assert_string_equal(k.bytes.data, "two\n");
	assert_false(response_is_cut(&r));
	problem_set(&r.problem, PROBLEM_UNDECODABLE, "Page 3 is damaged.");
	assert_true(response_is_cut(&r));
	r.is_lines = true;
	assert_false(response_is_cut(&r));
	response_write(&r, "id4", true, &rest);
	assert_null(strstr(rest.data, "Status:"));
	assert_ptr_equal(strchr(rest.data, '\n'), rest.data + rest.size - 1);
	problem = json_loads(rest.data, 0, NULL);
	assert_int_equal(
	    json_integer_value(json_object_get(problem, "status")), 422);
	json_decref(problem);
	k.gone = true;
	assert_int_equal(response_flush(&r, "id4"), -1);
	assert_int_equal(r.problem.type, PROBLEM_CLIENT_GONE);
	buffer_free(&k.bytes);
	buffer_free(&rest);
	response_free(&r);
}

/* Before anything was sent, a problem is an answer of its own. */
static void
test_no_stream_yet(void **state)
{
	struct keeper k = {.sink = {keep}};
	struct buffer out = {0};
	struct response r;

	(void)state;
	response_init(&r);
	r.sink = &k.sink;
	problem_set(&r.problem, PROBLEM_UNDECODABLE, "Page 1 is damaged.");
	response_write(&r, "id5", true, &out);
	assert_non_null(strstr(out.data, "Status: 422 "));
	assert_non_null(strstr(out.data, "Content-Length: "));
	buffer_free(&out);
	response_free(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_stream),
	    cmocka_unit_test(test_no_stream_yet),
	};

	return cmocka_run_group_tests_name("stream", tests, NULL, NULL);
}
