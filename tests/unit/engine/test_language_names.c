/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of language codes is sorted; otherwise some would not be found.
 */
#include "tests/lib/test.h"

/* This test takes the table itself; the function has another name here, since
 * the linked object has it, too. */
#define language_names_find find_here
#define language_names_package package_here
#include "fcgi-worker/engine/language_names.c"

static void
test_every_code_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		assert_ptr_equal(language_names_find(table[i].code), &table[i]);
}

static void
test_others_are_not(void **state)
{
	static const char *const codes[] = {
	    "", "en", "engl", "ENG", "osd", "equ", "script/Latin", "zzz"};

	(void)state;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		assert_null(language_names_find(codes[i]));
}

static void
test_packages(void **state)
{
	static const struct {
		const char *code, *package;
	} table_of_packages[] = {
	    {"deu", "tesseract-ocr-deu"},
	    {"chi_sim_vert", "tesseract-ocr-chi-sim-vert"},
	    {"srp_latn", "tesseract-ocr-srp-latn"},
	    {"script/Latin", "tesseract-ocr-script-latn"},
	    {"Canadian_Aboriginal", "tesseract-ocr-script-cans"},
	    {"script/HanT_vert", "tesseract-ocr-script-hant-vert"},
	    {"deu_frak", NULL},
	    {"deu_latf", NULL},
	    {"tlh", NULL},
	    {"script/deu", NULL},
	    {"script/", NULL},
	    {"", NULL},
	};
	char package[LANGUAGES_PACKAGE_MAX];

	(void)state;
	for (size_t i = 0;
	     i < sizeof(table_of_packages) / sizeof(table_of_packages[0]);
	     i++) {
		int rc =
		    language_names_package(table_of_packages[i].code, package);

		assert_int_equal(rc, table_of_packages[i].package ? 0 : -1);
		if (rc == 0)
			assert_string_equal(
			    package, table_of_packages[i].package);
	}
	/* No name is cut. */
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (language_names_package(table[i].code, package) == 0)
			assert_int_equal(strlen(package),
			    strlen(PACKAGE_PREFIX) + strlen(table[i].code));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_code_is_found),
	    cmocka_unit_test(test_others_are_not),
	    cmocka_unit_test(test_packages),
	};

	return cmocka_run_group_tests_name("language", tests, NULL, NULL);
}
