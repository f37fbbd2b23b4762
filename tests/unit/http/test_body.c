/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Bodies: a form may have any bytes in its files, and an error names what is
 * wrong.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/http/body.h"
#include "tests/unit/parameter_of.h"
#include "tests/unit/request_of.h"

#define FORM "CONTENT_TYPE=multipart/form-data; boundary=XX"
#define HEAD(rest) "Content-Disposition: form-data; name=" rest "\r\n\r\n"

static struct request *
form(const char *text)
{
	return request_of(FORM, "A=", text, strlen(text));
}

static void
test_raw(void **state)
{
	struct request *q =
	    request_of("CONTENT_TYPE=text/plain", "A=", "a\0b", 3);
	struct problem e = {.type = PROBLEM_NONE};
	struct body b;

	(void)state;
	assert_int_equal(body_open(&b, q, 100, &e), 0);
	assert_int_equal(b.file_count, 1);
	assert_int_equal(b.files[0].bytes.size, 3);
	assert_ptr_equal(b.files[0].bytes.data, q->body.data);
	assert_null(b.files[0].name);
	body_close(&b);
	request_free(q);
}

static void
test_form(void **state)
{
	struct request *q =
	    form("preamble\r\n--XX\r\n" HEAD("\"psm\"") "6\r\n--XX \r\n" HEAD(
		"file; filename=\"a \\\"1\\\".png\"") "first\r\n--XXY\r\n\r\n--"
						      "XX\r\n"
						      "content-type: "
						      "image/png\r\n"
						      "Content-Disposition: "
						      "form-data;\r\n "
						      "name=\"file\"\r\n\r\n"
						      "--XY\n--\r\n--"
						      "XX\r\n" HEAD(
							  "lang") "\r\n--XX--"
								  "\r\nepilogu"
								  "e");
	struct problem e = {.type = PROBLEM_NONE};
	struct body b;

	(void)state;
	assert_int_equal(body_open(&b, q, 100, &e), 0);
	assert_int_equal(b.field_count, 2);
	assert_string_equal(b.fields[0].name, "psm");
	assert_string_equal(b.fields[0].value, "6");
	assert_string_equal(b.fields[1].name, "lang");
	assert_string_equal(b.fields[1].value, "");
	assert_int_equal(b.file_count, 2);
	assert_string_equal(b.files[0].name, "a \"1\".png");
	assert_int_equal(b.files[0].bytes.size, 14);
	assert_memory_equal(b.files[0].bytes.data, "first\r\n--XXY\r\n", 14);
	assert_null(b.files[1].name);
	assert_int_equal(b.files[1].bytes.size, 7);
	assert_memory_equal(b.files[1].bytes.data, "--XY\n--", 7);
	body_close(&b);
	request_free(q);
}

/* Line ends may be LF alone, and a name may have any letters. */
static void
test_lenient(void **state)
{
	struct request *q =
	    form("--XX\nContent-Disposition: form-data; name=file; "
		 "filename=\"gr\xc3\xbc\xc3\x9f.png\"\n\nab\n--XX--");
	struct problem e = {.type = PROBLEM_NONE};
	struct body b;

	(void)state;
	assert_int_equal(body_open(&b, q, 100, &e), 0);
	assert_string_equal(b.files[0].name, "gr\xc3\xbc\xc3\x9f.png");
	assert_int_equal(b.files[0].bytes.size, 2);
	body_close(&b);
	request_free(q);
}

/* A file of any bytes, also of pieces of delimiters, comes out as it went
 * in. */
static void
test_any_bytes(void **state)
{
	static const char pieces[][8] = {
	    "\r\n", "\n", "--", "--X", "\r\n--X", "\r", "\r\r\n", "XX--\r\n"};
	struct problem e = {.type = PROBLEM_NONE};
	struct request *q;
	struct body b;
	unsigned seed;

	(void)state;
	for (seed = 0; seed < 500; seed++) {
		struct buffer body = {0}, file = {0};

		srand(seed);
		for (int i = rand() % 40; i >= 0; i--) {
			/* X is left out, since it could complete a
			 * delimiter. */
			char c = (char)(rand() | 0x80);

			buffer_add(&file, &c, 1);
			buffer_add_text(&file, pieces[rand() % 8]);
		}
		buffer_add_text(&body, "--XX\r\n" HEAD("file"));
		buffer_add(&body, file.data, file.size);
		buffer_add_text(&body, "\r\n--XX--\r\n");
		q = request_of(FORM, "A=", body.data, body.size);
		assert_int_equal(body_open(&b, q, 10000, &e), 0);
		assert_int_equal(b.files[0].bytes.size, file.size);
		assert_memory_equal(
		    b.files[0].bytes.data, file.data, file.size);
		body_close(&b);
		request_free(q);
		buffer_free(&body);
		buffer_free(&file);
	}
}

/* The error names what is wrong, and in which part. */
static void
test_bad_forms(void **state)
{
	static const struct {
		const char *type, *body, *parameter, *detail;
	} table[] = {
	    {FORM, "", "body", "empty"},
	    {"CONTENT_TYPE=multipart/form-data", "--XX--", "boundary",
		"no boundary"},
	    {"CONTENT_TYPE=Multipart/Form-Data; boundary=\"\"", "x", "boundary",
		"no boundary"},
	    {FORM, "--YY\r\n\r\n--YY--", "boundary", "no line"},
	    {FORM, "x--XX--", "boundary", "no line"},
	    {FORM, "--XX\r\n" HEAD("file") "abc", "boundary", "cut off"},
	    {FORM, "--XX\r\n" HEAD("file") "abc\r\n--XX-", "boundary",
		"cut off"},
	    {FORM, "--XX--", "file", "no file"},
	    {FORM, "--XX\r\n" HEAD("psm") "6\r\n--XX--", "file", "no file"},
	    {FORM, "--XX\r\n" HEAD("file; filename=\"\"") "\r\n--XX--", "file",
		"empty"},
	    {FORM, "--XX\r\n" HEAD("image; filename=a") "a\r\n--XX--", "image",
		"name file"},
	    {FORM, "--XX\r\n\r\nabc\r\n--XX--", "name", "Content-Disposition"},
	    {FORM, "--XX\r\n" HEAD("\"\"") "abc\r\n--XX--", "name", "name"},
	    {FORM, "--XX\r\nA: b\r\n--XX--", "body", "headers"},
	    {FORM,
		"--XX\r\nContent-Transfer-Encoding: base64\r\n" HEAD(
		    "file") "YQ==\r\n--XX--",
		"file", "Transfer-Encoding"},
	};
	struct problem e = {.type = PROBLEM_NONE};
	struct request *q;
	struct body b;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		q = request_of(
		    table[i].type, "A=", table[i].body, strlen(table[i].body));
		assert_int_equal(body_open(&b, q, 100, &e), -1);
		assert_int_equal(e.type, PROBLEM_BAD_REQUEST);
		assert_string_equal(parameter_of(&e), table[i].parameter);
		assert_non_null(strstr(e.detail, table[i].detail));
		request_free(q);
	}
	problem_clear(&e);
}

/* However many parts or headers a form has, only a few are looked at. */
static void
test_crowded_forms(void **state)
{
	static const struct {
		const char *head, *repeated;
		const char *detail;
	} table[] = {
	    {"--XX\r\n", HEAD("psm") "6\r\n--XX\r\n", "1024"},
	    {"--XX\r\n", "a: b\r\n", "headers"},
	};
	struct problem e = {.type = PROBLEM_NONE};
	struct body b;
	size_t n;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct buffer body = {0};
		struct request *q;

		buffer_add_text(&body, table[i].head);
		for (n = 0; n < 3000; n++)
			buffer_add_text(&body, table[i].repeated);
		buffer_add_text(&body, "\r\n\r\n--XX--");
		q = request_of(FORM, "A=", body.data, body.size);
		assert_int_equal(body_open(&b, q, 1 << 20, &e), -1);
		assert_int_equal(e.type, PROBLEM_BAD_REQUEST);
		assert_non_null(strstr(e.detail, table[i].detail));
		request_free(q);
		buffer_free(&body);
	}
	problem_clear(&e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_raw),
	    cmocka_unit_test(test_form),
	    cmocka_unit_test(test_lenient),
	    cmocka_unit_test(test_any_bytes),
	    cmocka_unit_test(test_bad_forms),
	    cmocka_unit_test(test_crowded_forms),
	};

	multipart_init();
	return cmocka_run_group_tests_name("body", tests, NULL, NULL);
}
