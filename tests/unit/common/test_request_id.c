/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which ids may be repeated in headers, logs and JSON, and which may not.
 */
#include "tests/lib/test.h"

#include <string.h>

#include "fcgi-worker/common/request_id.h"

static void
test_sane(void **state)
{
	static const char *const good[] = {"a", "Az9._-", "0", "..", "-"};
	static const char *const bad[] = {"", "a\r\nb", "a b", "a\"", "a/b",
	    "\xc3\xa4", "a\x7f", "{", "@", "`", ":"};
	char longest[REQUEST_ID_MAX + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(request_id_is_sane(good[i], strlen(good[i])));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(request_id_is_sane(bad[i], strlen(bad[i])));
	memset(longest, 'a', sizeof(longest));
	assert_true(request_id_is_sane(longest, REQUEST_ID_MAX));
	assert_false(request_id_is_sane(longest, REQUEST_ID_MAX + 1));
}

/* The length says where an id ends; a NUL does not. */
static void
test_nul(void **state)
{
	(void)state;
	assert_false(request_id_is_sane("ab\0c", 4));
	assert_true(request_id_is_sane("ab c", 2));
}

static void
test_made(void **state)
{
	static const unsigned char bytes[REQUEST_ID_BYTES] = {
	    0, 0x12, 0xff, 0xa0};
	char id[REQUEST_ID_MAX + 1];

	(void)state;
	request_id_make(bytes, id);
	assert_string_equal(id, "0012ffa0000000000000000000000000");
	assert_true(request_id_is_sane(id, strlen(id)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sane),
	    cmocka_unit_test(test_nul),
	    cmocka_unit_test(test_made),
	};

	return cmocka_run_group_tests_name("request_id", tests, NULL, NULL);
}
