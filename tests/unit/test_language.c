/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a code stands for: the table is sorted, or some would not be found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* The table itself; the linked object has the function under its own name. */
#define language_find find_here
#include "fcgi-worker/language.c"

static void
test_every_code_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		assert_ptr_equal(language_find(table[i].code), &table[i]);
}

static void
test_others_are_not(void **state)
{
	static const char *const codes[] = {
	    "", "en", "engl", "ENG", "osd", "equ", "script/Latin", "zzz"};

	(void)state;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		assert_null(language_find(codes[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_code_is_found),
	    cmocka_unit_test(test_others_are_not),
	};

	return cmocka_run_group_tests_name("language", tests, NULL, NULL);
}
