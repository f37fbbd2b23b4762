/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The seconds that a request may take, as text.
 */
#include "tests/lib/test.h"

#include <string.h>

#include "fcgi-worker/common/timeout.h"

static void
test_numbers(void **state)
{
	static const struct {
		const char *text;
		int seconds;
	} table[] = {
	    {"1", 1},
	    {"600", 600},
	    {"000030", 30},
	    {"", -1},
	    {"0", -1},
	    {"601", -1},
	    {"4294967297", -1},
	    {"18446744073709551617", -1},
	    {"-1", -1},
	    {"+1", -1},
	    {"1.5", -1},
	    {"1s", -1},
	    {" 1", -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		assert_int_equal(
		    timeout_parse(table[i].text, strlen(table[i].text)),
		    table[i].seconds);
	assert_int_equal(timeout_parse("123", 1), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests_name("timeout", tests, NULL, NULL);
}
