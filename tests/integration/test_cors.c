/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pages of another origin: off by default, on by one option of the pool, or
 * of the gate before it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/server.h"

#define ORIGIN "https://example.org"

/* The header ${name} of an answer of that method and path, or "". */
static void
header_of(const struct server *server, const char *method, const char *path,
    const char *name, char *value)
{
	static const char *const headers[] = {
	    "Origin: " ORIGIN, "Access-Control-Request-Method: POST", NULL};
	const struct http_request request = {
	    .method = method, .path = path, .headers = headers};
	struct http_answer answer;
	const char *got;

	assert_int_equal(http_send(server->port, &request, &answer), 0);
	got = http_header(&answer, name);
	strcpy(value, got ? got : "");
	http_answer_clear(&answer);
}

static void
test_off(void **state)
{
	const struct server_options options = {.workers = 1, .plain = true};
	struct server *server = server_start(&options);
	char value[256];

	(void)state;
	assert_non_null(server);
	header_of(
	    server, "GET", "/languages", "Access-Control-Allow-Origin", value);
	assert_string_equal(value, "");
	header_of(
	    server, "OPTIONS", "/ocr", "Access-Control-Allow-Origin", value);
	assert_string_equal(value, "");
	assert_int_equal(server_stop(server), 0);
}

/* Successes, problems and what a browser asks beforehand. */
static void
check_on(const struct server_options *options)
{
	static const char *const table[][2] = {{"GET", "/languages"},
	    {"GET", "/nowhere"}, {"GET", "/ocr"}, {"OPTIONS", "/ocr"}};
	struct server *server = server_start(options);
	char value[256];

	assert_non_null(server);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		header_of(server, table[i][0], table[i][1],
		    "Access-Control-Allow-Origin", value);
		assert_string_equal(value, ORIGIN);
	}
	header_of(
	    server, "OPTIONS", "/ocr", "Access-Control-Allow-Methods", value);
	assert_string_equal(value, "POST, OPTIONS");
	header_of(
	    server, "OPTIONS", "/ocr", "Access-Control-Allow-Headers", value);
	assert_non_null(strstr(value, "Content-Type"));
	header_of(
	    server, "GET", "/languages", "Access-Control-Allow-Methods", value);
	assert_string_equal(value, "");
	assert_int_equal(server_stop(server), 0);
}

static void
test_on_in_the_pool(void **state)
{
	static const char *const args[] = {"--cors-origin", ORIGIN, NULL};
	const struct server_options options = {
	    .workers = 1, .plain = true, .worker_args = args};

	(void)state;
	check_on(&options);
}

static void
test_on_in_the_gate(void **state)
{
	const struct server_options options = {
	    .workers = 1, .conf = "ocr.cors-origin = \"" ORIGIN "\"\n"};

	(void)state;
	check_on(&options);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_off),
	    cmocka_unit_test(test_on_in_the_pool),
	    cmocka_unit_test(test_on_in_the_gate),
	};

	return server_report(
	    cmocka_run_group_tests_name("cors", tests, NULL, NULL));
}
