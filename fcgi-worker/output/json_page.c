/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * json_page: the JSON of a page and of a whole request.  The schema in
 * openapi.yaml describes what is made here.
 */
#include "output/json_page.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/json_text.h"
#include "base/utf8.h"
#include "common/lang_list.h"
#include "common/problem_types.h"
#include "output/markdown.h"
#include "output/text.h"

/* Whether nothing of p was read, not even a part. */
static bool
is_unread(const struct page *p)
{
	return p->problem != NULL && !p->is_damaged;
}

/* Returns p's problem as JSON, or NULL without memory. */
static json_t *
make_problem(const struct page *p)
{
	char uri[64];

	snprintf(uri, sizeof(uri), "urn:mod_ocr:problem:%s",
	    problem_types_name(p->problem_type));
	return json_pack("{s:s,s:s,s:s}", "type", uri, "title",
	    problem_types_title(p->problem_type), "detail", p->problem);
}

/*
 * Returns the JSON of a page that could not be read, with the reason.  Returns
 * NULL without memory, and sets text->failed.
 */
static json_t *
make_bad_page(const struct page *p, struct buffer *text)
{
	json_t *object = json_pack("{s:i,s:o}", "page", (int)p->number + 1,
	    "problem", make_problem(p));

	if (object == NULL)
		text->failed = true;
	else if (p->name != NULL)
		json_object_set_new(object, "name", utf8_json(p->name));
	return object;
}

/*
 * Returns the JSON object of the page p, to be released by json_decref.  Adds
 * the confidences of its words to sum and appends its text to text, both of
 * which continue over all pages.  Returns NULL without memory, and sets
 * text->failed.
 */
static json_t *
make_page(
    const struct page *p, struct json_layout_sum *sum, struct buffer *text)
{
	static const char *const sources[] = {[PAGE_RECOGNIZED] = "ocr",
	    [PAGE_EMBEDDED] = "layer",
	    [PAGE_UNREAD] = "none"};
	struct json_layout_sum own = {0, 0};
	size_t begin = text->size;
	json_t *blocks, *object;

	if (is_unread(p))
		return make_bad_page(p, text);
	text_add_page(text, p);
	if (text->failed)
		return NULL;
	blocks = json_layout_blocks(p, &own);
	object = json_pack("{s:i,s:i,s:i,s:i,s:i,s:s,s:f,s:o,s:o,s:o}", "page",
	    (int)p->number + 1, "width", (int)p->width, "height",
	    (int)p->height, "dpi", p->dpi, "rotation", p->rotation, "source",
	    sources[p->source], "confidence", json_layout_confidence(&own),
	    "text", utf8_json(text->data + begin), "blocks", blocks, "tables",
	    json_layout_tables(p));
	if (object == NULL) {
		text->failed = true;
		return NULL;
	}
	if (p->source == PAGE_RECOGNIZED)
		json_object_set_new(
		    object, "quality", json_string(quality_name(p->quality)));
	if (p->name != NULL)
		json_object_set_new(object, "name", utf8_json(p->name));
	if (p->problem != NULL)
		json_object_set_new(object, "problem", make_problem(p));
	sum->confidence += own.confidence;
	sum->words += own.words;
	return object;
}

int
json_page_add_line(struct buffer *out, const struct page *p)
{
	struct json_layout_sum sum = {0, 0};
	struct buffer text = {0};
	json_t *page = make_page(p, &sum, &text);
	int rc = json_text_add(out, page);

	json_decref(page);
	buffer_free(&text);
	return rc;
}

/*
 * Removes from the end of b the line end that json_text_add() has written, and
 * more bytes before it.
 */
static void
cut_line_end(struct buffer *b, size_t more)
{
	b->size -= 1 + more;
}

/* Adds the Markdown of p to object, its JSON.  Returns 0, or -1 without
 * memory. */
static int
add_markdown(json_t *object, const struct page *p)
{
	struct buffer text = {0};
	int rc;

	buffer_make_string(&text);
	markdown_add_page(&text, p);
	/*
	 * Each block ends with an empty line, but a page's Markdown is to end
	 * with one line end.
	 */
	if (!text.failed && text.size > 1)
		text.data[--text.size] = '\0';
	rc = text.failed ? -1
			 : json_object_set_new(
			       object, "markdown", utf8_json(text.data));
	buffer_free(&text);
	return rc;
}

int
json_page_add(struct json_page *a, const struct page *p)
{
	bool is_first = a->pages.size == 0;
	json_t *page;
	int rc;

	/* In the text of all pages, a form feed separates two pages. */
	if (!is_first)
		buffer_add_text(&a->text, "\f");
	page = make_page(p, &a->sum, &a->text);
	if (page == NULL)
		return -1;
	if (a->with_markdown && !is_unread(p) && add_markdown(page, p) == -1) {
		json_decref(page);
		a->text.failed = true;
		return -1;
	}
	if (!is_first)
		buffer_add_text(&a->pages, ",");
	rc = json_text_add(&a->pages, page);
	json_decref(page);
	if (rc == -1)
		a->text.failed = true;
	else
		cut_line_end(&a->pages, 0); /* A comma or ] follows. */
	return rc;
}

int
json_page_write(const struct json_page *a, const char *id, const char *version,
    const char *lang, struct buffer *out)
{
	char engine[64];
	json_t *document;
	int rc;

	snprintf(engine, sizeof(engine), "tesseract %s", version);
	document = json_pack("{s:s,s:s,s:o,s:f,s:o}", "id", id, "engine",
	    engine, "languages", lang_list_json(lang), "confidence",
	    json_layout_confidence(&a->sum), "text", utf8_json(a->text.data));
	rc = a->text.failed ? -1 : json_text_add(out, document);
	json_decref(document);
	if (rc == -1)
		return -1;
	cut_line_end(out, strlen("}"));
	buffer_add_text(out, ",\"pages\":[");
	buffer_add(out, a->pages.data, a->pages.size);
	buffer_add_text(out, "]}\n");
	return out->failed ? -1 : 0;
}

void
json_page_free(struct json_page *a)
{
	buffer_free(&a->text);
	buffer_free(&a->pages);
}
