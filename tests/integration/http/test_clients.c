/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What programs from npm make of the server: the usual tools find nothing wrong
 * with the contract, a TypeScript client that is generated from it compiles and
 * calls the server, and Mistral's own client reads pages here.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/http.h"
#include "tests/lib/process.h"
#include "tests/lib/server_fixture.h"

#define CONTRACT "fcgi-worker/openapi.yaml"
#define NPM "build/npm"
#define RUN_MS 120000

/* Asserts that a line of the shell ends with status 0. */
static void
runs(const char *format, ...)
{
	char line[1024];
	const char *argv[] = {"sh", "-euc", line, NULL};
	struct process_result result;
	va_list ap;

	va_start(ap, format);
	vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	assert_int_equal(process_run(argv, RUN_MS, &result), 0);
	if (result.status != 0)
		fail_msg("%s: %s%s", line, result.out, result.err);
	process_result_clear(&result);
}

/* Returns whether npm's packages are there, and says so where they are not. */
static bool
has_packages(void)
{
	if (access(NPM "/node_modules/.package-lock.json", R_OK) == 0 &&
	    access(NPM "/node_modules/@mistralai", R_OK) == 0)
		return true;
	print_message("NOT TESTED: what npm's packages make of the server, "
		      "since they are not there\n");
	return false;
}

/* Writes what the server has at the path into a file in its directory. */
static void
save(const char *path, const char *name)
{
	FILE *f = fopen(server_path(server_fixture, name), "we");
	struct http_answer answer;

	assert_non_null(f);
	server_fixture_get(path, NULL, &answer);
	assert_int_equal(
	    fwrite(answer.body, 1, answer.body_len, f), answer.body_len);
	assert_int_equal(fclose(f), 0);
	http_answer_clear(&answer);
}

static void
test_tools_find_no_error(void **state)
{
	(void)state;
	if (!has_packages())
		skip();
	save("/openapi.json", "openapi.json");
	runs("node " NPM "/lint.mjs " CONTRACT " %s",
	    server_path(server_fixture, "openapi.json"));
}

static void
test_typescript_compiles_and_calls(void **state)
{
	(void)state;
	if (!has_packages())
		skip();
	runs("node " NPM "/generate.mjs " CONTRACT " >" NPM "/contract.d.ts");
	runs("node " NPM "/node_modules/typescript/bin/tsc -p " NPM);
	runs("node " NPM "/call.js http://127.0.0.1:%d tests/data/sample.png",
	    server_fixture->port);
}

static void
test_the_client_of_mistral(void **state)
{
	(void)state;
	if (!has_packages())
		skip();
	runs("node " NPM
	     "/mistral.mjs http://127.0.0.1:%d tests/data/sample.png",
	    server_fixture->port);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_tools_find_no_error),
	    cmocka_unit_test(test_typescript_compiles_and_calls),
	    cmocka_unit_test(test_the_client_of_mistral),
	};

	return server_report(cmocka_run_group_tests_name(
	    "clients", tests, server_fixture_setup, server_fixture_teardown));
}
