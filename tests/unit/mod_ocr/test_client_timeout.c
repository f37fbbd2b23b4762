/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How long a client says it will wait.
 */
#include "tests/lib/test.h"

#include <string.h>

#include "mod_ocr/client_timeout.h"

static const struct {
	const char *query, *prefer;
	int seconds;
} cases[] = {
    {"", NULL, 0},
    {"timeout=1", NULL, 1},
    {"timeout=600", NULL, 600},
    {"lang=eng&timeout=30&psm=3", NULL, 30},
    {"timeout=30", "wait=5", 30},
    {"timeout=", NULL, -1},
    {"timeout=0", NULL, -1},
    {"timeout=601", NULL, -1},
    {"timeout=4294967297", NULL, -1},
    {"timeout=-1", NULL, -1},
    {"timeout=1.5", NULL, -1},
    {"timeout=1s", NULL, -1},
    {"timeout= 1", NULL, -1},
    {"xtimeout=0", NULL, 0},
    {"timeouts=0", NULL, 0},
    {"timeout", NULL, 0},
    {"", "wait=5", 5},
    {"", "respond-async, wait=10", 10},
    {"", "respond-async,wait=10;x=1", 10},
    {"", "WAIT=7", 7},
    {"", "wait=0", 0},
    {"", "wait=1000", 0},
    {"", "wait=abc", 0},
    {"", "wait", 0},
    {"", "await=5", 0},
    {"", "", 0},
    {"", ",,,", 0},
};

static void
parses(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int seconds = client_timeout_parse(
		    cases[i].query, strlen(cases[i].query), cases[i].prefer);

		if (seconds != cases[i].seconds)
			fail_msg("%d, not %d, for \"%s\" and \"%s\"", seconds,
			    cases[i].seconds, cases[i].query,
			    cases[i].prefer ? cases[i].prefer : "");
	}
}

/* The query ends at its length, not at a NUL. */
static void
reads_no_further_than_the_query(void **state)
{
	(void)state;
	assert_int_equal(client_timeout_parse("timeout=123", 9, NULL), 1);
	assert_int_equal(client_timeout_parse("timeout=123", 8, NULL), -1);
	assert_int_equal(client_timeout_parse("timeout=123", 7, NULL), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(parses),
	    cmocka_unit_test(reads_no_further_than_the_query),
	};

	return cmocka_run_group_tests_name("deadline", tests, NULL, NULL);
}
