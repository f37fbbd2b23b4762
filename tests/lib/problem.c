/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Checks what all refusals have in common; the tests check further members.
 */
#include "tests/lib/problem.h"

#include "tests/lib/test.h"

#include <stdio.h>
#include <string.h>

/* Returns what is wrong with the answer, whose body is json; NULL: nothing. */
static const char *
fault_of(const struct http_answer *answer, const json_t *json, long status)
{
	static const char *const texts[] = {
	    "type", "title", "detail", "instance"};
	const char *type = http_header(answer, "Content-Type");
	const char *id = http_header(answer, "X-Request-Id");
	const char *timing = http_header(answer, "Server-Timing");
	const char *instance =
	    json_string_value(json_object_get(json, "instance"));

	if (answer->status != status)
		return "another status";
	if (!type || strcmp(type, "application/problem+json") != 0)
		return "another Content-Type";
	if (!json_is_object(json))
		return "no JSON object";
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!json_is_string(json_object_get(json, texts[i])))
			return texts[i];
	if (json_integer_value(json_object_get(json, "status")) != status)
		return "another status member";
	if (!id || !*id || strcmp(instance, id) != 0)
		return "instance is not X-Request-Id";
	if (!timing || strncmp(timing, "queue;dur=", 10) != 0 ||
	    !strstr(timing, ", ocr;dur="))
		return "no Server-Timing";
	return NULL;
}

json_t *
problem_read(const struct http_answer *answer, long status)
{
	json_t *json = json_loadb(answer->body, answer->body_len, 0, NULL);
	const char *fault = fault_of(answer, json, status);

	if (!fault)
		return json;
	fprintf(stderr, "no problem %ld (%s): %ld %s\n%s\n", status, fault,
	    answer->status, http_header(answer, "Content-Type"), answer->body);
	json_decref(json);
	return NULL;
}

json_t *
problem_send(int port, const struct http_request *request, long status,
    struct http_answer *answer)
{
	json_t *json;

	assert_int_equal(http_send(port, request, answer), 0);
	json = problem_read(answer, status);
	if (!json)
		fail_msg("%s", request->path);
	return json;
}

json_t *
problem_post(
    int port, const char *path, const void *body, size_t body_len, long status)
{
	const struct http_request request = {
	    .path = path, .body = body, .body_len = body_len};
	struct http_answer answer;
	json_t *json = problem_send(port, &request, status, &answer);

	http_answer_clear(&answer);
	return json;
}
