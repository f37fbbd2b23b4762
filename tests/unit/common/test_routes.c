/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which paths exist and which methods they take.
 */
#include "tests/lib/test.h"

#include "fcgi-worker/common/routes.h"

static void
finds_exact_paths_only(void **state)
{
	(void)state;
	assert_non_null(routes_find("/ocr"));
	assert_null(routes_find("/ocr/"));
	assert_null(routes_find("/ocrx"));
	assert_null(routes_find("/oc"));
	assert_null(routes_find(""));
	assert_non_null(routes_find("/"));
	assert_null(routes_find("//"));
}

static void
finds_what_is_below_a_path(void **state)
{
	(void)state;
	assert_int_equal(routes_find("/requests/abc")->id, ROUTE_REQUESTS);
	assert_int_equal(routes_find("/requests/")->id, ROUTE_REQUESTS);
	assert_null(routes_find("/requests"));
	assert_null(routes_find("/requestsabc"));
}

static void
matches_whole_methods(void **state)
{
	const struct route *ocr = routes_find("/ocr");

	(void)state;
	assert_true(routes_allows(ocr, "POST"));
	assert_true(routes_allows(ocr, "OPTIONS"));
	assert_false(routes_allows(ocr, "GET"));
	assert_false(routes_allows(ocr, "POS"));
	assert_false(routes_allows(ocr, "OST"));
	assert_false(routes_allows(ocr, ""));
	assert_true(routes_allows(routes_find("/headers"), "DELETE"));
}

static void
knows_who_answers(void **state)
{
	(void)state;
	assert_false(routes_is_local(routes_find("/ocr"), "POST"));
	assert_true(routes_is_local(routes_find("/ocr"), "OPTIONS"));
	assert_false(routes_is_local(routes_find("/headers"), "OPTIONS"));
	assert_false(routes_is_local(routes_find("/languages"), "HEAD"));
	assert_true(routes_is_local(routes_find("/languages"), "OPTIONS"));
	assert_true(routes_is_local(routes_find("/healthz"), "GET"));
	assert_true(routes_is_options(routes_find("/ocr"), "OPTIONS"));
	assert_false(routes_is_options(routes_find("/ocr"), "POST"));
	assert_false(routes_is_options(routes_find("/headers"), "OPTIONS"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_exact_paths_only),
	    cmocka_unit_test(finds_what_is_below_a_path),
	    cmocka_unit_test(matches_whole_methods),
	    cmocka_unit_test(knows_who_answers),
	};

	return cmocka_run_group_tests_name("routes", tests, NULL, NULL);
}
