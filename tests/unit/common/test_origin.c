/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What may stand in Access-Control-Allow-Origin.
 */
#include "tests/lib/test.h"

#include <string.h>

#include "fcgi-worker/common/origin.h"

static void
test_origins(void **state)
{
	static const char *const good[] = {"*", "http://localhost:3000",
	    "https://a-b.example.org", "http://[::1]:80"};
	static const char *const bad[] = {"", "null", "example.org", "https://",
	    "https://a/", "https://a\r\nX: y", "https://a b", "https://*",
	    "https://a,https://b"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(origin_is_valid(good[i]));
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(origin_is_valid(bad[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_origins),
	};

	return cmocka_run_group_tests_name("origin", tests, NULL, NULL);
}
