/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Each type of problem is complete, and has the name by which clients know it.
 */
#include "tests/lib/test.h"

#include <string.h>

#include "fcgi-worker/common/problem_types.h"

static void
test_statuses(void **state)
{
	static const struct {
		enum problem_type type;
		int status;
		const char *name;
	} table[] = {
	    {PROBLEM_BAD_REQUEST, 400, "bad-request"},
	    {PROBLEM_NOT_FOUND, 404, "not-found"},
	    {PROBLEM_METHOD_NOT_ALLOWED, 405, "method-not-allowed"},
	    {PROBLEM_NOT_ACCEPTABLE, 406, "not-acceptable"},
	    {PROBLEM_BODY_TOO_LARGE, 413, "body-too-large"},
	    {PROBLEM_ANSWER_TOO_LARGE, 413, "answer-too-large"},
	    {PROBLEM_UNSUPPORTED_TYPE, 415, "unsupported-media-type"},
	    {PROBLEM_RANGE, 416, "range-not-satisfiable"},
	    {PROBLEM_UNDECODABLE, 422, "undecodable"},
	    {PROBLEM_ENCRYPTED, 422, "encrypted"},
	    {PROBLEM_UNREADABLE, 422, "unreadable"},
	    {PROBLEM_TOO_MANY_PIXELS, 422, "too-many-pixels"},
	    {PROBLEM_TOO_MANY_PAGES, 422, "too-many-pages"},
	    {PROBLEM_UNKNOWN_LANGUAGE, 422, "unknown-language"},
	    {PROBLEM_QUALITY_UNAVAILABLE, 422, "quality-unavailable"},
	    {PROBLEM_QUARANTINED, 422, "quarantined"},
	    {PROBLEM_CLIENT_GONE, 499, "client-gone"},
	    {PROBLEM_FAULT, 500, "fault"},
	    {PROBLEM_UNAVAILABLE, 503, "unavailable"},
	    {PROBLEM_OUT_OF_MEMORY, 503, "out-of-memory"},
	    {PROBLEM_DEADLINE, 504, "deadline"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		assert_int_equal(
		    problem_types_status(table[i].type), table[i].status);
		assert_string_equal(
		    problem_types_name(table[i].type), table[i].name);
	}
}

/* Each type has its words, and no two types have the same name. */
static void
test_complete(void **state)
{
	(void)state;
	for (int i = 0; i < PROBLEM_TYPES; i++) {
		const char *name = problem_types_name((enum problem_type)i);

		assert_non_null(name);
		assert_non_null(problem_types_title((enum problem_type)i));
		for (int j = 0; j < i; j++)
			assert_string_not_equal(
			    name, problem_types_name((enum problem_type)j));
	}
}

/* A status of which nothing else is known has this type. */
static void
test_of_status(void **state)
{
	(void)state;
	assert_int_equal(problem_types_of_status(413), PROBLEM_BODY_TOO_LARGE);
	assert_int_equal(problem_types_of_status(503), PROBLEM_UNAVAILABLE);
	assert_int_equal(problem_types_of_status(505), PROBLEM_HTTP_VERSION);
	assert_int_equal(problem_types_of_status(0), PROBLEM_FAILED);
	assert_int_equal(problem_types_of_status(418), PROBLEM_FAILED);
}

static void
test_json(void **state)
{
	json_t *o = problem_types_json(
	    PROBLEM_FAILED, 418, json_string("Tea only."), "id1");

	(void)state;
	assert_non_null(o);
	assert_string_equal(json_string_value(json_object_get(o, "type")),
	    "urn:mod_ocr:problem:failed");
	assert_int_equal(json_integer_value(json_object_get(o, "status")), 418);
	assert_string_equal(
	    json_string_value(json_object_get(o, "detail")), "Tea only.");
	assert_string_equal(
	    json_string_value(json_object_get(o, "instance")), "id1");
	assert_int_equal(json_object_size(o), 5);
	json_decref(o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_statuses),
	    cmocka_unit_test(test_complete),
	    cmocka_unit_test(test_of_status),
	    cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests_name("problem_types", tests, NULL, NULL);
}
