/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * caller: what was read of a caller's file, for the answers of other services.
 * Knows none of those services.
 */
#include "handlers/caller.h"

#include <string.h>

/* Tell of a page that could not be read, if there is one.  Returns 0, or -1
 * with the problem. */
static int
check_pages(const json_t *answer, struct problem *p)
{
	const json_t *page, *detail;
	size_t i;

	json_array_foreach(json_object_get(answer, "pages"), i, page)
	{
		detail =
		    json_object_get(json_object_get(page, "problem"), "detail");
		if (detail != NULL)
			return problem_set(p, PROBLEM_UNDECODABLE, "%s",
			    json_string_value(detail));
	}
	return 0;
}

json_t *
caller_read(struct form *f, const struct ocr_context *c,
    const struct request *q, struct response *r)
{
	json_t *answer = NULL;

	if (form_ask(f, "format", "json", &r->problem) == -1)
		return NULL;
	form_run(f, c, q, r);
	if (problem_is_set(&r->problem))
		return NULL;
	if (!r->body.failed)
		answer = json_loadb(
		    r->body.data, r->body.size, JSON_ALLOW_NUL, NULL);
	buffer_free(&r->body);
	if (answer == NULL) {
		problem_no_memory(&r->problem, "the answer");
		return NULL;
	}
	if (check_pages(answer, &r->problem) == 0)
		return answer;
	json_decref(answer);
	return NULL;
}

void
caller_add_text(struct buffer *out, const json_t *answer)
{
	const json_t *page;
	size_t i;

	buffer_add(out, "", 0);
	json_array_foreach(json_object_get(answer, "pages"), i, page)
	{
		if (i > 0)
			buffer_add(out, "\n", 1);
		buffer_add_text(
		    out, json_string_value(json_object_get(page, "text")));
	}
}

json_t *
caller_take_text(struct buffer *out)
{
	json_t *text = out->failed ? NULL : json_stringn(out->data, out->size);

	buffer_free(out);
	return text;
}

/* How many bytes at the begin of a line would make it a heading, a quotation,
 * an item of a list or a rule, up to the one that decides. */
static size_t
marker_size(const char *line)
{
	const size_t indent = strspn(line, " \t");
	const size_t digits = strspn(line + indent, "0123456789");
	const char c = line[indent + digits];

	if (digits > 0)
		return c == '.' || c == ')' ? indent + digits + 1 : 0;
	return c != '\0' && strchr("#>+-=~:", c) != NULL ? indent + 1 : 0;
}

/* Append a line of size bytes with a backslash before what would be markup. */
static void
add_escaped(struct buffer *out, const char *line, size_t size)
{
	const size_t marker = marker_size(line);

	for (size_t i = 0; i < size; i++) {
		if (i + 1 == marker || strchr("\\`*_[]<&|", line[i]) != NULL)
			buffer_add(out, "\\", 1);
		buffer_add(out, line + i, 1);
	}
}

json_t *
caller_markdown(const json_t *page)
{
	const char *text = json_string_value(json_object_get(page, "text"));
	struct buffer out = {0};

	buffer_add(&out, "", 0);
	while (text != NULL && *text != '\0') {
		const size_t size = strcspn(text, "\n");

		/* Four blanks would make it code. */
		const size_t blanks = strspn(text, " \t");

		add_escaped(&out, text + blanks, size - blanks);
		text += size;
		if (*text == '\n') {
			buffer_add(&out, "\n", 1);
			text++;
		}
	}
	return caller_take_text(&out);
}
