/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Which client a header names.
 */
#include "tests/lib/test.h"

#include <string.h>

#include "mod_ocr/forwarded_client.h"
#include "mod_ocr/gate.h"

static const struct {
	const char *value, *key; /* NULL: there is none */
} cases[] = {
    {"a key of an administrator's own", "a key of an administrator's own"},
    {"192.0.2.1", "192.0.2.1"},
    {"192.0.2.1:49152", "192.0.2.1"},
    {" 192.0.2.1 ", "192.0.2.1"},
    /* A client may write what it likes before what the proxy writes. */
    {"198.51.100.7, 192.0.2.1", "192.0.2.1"},
    {"x,y,, 192.0.2.1", "192.0.2.1"},
    {"2001:db8::1", "2001:db8::"},
    {"2001:db8:0:0:ffff::1", "2001:db8::"},
    {"[2001:db8:0:1::1]:443", "2001:db8:0:1::"},
    {"[2001:db8:0:1::1]", "2001:db8:0:1::"},
    {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
    {"for=192.0.2.1", "192.0.2.1"},
    {"for=198.51.100.7;proto=http, proto=https;For=\"192.0.2.1:80\"",
	"192.0.2.1"},
    {"by=203.0.113.1; for=\"[2001:db8::17]:4711\"", "2001:db8::"},
    {"for=_hidden", "_hidden"},
    {"proto=https", "proto=https"},
    {"user:team", "user:team"},
    {"1.2.3:4", "1.2.3:4"},
    {"[nonsense", "[nonsense"},
    {"[nonsense]:1", "[nonsense]:1"},
    {"\"", "\""},
    {"", NULL},
    {"  ", NULL},
    {"a,", NULL},
    {"\"\"", NULL},
};

static void
the_proxy_names_the_client(void **state)
{
	char key[GATE_KEY_MAX + 1];
	const char *found;
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		bool any = forwarded_client_find(
		    cases[i].value, strlen(cases[i].value), &found, &len);
		if (any)
			gate_key(key, found, len);
		if (any != (cases[i].key != NULL) ||
		    (any && strcmp(key, cases[i].key) != 0))
			fail_msg("\"%s\" gives \"%s\"", cases[i].value,
			    any ? key : "nothing");
	}
}

/* A header ends at its length, not at a NUL. */
static void
reads_no_further(void **state)
{
	const char *found;
	size_t len;

	(void)state;
	assert_true(forwarded_client_find("a,192.0.2.1:80", 11, &found, &len));
	assert_int_equal(len, 9);
	assert_memory_equal(found, "192.0.2.1", 9);
	assert_false(forwarded_client_find("abc", 0, &found, &len));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_proxy_names_the_client),
	    cmocka_unit_test(reads_no_further),
	};

	return cmocka_run_group_tests_name(
	    "forwarded_client", tests, NULL, NULL);
}
