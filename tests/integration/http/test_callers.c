/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests of other services' callers, byte for byte: tests/data/callers has
 * what each sent over its connection, except Solr's, which was taken from its
 * source.  The answer has the text where the caller looks for it.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/answer.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"

#define WORDS "Words in a row.\n"
#define XHTML "<body><div class=\"page\"><p>" WORDS "</p>\n</div>"

/* The connection ends with the answer. */
static struct server_options closing = {
    .workers = 1, .conf = "server.max-keep-alive-requests := 0\n"};
static char text[1 << 16];

static int
setup(void **state)
{
	*state = &closing;
	return server_fixture_setup(state);
}

/* Sends the recorded request of this name, whose answer must be a whole 200, to
 * a server that closes the connection.  *answer points into text. */
static void
replay(const char *name, struct answer *answer)
{
	char path[128], *request;
	size_t len;
	long n;
	int fd;

	snprintf(path, sizeof(path), "tests/data/callers/%s.http", name);
	request = process_read_file(path, &len);
	assert_non_null(request);
	fd = raw_request(server_fixture->port, request, len);
	assert_true(fd >= 0);
	n = raw_read(fd, text, sizeof(text), SERVER_FIXTURE_MS);
	close(fd);
	free(request);
	assert_true(n > 0);
	answer_parse(text, (size_t)n, answer);
	if (answer->status != 200 || !answer->is_whole)
		fail_msg("%s: %d %s", name, answer->status, answer->body);
}

/* Returns the string at a place such as "0/content", or NULL. */
static const char *
string_at(const json_t *json, const char *place)
{
	char step[64];

	for (size_t n; *place != '\0'; place += n + (place[n] == '/')) {
		n = strcspn(place, "/");
		snprintf(step, sizeof(step), "%.*s", (int)n, place);
		json = json_is_array(json)
			   ? json_array_get(json, (size_t)atoi(step))
			   : json_object_get(json, step);
	}
	return json_string_value(json);
}

static void
assert_same(const char *name, const char *got, const char *want)
{
	if (got == NULL || strstr(got, want) == NULL)
		fail_msg("%s: %s", name, got ? got : "nothing there");
}

static void
test_json(void **state)
{
	static const struct {
		const char *name, *place, *want;
	} rows[] = {
	    {"open-webui-tika", "X-TIKA:content", WORDS},
	    {"open-webui-external", "0/page_content", WORDS},
	    {"open-webui-docling", "document/md_content", WORDS},
	    {"open-webui-docling-params", "document/md_content", WORDS},
	    {"paperless-gpt", "document/md_content", WORDS},
	    {"paperless-gpt", "status", "success"},
	    {"librechat", "pages/0/markdown", WORDS},
	    {"tika-python", "0/X-TIKA:content", WORDS},
	    {"tika-python-xml", "0/X-TIKA:content", XHTML},
	    {"go-tika-recursive", "0/X-TIKA:content", WORDS},
	    {"solr-recursive", "0/X-TIKA:content", XHTML},
	    {"nextcloud", "recognizedText", WORDS},
	    {"nextcloud", "fileContent", "JVBERi0"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct answer answer;
		json_t *json;

		replay(rows[i].name, &answer);
		json = json_loadb(answer.body, answer.body_len, 0, NULL);
		assert_non_null(json);
		assert_same(
		    rows[i].name, string_at(json, rows[i].place), rows[i].want);
		json_decref(json);
	}
}

static void
test_text(void **state)
{
	static const char *const rows[][2] = {
	    {"tika-python-text", WORDS},
	    {"go-tika", WORDS},
	    {"solr", XHTML},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct answer answer;

		replay(rows[i][0], &answer);
		assert_same(rows[i][0], answer.body, rows[i][1]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_json),
	    cmocka_unit_test(test_text),
	};

	return server_report(cmocka_run_group_tests_name(
	    "callers", tests, setup, server_fixture_teardown));
}
