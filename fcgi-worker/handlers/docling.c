/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * docling: POST /v1/convert/file and /v1/convert/source as docling's server has
 * them, so that its callers need no change.
 */
#include "handlers/docling.h"

#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "handlers/handlers.h"
#include "handlers/json_answer.h"

/* Returns all pages as Markdown, a blank line between two. */
static json_t *
make_markdown(const json_t *answer)
{
	const json_t *page;
	struct buffer out = {0};
	size_t i;

	buffer_make_string(&out);
	json_array_foreach(json_object_get(answer, "pages"), i, page)
	{
		buffer_add_text(&out, i > 0 ? "\n" : "");
		buffer_add_text(
		    &out, json_string_value(json_object_get(page, "markdown")));
	}
	return json_answer_take_text(&out);
}

/* Returns the text of all pages. */
static json_t *
make_text(const json_t *answer)
{
	struct buffer out = {0};

	json_answer_add_text(&out, answer);
	return json_answer_take_text(&out);
}

/* Returns the answer in docling's form, where formats that were not asked for
 * are null. */
static json_t *
make_answer(const struct docling *d, const json_t *answer, double ms)
{
	const bool markdown = d->wants_markdown || !d->wants_text;

	return json_pack("{s:{s:o,s:o,s:o,s:n,s:n,s:n},s:s,s:[],s:f,s:{}}",
	    "document", "filename",
	    utf8_json(d->filename == NULL ? "file" : d->filename), "md_content",
	    markdown ? make_markdown(answer) : json_null(), "text_content",
	    d->wants_text ? make_text(answer) : json_null(), "json_content",
	    "html_content", "doctags_content", "status", "success", "errors",
	    "processing_time", ms / 1000, "timings");
}

/* Recognizes the file of f, and answers in docling's form with what d wants. */
static void
answer_in_form(const struct docling *d, struct foreign_form *f,
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	json_t *answer;

	f->with_markdown = true;
	answer = json_answer_recognize(f, c, q, r);
	if (answer != NULL)
		response_json(
		    r, make_answer(d, answer, clock_exact_ms() - r->start_ms));
	json_decref(answer);
}

/* POST /v1/convert/file: a file and options in a form. */
void
handler_docling_file(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	struct docling d;
	struct foreign_form f;

	if (foreign_form_open(&f, q, c->options->max_bytes, &r->problem) == 0 &&
	    docling_read_form(&d, &f, &r->problem) == 0)
		answer_in_form(&d, &f, c, q, r);
	foreign_form_close(&f);
}

/* POST /v1/convert/source: a file and options in JSON. */
void
handler_docling_source(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	struct json_body b;
	struct docling d;

	if (json_body_open(&b, q, c->options->max_bytes, &r->problem) == 0 &&
	    docling_read_json(&d, &b, &r->problem) == 0)
		answer_in_form(&d, &b.form, c, q, r);
	json_body_close(&b);
}
