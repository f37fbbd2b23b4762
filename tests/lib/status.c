/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reads /status.  Every question is a request of its own, which also paces
 * the loop of status_wait.
 */
#include "tests/lib/status.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/process.h"

json_t *
status_read(int port)
{
	struct http_answer answer;
	json_t *json;

	if (http_get(port, "/status", NULL, &answer) < 0)
		return NULL;
	json = json_loadb(answer.body, answer.body_len, 0, NULL);
	if (answer.status != 200 || !json_is_object(json)) {
		fprintf(
		    stderr, "/status: %ld %s\n", answer.status, answer.body);
		json_decref(json);
		json = NULL;
	}
	http_answer_clear(&answer);
	return json;
}

int64_t
status_member(const json_t *status, const char *name)
{
	const char *dot = strchr(name, '.');
	const json_t *value;
	char first[64];

	if (dot) {
		snprintf(first, sizeof(first), "%.*s", (int)(dot - name), name);
		return status_member(json_object_get(status, first), dot + 1);
	}
	value = json_object_get(status, name);
	if (json_is_boolean(value))
		return json_is_true(value);
	return json_is_integer(value) ? json_integer_value(value) : INT64_MIN;
}

int64_t
status_number(int port, const char *name)
{
	json_t *status = status_read(port);
	int64_t n = status_member(status, name);

	json_decref(status);
	return n;
}

double
status_wait(int port, const char *name, int64_t wanted, int bound_ms)
{
	double start = process_now_ms(), now;
	int64_t n;

	do {
		n = status_number(port, name);
		now = process_now_ms();
		if (n == wanted)
			return now - start;
	} while (now - start < bound_ms);
	fprintf(stderr, "/status: %s is %" PRId64 ", not %" PRId64 "\n", name,
	    n, wanted);
	return -1;
}
