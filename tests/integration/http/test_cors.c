/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pages of another origin may call if an option of the pool allows it, or one
 * of the gate, which a variable of the environment sets, too; else they may
 * not.
 */
#include "tests/lib/test.h"

#include <stdlib.h>
#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/server_fixture.h"

#define ORIGIN "https://example.org"

static const char *const args[] = {"--cors-origin", ORIGIN, NULL};
static struct server_options off = {.workers = 1, .plain = true};
static struct server_options by_the_pool = {
    .workers = 1, .plain = true, .worker_args = args};
static struct server_options by_the_gate = {
    .workers = 1, .conf = "ocr.cors-origin = \"" ORIGIN "\"\n"};
static const struct server_options usual = {.workers = 1};

/* Writes to value the header of this name in the answer to the method and path,
 * or "". */
static void
header_of(const char *method, const char *path, const char *name, char *value)
{
	static const char *const headers[] = {
	    "Origin: " ORIGIN, "Access-Control-Request-Method: POST", NULL};
	const struct http_request request = {
	    .method = method, .path = path, .headers = headers};
	struct http_answer answer;
	const char *got;

	assert_int_equal(http_send(server_fixture->port, &request, &answer), 0);
	got = http_header(&answer, name);
	strcpy(value, got ? got : "");
	http_answer_clear(&answer);
}

static void
test_off(void **state)
{
	char value[256];

	(void)state;
	header_of("GET", "/languages", "Access-Control-Allow-Origin", value);
	assert_string_equal(value, "");
	header_of("OPTIONS", "/ocr", "Access-Control-Allow-Origin", value);
	assert_string_equal(value, "");
}

/* Checks successes, problems and what a browser asks beforehand. */
static void
check_on(void)
{
	static const char *const table[][2] = {{"GET", "/languages"},
	    {"GET", "/nowhere"}, {"GET", "/ocr"}, {"OPTIONS", "/ocr"}};
	char value[256];

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		header_of(table[i][0], table[i][1],
		    "Access-Control-Allow-Origin", value);
		assert_string_equal(value, ORIGIN);
	}
	header_of("OPTIONS", "/ocr", "Access-Control-Allow-Methods", value);
	assert_string_equal(value, "POST, OPTIONS");
	header_of("OPTIONS", "/ocr", "Access-Control-Allow-Headers", value);
	assert_non_null(strstr(value, "Content-Type"));
	assert_non_null(strstr(value, "Authorization"));
	header_of("GET", "/languages", "Access-Control-Allow-Methods", value);
	assert_string_equal(value, "");
}

static void
test_on_in_the_pool(void **state)
{
	(void)state;
	check_on();
}

static void
test_on_in_the_gate(void **state)
{
	(void)state;
	check_on();
}

/* Docker's compose.yaml sets the variable; if it is empty, it has no effect. */
static void
test_by_a_variable(void **state)
{
	char value[256];

	(void)state;
	assert_int_equal(setenv("OCR_CORS_ORIGIN", ORIGIN, 1), 0);
	assert_int_equal(server_fixture_open(&usual), 0);
	check_on();
	assert_int_equal(server_fixture_teardown(NULL), 0);
	assert_int_equal(setenv("OCR_CORS_ORIGIN", "", 1), 0);
	assert_int_equal(server_fixture_open(&usual), 0);
	header_of("GET", "/languages", "Access-Control-Allow-Origin", value);
	assert_string_equal(value, "");
}

static int
end_variable(void **state)
{
	unsetenv("OCR_CORS_ORIGIN");
	return server_fixture ? server_fixture_teardown(state) : 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(test_off, &off),
	    SERVER_FIXTURE_TEST(test_on_in_the_pool, &by_the_pool),
	    SERVER_FIXTURE_TEST(test_on_in_the_gate, &by_the_gate),
	    cmocka_unit_test_teardown(test_by_a_variable, end_variable),
	};

	return server_report(
	    cmocka_run_group_tests_name("cors", tests, NULL, NULL));
}
