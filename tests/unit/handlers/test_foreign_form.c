/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The forms of other services' callers: base64, and fields as a browser encodes
 * them.
 */
#include "tests/lib/test.h"

#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/base/base64.h"
#include "fcgi-worker/base/bytes.h"
#include "fcgi-worker/handlers/foreign_form.h"
#include "tests/unit/parameter_of.h"

static int
decode(const char *text, struct buffer *out)
{
	const struct bytes bytes = {(const unsigned char *)text, strlen(text)};

	return base64_decode(&bytes, out);
}

static void
test_base64(void **state)
{
	static const char *const table[][2] = {
	    {"", ""},
	    {"Zg==", "f"},
	    {"Zm8=", "fo"},
	    {"Zm9v", "foo"},
	    {"Zm9vYg", "foob"},
	    {"Zm9v\r\nYmFy\n", "foobar"},
	    {"data:image/png;base64,Zm9v", "foo"},
	    {"+/+/", "\xfb\xff\xbf"},
	    {" / /", "\xfb\xff\xbf"},
	    {"-_-_", "\xfb\xff\xbf"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct buffer out = {0};

		assert_int_equal(decode(table[i][0], &out), 0);
		assert_string_equal(out.data, table[i][1]);
		assert_int_equal(out.size, strlen(table[i][1]));
		buffer_free(&out);
	}
}

static void
test_base64_bad(void **state)
{
	static const char *const table[] = {"Z", "Zm9vZ", "Zg=", "Zg===",
	    "Zg======", "Zg==Zg==", "Zm9v=", "Z*==", "data:image/png;base64",
	    "\xff"};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct buffer out = {0};

		if (decode(table[i], &out) != -1)
			print_error("%s\n", table[i]);
		assert_int_equal(decode(table[i], &out), -1);
		assert_false(out.failed);
		buffer_free(&out);
	}
}

/* Opens the form in text; the caller closes it. */
static int
open_form(struct foreign_form *f, const char *text, struct problem *e)
{
	char *const params[] = {(char[]){"CONTENT_TYPE=application/"
					 "x-www-form-urlencoded; charset=a"},
	    NULL};
	struct request *q = request_create(params);
	int rc;

	assert_non_null(q);
	buffer_add(&q->body, text, strlen(text));
	rc = foreign_form_open(f, q, 1000, e);
	/* The decoded value belongs to the form. */
	request_free(q);
	return rc;
}

static void
test_urlencoded(void **state)
{
	static const char *const pairs[][2] = {
	    {"a", "1 2"}, {"b c", "+&="}, {"d", ""}, {"e", "x=y"}};
	struct problem e = {.type = PROBLEM_NONE};
	struct foreign_form f;

	(void)state;
	assert_int_equal(open_form(&f, "a=1+2&&b+c=%2B%26%3d&d&e=x=y&", &e), 0);
	assert_int_equal(f.sent.count, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_string_equal(f.sent.parts[i].name, pairs[i][0]);
		assert_true(foreign_form_is(&f.sent.parts[i], pairs[i][1]));
	}
	assert_false(foreign_form_is(&f.sent.parts[0], "1"));
	assert_false(foreign_form_is(&f.sent.parts[0], "1 2 "));
	foreign_form_close(&f);
}

static void
test_urlencoded_bad(void **state)
{
	static const char *const table[] = {
	    "", "=1", "a=%", "a=%4", "a=%zz", "%4=1", "a&%"};
	struct problem e = {.type = PROBLEM_NONE};
	char many[400] = "";
	struct foreign_form f;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		assert_int_equal(open_form(&f, table[i], &e), -1);
		assert_string_equal(parameter_of(&e), "body");
		foreign_form_close(&f);
	}
	for (size_t i = 0; i <= FOREIGN_FORM_OPTIONS_MAX; i++)
		strcat(many, "a=1&");
	assert_int_equal(open_form(&f, many, &e), -1);
	assert_non_null(strstr(e.detail, "too many"));
	problem_clear(&e);
	foreign_form_close(&f);
}

static void
test_too_many_options(void **state)
{
	struct problem e = {.type = PROBLEM_NONE};
	struct foreign_form f = {.file_count = 0};

	(void)state;
	for (size_t i = 0; i < FOREIGN_FORM_OPTIONS_MAX; i++)
		assert_int_equal(
		    foreign_form_add_option(&f, "psm", "3", &e), 0);
	assert_int_equal(foreign_form_add_option(&f, "psm", "3", &e), -1);
	assert_non_null(strstr(e.detail, "too many"));
	problem_clear(&e);
	foreign_form_close(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_base64),
	    cmocka_unit_test(test_base64_bad),
	    cmocka_unit_test(test_urlencoded),
	    cmocka_unit_test(test_urlencoded_bad),
	    cmocka_unit_test(test_too_many_options),
	};

	return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
