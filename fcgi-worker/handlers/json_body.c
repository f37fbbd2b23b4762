/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * json_body: reads JSON that a stranger sends.  Its size is limited as that of
 * any body, and its memory by the number of its values.
 */
#include "handlers/json_body.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/base64.h"
#include "handlers/remote_url.h"

bool
json_body_is_announced(const struct request *q)
{
	static const char json[] = "application/json";
	const size_t n = sizeof(json) - 1;
	const char *type = request_header(q, "Content-Type");

	return type != NULL && strncasecmp(type, json, n) == 0 &&
	       (type[n] == '\0' || strchr("; \t", type[n]) != NULL);
}

/* Whether the JSON has at most JSON_BODY_VALUES_MAX values.  They are counted
 * before the JSON is parsed, since each then takes some hundred bytes of
 * memory. */
static bool
has_few_values(const struct bytes *text)
{
	unsigned values = 0;
	bool quoted = false;

	for (size_t i = 0; i < text->size; i++) {
		unsigned char c = text->data[i];

		if (c == '"')
			quoted = !quoted;
		else if (quoted && c == '\\')
			i++;
		else if (!quoted && (c == ',' || c == '[' || c == '{'))
			values++;
	}
	return values <= JSON_BODY_VALUES_MAX;
}

int
json_body_open(struct json_body *b, const struct request *q, size_t limit,
    struct problem *p)
{
	struct bytes bytes;

	*b = (struct json_body){.json = NULL};
	if (!json_body_is_announced(q))
		return problem_bad_parameter(
		    p, "Content-Type", "It must be application/json.");
	if (body_quarantine_begin(q, p) == -1 ||
	    body_decode(q, limit, &b->form.plain, &bytes, p) == -1)
		return -1;
	if (!has_few_values(&bytes))
		return problem_bad_parameter(
		    p, "body", "The JSON has too many values.");
	b->json = json_loadb(
	    (const char *)bytes.data, bytes.size, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(b->json))
		return problem_bad_parameter(
		    p, "body", "The body is no JSON object.");
	return 0;
}

void
json_body_close(struct json_body *b)
{
	json_decref(b->json);
	foreign_form_close(&b->form);
	buffer_free(&b->file);
	b->json = NULL;
}

int
json_body_take_file(struct json_body *b, const char *parameter,
    const json_t *text, struct problem *p)
{
	struct bytes encoded;

	if (!json_is_string(text) || json_string_length(text) == 0)
		return problem_bad_parameter(p, parameter,
		    "There must be a file, as base64 or a data URL.");
	if (b->form.file_count > 0)
		return problem_bad_parameter(
		    p, parameter, "There must be exactly one file.");
	encoded.data = (const unsigned char *)json_string_value(text);
	encoded.size = json_string_length(text);
	if (remote_url_is(&encoded))
		return remote_url_refuse(p, parameter);
	if (base64_decode(&encoded, &b->file) == -1)
		return b->file.failed ? problem_no_memory(p, "the body")
				      : problem_bad_parameter(
					    p, parameter, "It is no base64.");
	b->form.files = calloc(1, sizeof(*b->form.files));
	if (b->form.files == NULL)
		return problem_no_memory(p, "the body");
	b->form.files[0].bytes.data = (const unsigned char *)b->file.data;
	b->form.files[0].bytes.size = b->file.size;
	b->form.file_count = 1;
	return b->file.size > 0
		   ? 0
		   : problem_bad_parameter(p, parameter, "The file is empty.");
}
