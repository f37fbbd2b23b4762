/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * json_answer: recognizes files as /ocr does with format=json, and hands the
 * answer out as JSON, for the handlers that put it into the form of other
 * services.  Knows none of those services.
 */
#include "handlers/json_answer.h"

#include <string.h>

/* If the answer has a page that could not be read, refuses it with that page's
 * problem.  Returns 0 if every page could be read, else -1. */
static int
refuse_unread_page(const json_t *answer, struct problem *p)
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
json_answer_recognize(struct foreign_form *f, const struct ocr_context *c,
    const struct request *q, struct response *r)
{
	json_t *answer = NULL;

	if (foreign_form_add_option(f, "format", "json", &r->problem) == -1)
		return NULL;
	foreign_form_run(f, c, q, r);
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
	if (refuse_unread_page(answer, &r->problem) == 0)
		return answer;
	json_decref(answer);
	return NULL;
}

void
json_answer_add_text(struct buffer *out, const json_t *answer)
{
	const json_t *page;
	size_t i;

	buffer_make_string(out);
	json_array_foreach(json_object_get(answer, "pages"), i, page)
	{
		if (i > 0)
			buffer_add(out, "\n", 1);
		buffer_add_text(
		    out, json_string_value(json_object_get(page, "text")));
	}
}

json_t *
json_answer_take_text(struct buffer *out)
{
	json_t *text = out->failed ? NULL : json_stringn(out->data, out->size);

	buffer_free(out);
	return text;
}
