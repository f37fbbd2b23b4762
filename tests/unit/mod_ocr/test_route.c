/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which paths exist and which methods they take.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "mod_ocr/route.h"

static void
finds_exact_paths_only(void **state)
{
	(void)state;
	assert_non_null(route_find("/ocr"));
	assert_null(route_find("/ocr/"));
	assert_null(route_find("/ocrx"));
	assert_null(route_find("/oc"));
	assert_null(route_find(""));
	assert_non_null(route_find("/"));
	assert_null(route_find("//"));
}

static void
matches_whole_methods(void **state)
{
	const struct route *ocr = route_find("/ocr");

	(void)state;
	assert_true(route_allows(ocr, "POST"));
	assert_true(route_allows(ocr, "OPTIONS"));
	assert_false(route_allows(ocr, "GET"));
	assert_false(route_allows(ocr, "POS"));
	assert_false(route_allows(ocr, "OST"));
	assert_false(route_allows(ocr, ""));
	assert_true(route_allows(route_find("/headers"), "DELETE"));
}

static void
knows_who_answers(void **state)
{
	(void)state;
	assert_false(route_is_served_here(route_find("/ocr"), "POST"));
	assert_true(route_is_served_here(route_find("/ocr"), "OPTIONS"));
	assert_false(route_is_served_here(route_find("/headers"), "OPTIONS"));
	assert_false(route_is_served_here(route_find("/languages"), "HEAD"));
	assert_true(route_is_served_here(route_find("/languages"), "OPTIONS"));
	assert_true(route_is_served_here(route_find("/healthz"), "GET"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_exact_paths_only),
	    cmocka_unit_test(matches_whole_methods),
	    cmocka_unit_test(knows_who_answers),
	};

	return cmocka_run_group_tests_name("route", tests, NULL, NULL);
}
