/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * mistral: POST /v1/ocr, and /ocr with JSON, as Mistral's OCR has it, so that
 * its callers need no change.  The document is a data URL.
 */
#include "handlers/mistral.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "handlers/handlers.h"
#include "handlers/json_answer.h"

/* The largest number of a page that is accepted: it fits an int, and no
 * document has as many pages. */
#define PAGES_MOST 1000000

/* Returns value, which is a URL, or its member url if it is an object. */
static const json_t *
url_of(const json_t *value)
{
	return json_is_object(value) ? json_object_get(value, "url") : value;
}

/* Takes the file of the member document of the JSON.  The document's type names
 * the member that has the file; without a type, it is whichever is there.
 * Returns 0, or -1 with the problem. */
static int
take_document(struct json_body *b, struct problem *p)
{
	static const char *const types[] = {"document_url", "image_url"};
	const json_t *document = json_object_get(b->json, "document");
	const char *type = json_string_value(json_object_get(document, "type"));

	for (size_t i = 0; i < 2; i++)
		if (type != NULL ? strcmp(type, types[i]) == 0
				 : json_object_get(document, types[i]) != NULL)
			return json_body_take_file(b, types[i],
			    url_of(json_object_get(document, types[i])), p);
	return problem_bad_parameter(p, "document",
	    "It must be an object with the type document_url or image_url; "
	    "files are not kept here.");
}

/*
 * Appends a list of pages to text, as "1,3".  Mistral counts pages from 0, /ocr
 * from 1.  Returns false if the list is empty or has anything but numbers.
 */
static bool
add_page_list(struct buffer *text, const json_t *pages)
{
	const json_t *page;
	size_t i;

	json_array_foreach(pages, i, page)
	{
		json_int_t n = json_integer_value(page);

		if (!json_is_integer(page) || n < 0 || n > PAGES_MOST)
			return false;
		buffer_add_format(text, "%s%d", i > 0 ? "," : "", (int)n + 1);
	}
	return i > 0;
}

/*
 * Appends pages such as "0,2-4" to text, with 1 added to each number, since
 * /ocr counts from 1.  Returns false if a number is too large or pages is
 * empty; params_parse refuses any other mistake.
 */
static bool
add_page_text(struct buffer *text, const char *pages)
{
	char *end;

	for (; *pages != '\0'; pages = end) {
		unsigned long n;

		end = (char *)(uintptr_t)pages + 1;
		if (strchr("0123456789", *pages) == NULL) {
			buffer_add(text, pages, 1);
			continue;
		}
		n = strtoul(pages, &end, 10);
		if (n > PAGES_MOST)
			return false;
		buffer_add_format(text, "%lu", n + 1);
	}
	return text->size > 0;
}

/*
 * Sets the option pages to the pages that the caller names, if any.  Returns 0,
 * or -1 with the problem.
 */
static int
take_pages(struct json_body *b, struct problem *p)
{
	const json_t *pages = json_object_get(b->json, "pages");
	struct buffer text = {0};
	bool taken;
	int rc;

	if (pages == NULL || json_is_null(pages))
		return 0;
	taken = json_is_string(pages)
		    ? add_page_text(&text, json_string_value(pages))
		    : add_page_list(&text, pages);
	if (!taken)
		rc = problem_bad_parameter(p, "pages",
		    "It must be a list of numbers, or a text as in 0,2-4, the "
		    "first page being 0.");
	else
		rc = text.failed ? problem_no_memory(p, "the body")
				 : foreign_form_add_option(
				       &b->form, "pages", text.data, p);
	buffer_free(&text);
	return rc;
}

int
mistral_read_options(struct json_body *b, struct problem *p)
{
	static const char *const annotations[] = {
	    "document_annotation_format", "bbox_annotation_format"};

	for (size_t i = 0; i < 2; i++) {
		const json_t *value = json_object_get(b->json, annotations[i]);

		if (value != NULL && !json_is_null(value))
			return problem_bad_parameter(p, annotations[i],
			    "There is no model that could annotate; leave it "
			    "out.");
	}
	return take_document(b, p) == -1 ? -1 : take_pages(b, p);
}

/* Returns Mistral's form of a page of format=json. */
static json_t *
make_page(const json_t *page)
{
	const json_t *dpi = json_object_get(page, "dpi");

	return json_pack("{s:I,s:O,s:[],s:{s:i,s:O,s:O}}", "index",
	    json_integer_value(json_object_get(page, "page")) - 1, "markdown",
	    json_object_get(page, "markdown"), "images", "dimensions", "dpi",
	    (int)json_number_value(dpi), "height",
	    json_object_get(page, "height"), "width",
	    json_object_get(page, "width"));
}

/* Returns answer, the answer for format=json, in Mistral's form.  That names
 * the model as the caller did.  It is to be freed with json_decref; NULL
 * without memory. */
static json_t *
make_answer(const json_t *answer, const struct json_body *b)
{
	const json_t *sources = json_object_get(answer, "pages"), *page;
	const char *model =
	    json_string_value(json_object_get(b->json, "model"));
	json_t *pages = json_array();
	size_t i;

	json_array_foreach(sources, i, page)
	{
		json_array_append_new(pages, make_page(page));
	}
	return json_pack("{s:o,s:s,s:n,s:{s:I,s:I}}", "pages", pages, "model",
	    model == NULL ? "mod_ocr" : model, "document_annotation",
	    "usage_info", "pages_processed", (json_int_t)i, "doc_size_bytes",
	    (json_int_t)b->file.size);
}

/* POST /v1/ocr, as Mistral's client sends it: a file in JSON.  Answers with the
 * pages as Markdown. */
void
handler_mistral(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	struct json_body b;
	json_t *answer = NULL;

	if (json_body_open(&b, q, c->options->max_bytes, &r->problem) == 0 &&
	    mistral_read_options(&b, &r->problem) == 0) {
		b.form.with_markdown = true;
		answer = json_answer_recognize(&b.form, c, q, r);
	}
	if (answer != NULL)
		response_json(r, make_answer(answer, &b));
	json_decref(answer);
	json_body_close(&b);
}
