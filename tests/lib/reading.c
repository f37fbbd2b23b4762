/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Each function but those for refusals fails the calling test when the answer
 * is not a 200.
 */
#include "tests/lib/reading.h"

#include "tests/lib/test.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/problem.h"

char *
reading_squeeze(char *s)
{
	char *from = s, *to = s;

	while (*from)
		if (!isspace((unsigned char)*from))
			*to++ = *from++;
		else if (from++ > s && to > s && to[-1] != ' ')
			*to++ = ' ';
	while (to > s && to[-1] == ' ')
		to--;
	*to = '\0';
	return s;
}

static void
post(int port, const char *path, const struct page_file *file,
    struct http_answer *answer)
{
	assert_int_equal(
	    http_post(port, path, file->data, file->len, answer), 0);
	if (answer->status != 200)
		fail_msg("%s: %ld %s", path, answer->status, answer->body);
}

char *
reading_post(int port, const char *path, const struct page_file *file)
{
	struct http_answer answer;
	char *body;

	post(port, path, file, &answer);
	body = strdup(answer.body);
	http_answer_clear(&answer);
	return body;
}

json_t *
reading_json(int port, const char *path, const struct page_file *file)
{
	struct http_answer answer;
	json_t *json;

	post(port, path, file, &answer);
	json = json_loadb(answer.body, answer.body_len, 0, NULL);
	assert_non_null(json);
	assert_string_equal(json_string_value(json_object_get(json, "id")),
	    http_header(&answer, "X-Request-Id"));
	http_answer_clear(&answer);
	return json;
}

json_t *
reading_answer(struct http_answer *answer)
{
	json_t *json;

	if (answer->status != 200)
		fail_msg("%ld: %s", answer->status, answer->body);
	assert_string_equal(
	    http_header(answer, "Content-Type"), "application/json");
	json = json_loadb(answer->body, answer->body_len, 0, NULL);
	assert_non_null(json);
	http_answer_clear(answer);
	return json;
}

int
reading_number(const json_t *json, const char *name)
{
	const json_t *pages = json_object_get(json, "pages");

	return (int)json_integer_value(
	    json_object_get(json_array_get(pages, 0), name));
}

void
reading_expect(
    int port, const char *path, const struct page_file *file, const char *want)
{
	char *got = reading_squeeze(reading_post(port, path, file));
	char *words = reading_squeeze(strdup(want));

	assert_string_equal(got, words);
	free(got);
	free(words);
}

void
reading_expect_in_formats(int port, const struct page_file *file,
    const char *first, const char *second, const char *absent)
{
	static const char *const formats[] = {
	    "text", "markdown", "json", "ndjson", "hocr", "alto", "tsv"};

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		char path[64], *text;

		snprintf(path, sizeof(path), "/ocr?format=%s", formats[i]);
		text = reading_post(port, path, file);
		if (strstr(text, first) == NULL ||
		    strstr(text, second) == NULL ||
		    (absent != NULL && strstr(text, absent) != NULL))
			fail_msg("%s: %s", formats[i], text);
		free(text);
	}
}

void
reading_ask(int port, const char *path, bool lenient,
    const struct page_file *file, struct http_answer *answer)
{
	static const char *const headers[] = {
	    "Prefer: respond-async, handling=lenient", NULL};
	const struct http_request request = {.path = path,
	    .headers = lenient ? headers : NULL,
	    .body = file->data,
	    .body_len = file->len};

	assert_int_equal(http_send(port, &request, answer), 0);
}

void
reading_expect_refusal(int port, const char *path, bool lenient,
    const struct page_file *file, const char *detail)
{
	struct http_answer answer;
	json_t *json;

	reading_ask(port, path, lenient, file, &answer);
	json = problem_read(&answer, 422);
	assert_non_null(json);
	assert_non_null(
	    strstr(json_string_value(json_object_get(json, "detail")), detail));
	json_decref(json);
	http_answer_clear(&answer);
}
