/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Addresses that callers send instead of a file, which are never fetched.
 */
#include "tests/lib/test.h"

#include <string.h>

#include "fcgi-worker/handlers/remote_url.h"
#include "tests/unit/parameter_of.h"

static bool
is_remote(const char *text)
{
	const struct bytes bytes = {(const unsigned char *)text, strlen(text)};

	return remote_url_is(&bytes);
}

static void
test_addresses(void **state)
{
	static const char *const remote[] = {"http://127.0.0.1/", "https://a/b",
	    "HTTP://a/", "file:///etc/passwd", "ftp://a/b", "gopher:1", ":"};
	static const char *const files[] = {"", "Zm9v", "data:,",
	    "data:image/png;base64,Zm9v", "abcdefghijklmnopqrst:"};

	(void)state;
	for (size_t i = 0; i < sizeof(remote) / sizeof(remote[0]); i++)
		assert_true(is_remote(remote[i]));
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		assert_false(is_remote(files[i]));
}

static void
test_refusal(void **state)
{
	struct problem p = {.type = PROBLEM_NONE};

	(void)state;
	assert_int_equal(remote_url_refuse(&p, "url"), -1);
	assert_int_equal(p.status, 400);
	assert_string_equal(parameter_of(&p), "url");
	problem_clear(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_addresses),
	    cmocka_unit_test(test_refusal),
	};

	return cmocka_run_group_tests_name("remote_url", tests, NULL, NULL);
}
