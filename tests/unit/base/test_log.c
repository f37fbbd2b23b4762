/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The log has the values of some headers only, makes one line of valid JSON of
 * any bytes, and keeps each line short.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "fcgi-worker/base/log.h"
#include "fcgi-worker/base/utf8.h"
#include "fcgi-worker/http/redact.h"

static void
test_secrets(void **state)
{
	static const struct {
		const char *name;
		bool secret;
	} names[] =
	    {
		{"Authorization", true},
		{"proxy-authorization", true},
		{"COOKIE", true},
		{"Set-Cookie", true},
		{"X-Api-Key", true},
		{"X-Auth-Token", true},
		{"x-my-SECRET-thing", true},
		{"Password", true},
		{"My-Api-Key-2", true},
		{"Ocp-Apim-Subscription-Key", true},
		{"X-Auth-Key", true},
		{"X-Session-Id", true},
		{"X-Amz-Credential", true},
		{"X-Amz-Security-Token", true},
		{"X-Forwarded-Client-Cert", true},
		{"X-Goog-Iap-Jwt-Assertion", true},
		{"X_CSRF_Token", true},
		{"X-Authkey", true},
		{"X-Accesskey", true},
		{"X-Clientcert", true},
		{"X-Pin", true},
		{"X-Ms-Client-Principal", true},
		{"X-Test", false},
		{"Cookies-Allowed", false},
		{"Host", false},
		{"Monkey", false},
		{"X-Keyboard", false},
	    },
	  values[] = {
	      {"Bearer abc", true},
	      {"basic YTpi", true},
	      {"curl Bearer abc", true},
	      {"https://user:word@example.com", true},
	      {"glpat-0123456789ab", true},
	      {"a tool (sk-proj-0123456789abcdef)", true},
	      {"1.1 proxy, AKIA0123456789ABCDEF", true},
	      {"curl/8 ghp_0123456789abcdef", true},
	      {"sk-SK,sk;q=0.9", false},
	      {"task-0123456789abcdef", false},
	      {"x eyJhbGciOiJub25lIn0.eyJhIjoxfQ.", true},
	      {"https://example.com/?a=1&api_key=abc", true},
	      {"Hash=1;Cert=\"abc\"", true},
	      {"-----BEGIN CERTIFICATE-----", true},
	      {"multipart/form-data; boundary=x", false},
	      {"text/html;q=0.9,*/*;q=0.8", false},
	      {"Mozilla/5.0 (X11; Linux x86_64)", false},
	      {"basically", false},
	      {"", false},
	  };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (redact_is_credential(names[i].name, "1") != names[i].secret)
			fail_msg("%s", names[i].name);
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		if (redact_is_credential("X-Test", values[i].name) !=
		    values[i].secret)
			fail_msg("%s", values[i].name);
}

/* Only what is known to be harmless, and what was asked for. */
static void
test_shown(void **state)
{
	(void)state;
	assert_true(redact_is_shown("user-agent", "a"));
	assert_false(redact_is_shown("User-Agent", "Bearer abc"));
	assert_false(redact_is_shown("X-Test", "a"));
	assert_true(redact_is_list("X-Test,x-other"));
	assert_false(redact_is_list(""));
	assert_false(redact_is_list("X-Test,"));
	assert_false(redact_is_list("X-Test,,X-Other"));
	assert_false(redact_is_list("X Test"));
	assert_false(redact_is_list("X-Test,X-Api-Key"));
	redact_except("X-Test,x-other");
	assert_true(redact_is_shown("x-test", "a"));
	assert_true(redact_is_shown("X-Other", "a"));
	assert_false(redact_is_shown("X", "a"));
	assert_false(redact_is_shown("X-Test,x-other", "a"));
	assert_false(redact_is_shown("X-Test", "token=a"));
	redact_except(NULL);
	assert_false(redact_is_shown("X-Test", "a"));
}

static void
test_headers(void **state)
{
	char *params[] = {strdup("HTTP_COOKIE=geheim"),
	    strdup("HTTP_USER_AGENT=a\n\"\xff\xc3\x28z"),
	    strdup("HTTP_X_TEST=1"), NULL};
	struct request *r = request_create(params);
	json_t *headers = redact_headers(r, 4096);
	char *text = json_dumps(headers, 0);

	(void)state;
	assert_non_null(text);
	assert_null(strstr(text, "geheim"));
	assert_null(strchr(text, '\n'));
	assert_string_equal(
	    json_string_value(json_object_get(headers, "Cookie")),
	    "[redacted]");
	assert_string_equal(
	    json_string_value(json_object_get(headers, "User-Agent")),
	    "a\n\"\xef\xbf\xbd\xef\xbf\xbd(z");
	assert_string_equal(
	    json_string_value(json_object_get(headers, "X-Test")), "[1 byte]");
	free(text);
	json_decref(headers);
	request_free(r);
	free(params[0]);
	free(params[1]);
	free(params[2]);
}

/* A control character takes six bytes in JSON, and is counted as six. */
static void
test_room(void **state)
{
	char param[3000] = "HTTP_USER_AGENT=", *params[] = {param, NULL};
	struct request *r;
	json_t *headers;
	size_t length = strlen(param);

	(void)state;
	memset(param + length, 1, sizeof(param) - length - 1);
	r = request_create(params);
	headers = redact_headers(r, 8192);
	assert_in_range(json_dumpb(headers, NULL, 0, 0), 1024 * 6, 8192);
	json_decref(headers);
	headers = redact_headers(r, 2048);
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
	char *clean;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
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
	    cmocka_unit_test(test_shown),
	    cmocka_unit_test(test_headers),
	    cmocka_unit_test(test_room),
	    cmocka_unit_test(test_utf8),
	    cmocka_unit_test(test_line),
	};

	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
