/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The key of an answer: requests that mean the same have one, and each thing
 * that decides the answer makes another.
 */
#include "tests/lib/test.h"

#include <string.h>

#include "mod_ocr/answer_key.h"

static const unsigned char pool[32] = {1}, other_pool[32] = {2};
static const unsigned char body[32] = {3}, other_body[32] = {4};

static const struct answer_key_input usual = {
    .pool = pool,
    .partition = "192.0.2.1",
    .path = "/ocr",
    .query = "lang=eng+deu&psm=6",
    .query_size = 18,
    .accept = "text/plain",
    .body = body,
};

static struct answer_key_input
with_query(const char *query)
{
	struct answer_key_input in = usual;

	in.query = query;
	in.query_size = strlen(query);
	return in;
}

static bool
is_alike(const struct answer_key_input *a, const struct answer_key_input *b)
{
	unsigned char x[ANSWER_KEY_SIZE], y[ANSWER_KEY_SIZE];

	assert_true(answer_key_make(a, x));
	assert_true(answer_key_make(b, y));
	return memcmp(x, y, sizeof(x)) == 0;
}

static void
what_means_the_same_is_one(void **state)
{
	static const char *const queries[] = {"psm=6&lang=eng+deu",
	    "lang=eng,deu&psm=6", "lang=eng%2Bdeu&psm=6",
	    "%6Cang=eng+deu&psm=6", "&lang=eng+deu&&psm=6&",
	    "lang=eng+deu&psm=6&timeout=5", "timeout=9&lang=eng+deu&psm=6"};
	struct answer_key_input in;

	(void)state;
	for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++) {
		in = with_query(queries[i]);
		if (!is_alike(&usual, &in))
			fail_msg("%s", queries[i]);
	}
	in = usual;
	in.prefer = "wait=10";
	assert_true(is_alike(&usual, &in));
}

static void
each_thing_that_decides_counts(void **state)
{
	static const char *const queries[] = {"", "lang=eng+deu",
	    "lang=deu+eng&psm=6", "lang=eng+deu&psm=6&psm=6",
	    "lang=eng+deu&psm=6&x", "lang=eng+deu&psm=", "lang=eng+deu&psm6",
	    "lang=eng+deu&psm=6&format=json"};
	struct answer_key_input in;

	(void)state;
	for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++) {
		in = with_query(queries[i]);
		if (is_alike(&usual, &in))
			fail_msg("%s", queries[i]);
	}
#define DIFFERS(member, value)                                                 \
	do {                                                                   \
		in = usual;                                                    \
		in.member = value;                                             \
		if (is_alike(&usual, &in))                                     \
			fail_msg(#member);                                     \
	} while (0)
	DIFFERS(pool, other_pool);
	DIFFERS(partition, "192.0.2.2");
	DIFFERS(partition, NULL);
	DIFFERS(path, "/tesseract");
	DIFFERS(accept, "application/json");
	DIFFERS(prefer, "handling=lenient");
	DIFFERS(prefer, "wait=10, handling=lenient");
	DIFFERS(headers[0], "deu");
	DIFFERS(headers[1], "deu");
	DIFFERS(headers[2], "");
	DIFFERS(type, "application/json");
	DIFFERS(encoding, "gzip");
	DIFFERS(is_form, true);
	DIFFERS(body, other_body);
}

static void
accept_counts_only_without_a_format(void **state)
{
	struct answer_key_input a = with_query("format=json"), b;

	(void)state;
	a.format_wins = true;
	b = a;
	b.accept = "text/html";
	assert_true(is_alike(&a, &b));
	/* On other services' paths it always counts. */
	a.format_wins = b.format_wins = false;
	assert_false(is_alike(&a, &b));
}

static void
any_type_is_as_no_accept(void **state)
{
	static const char *const any[] = {"*/*", " */*\t", ""};
	static const char *const others[] = {"*/*, text/plain;q=0.5",
	    "*/*;q=0.5, text/html", "*/*x", "text/*", "*", "*/"};
	struct answer_key_input none = usual, in = usual;

	(void)state;
	none.accept = NULL;
	for (size_t i = 0; i < sizeof(any) / sizeof(*any); i++) {
		in.accept = any[i];
		if (!is_alike(&none, &in))
			fail_msg("\"%s\"", any[i]);
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		in.accept = others[i];
		if (is_alike(&none, &in))
			fail_msg("\"%s\"", others[i]);
	}
}

static void
what_cannot_be_shared_has_none(void **state)
{
	static const unsigned char unknown[32] = {0};
	static const char *const queries[] = {"format=ndjson", "lang=%zz",
	    "lang=%00", "a%3", "format=%6edjson", "timeout=5&timeout=6",
	    "timeout", "timeout=", "timeout=601", "time%6fut=x&psm=6"};
	unsigned char key[ANSWER_KEY_SIZE];
	struct answer_key_input in;

	(void)state;
	for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++) {
		in = with_query(queries[i]);
		if (answer_key_make(&in, key))
			fail_msg("%s", queries[i]);
	}
	in = usual;
	in.accept = "application/x-ndjson";
	assert_false(answer_key_make(&in, key));
	in = usual;
	in.pool = unknown;
	assert_false(answer_key_make(&in, key));
	in.pool = NULL;
	assert_false(answer_key_make(&in, key));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_means_the_same_is_one),
	    cmocka_unit_test(each_thing_that_decides_counts),
	    cmocka_unit_test(accept_counts_only_without_a_format),
	    cmocka_unit_test(any_type_is_as_no_accept),
	    cmocka_unit_test(what_cannot_be_shared_has_none),
	};

	return cmocka_run_group_tests_name("answer_key", tests, NULL, NULL);
}
