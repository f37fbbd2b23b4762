/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The log: which headers are secrets, that any bytes give one line of valid
 * JSON, and that a line stays short.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "fcgi-worker/log.h"
#include "fcgi-worker/utf8.h"

static void
test_secrets(void **state)
{
	static const struct {
		const char *name;
		bool secret;
	} table[] = {
	    {"Authorization", true},
	    {"proxy-authorization", true},
	    {"COOKIE", true},
	    {"Set-Cookie", true},
	    {"X-Api-Key", true},
	    {"X-Auth-Token", true},
	    {"x-my-SECRET-thing", true},
	    {"Password", true},
	    {"My-Api-Key-2", true},
	    {"X-Test", false},
	    {"Cookies-Allowed", false},
	    {"Host", false},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		assert_int_equal(log_is_secret(table[i].name), table[i].secret);
}

static void
test_headers(void **state)
{
	char *params[] = {strdup("HTTP_COOKIE=geheim"),
	    strdup("HTTP_X_BAD=a\n\"\xff\xc3\x28z"), strdup("HTTP_X_TEST=1"),
	    NULL};
	struct request *r = request_create(params);
	json_t *headers = log_headers(r, 4096);
	char *text = json_dumps(headers, 0);

	(void)state;
	assert_non_null(text);
	assert_null(strstr(text, "geheim"));
	assert_null(strchr(text, '\n'));
	assert_string_equal(
	    json_string_value(json_object_get(headers, "Cookie")),
	    "[redacted]");
	assert_string_equal(
	    json_string_value(json_object_get(headers, "X-Bad")),
	    "a\n\"\xef\xbf\xbd\xef\xbf\xbd(z");
	assert_string_equal(
	    json_string_value(json_object_get(headers, "X-Test")), "1");
	free(text);
	json_decref(headers);
	request_free(r);
	free(params[0]);
	free(params[1]);
	free(params[2]);
}

/* Control characters are six bytes in JSON, and they count as such. */
static void
test_room(void **state)
{
	char param[3000] = "HTTP_X_LONG=", *params[] = {param, NULL};
	struct request *r;
	json_t *headers;
	size_t length = strlen(param);

	(void)state;
	memset(param + length, 1, sizeof(param) - length - 1);
	r = request_create(params);
	headers = log_headers(r, 8192);
	assert_in_range(json_dumpb(headers, NULL, 0, 0), 1024 * 6, 8192);
	json_decref(headers);
	headers = log_headers(r, 2048);
	assert_int_equal(json_object_size(headers), 0);
	json_decref(headers);
	request_free(r);
}

static void
test_utf8(void **state)
{
	static const struct {
		const char *text, *clean;
		size_t limit;
	} table[] = {
	    {"abc", "abc", 9},
	    {"\xc3\xa4", "\xc3\xa4", 9},
	    {"\xc0\x80", "\xef\xbf\xbd\xef\xbf\xbd", 9},
	    {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", 9},
	    {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80", 9},
	    {"\xf4\x90\x80\x80",
		"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", 12},
	    {"\xe2\x82", "\xef\xbf\xbd\xef\xbf\xbd", 9},
	    {"abcd", "abc...", 3},
	    {"ab\xc3\xa4", "ab...", 3},
	    {"", "", 3},
	};
	size_t i;
	char *clean;

	(void)state;
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		clean = utf8_clean(
		    table[i].text, strlen(table[i].text), table[i].limit);
		assert_string_equal(clean, table[i].clean);
		free(clean);
	}
}

static void
test_line(void **state)
{
	char path[] = "/tmp/test_log.XXXXXX", text[512];
	int fd = mkstemp(path);
	json_t *line;
	ssize_t size;

	(void)state;
	assert_int_not_equal(fd, -1);
	assert_int_equal(log_open(path, STDERR_FILENO), 0);
	log_write("info", "trying", json_pack("{s:s}", "a", "b\n"));
	size = read(fd, text, sizeof(text) - 1);
	close(fd);
	unlink(path);
	assert_true(size > 1);
	text[size] = '\0';
	assert_ptr_equal(strchr(text, '\n'), text + size - 1);
	line = json_loads(text, 0, NULL);
	assert_non_null(line);
	assert_string_equal(
	    json_string_value(json_object_get(line, "event")), "trying");
	assert_string_equal(
	    json_string_value(json_object_get(line, "a")), "b\n");
	assert_int_equal(
	    strlen(json_string_value(json_object_get(line, "time"))), 24);
	json_decref(line);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_secrets),
	    cmocka_unit_test(test_headers),
	    cmocka_unit_test(test_room),
	    cmocka_unit_test(test_utf8),
	    cmocka_unit_test(test_line),
	};

	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
