/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tika: PUT /tika and /rmeta as Apache Tika's server has them, so that its
 * callers need no change.  The body is the file.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "engine/engine.h"
#include "handlers/handlers.h"
#include "handlers/json_answer.h"
#include "http/accept.h"
#include "input/sniff.h"

/* What the pages become. */
enum shape { SHAPE_TEXT, SHAPE_XHTML };

/* Sets the option to the value of the header, if the request has the header.
 * Returns 0, or -1 with the problem. */
static int
add_option_of_header(struct foreign_form *f, const struct request *q,
    const char *header, const char *option, struct problem *p)
{
	const char *value = request_header(q, header);

	return value == NULL ? 0 : foreign_form_add_option(f, option, value, p);
}

/* Sets the option layer by whether the caller wants the text that a PDF has, or
 * what is seen, or both.  Returns 0, or -1 with the problem. */
static int
add_layer_option(
    struct foreign_form *f, const struct request *q, struct problem *p)
{
	static const char header[] = "X-Tika-PDFOcrStrategy";
	const char *value = request_header(q, header);

	if (value == NULL || strcasecmp(value, "auto") == 0 ||
	    strcasecmp(value, "ocr_and_text_extraction") == 0)
		return 0;
	if (strcasecmp(value, "no_ocr") == 0)
		return foreign_form_add_option(f, "layer", "only", p);
	if (strcasecmp(value, "ocr_only") == 0)
		return foreign_form_add_option(f, "layer", "never", p);
	return problem_bad_parameter(p, header,
	    "It must be auto, no_ocr, ocr_only or ocr_and_text_extraction.");
}

/* Recognizes the file that the body is.  Returns the answer of format=json, and
 * sets *type to the media type of the file; or NULL with the problem. */
static json_t *
recognize_body(const struct ocr_context *c, const struct request *q,
    struct response *r, const char **type)
{
	json_t *answer = NULL;
	struct foreign_form f;

	if (foreign_form_open_file(&f, q, c->options->max_bytes, &r->problem) ==
		0 &&
	    add_option_of_header(
		&f, q, "X-Tika-OCRLanguage", "lang", &r->problem) == 0 &&
	    add_option_of_header(
		&f, q, "X-Tika-OCRpageSegMode", "psm", &r->problem) == 0 &&
	    add_layer_option(&f, q, &r->problem) == 0)
		answer = json_answer_recognize(&f, c, q, r);
	if (answer != NULL)
		*type = sniff_media_type(sniff_type(&f.files[0].bytes));
	foreign_form_close(&f);
	return answer;
}

/* Appends text as XHTML, which may not have control characters. */
static void
add_escaped(struct buffer *out, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char ch = (unsigned char)text[i];

		if (ch == '&')
			buffer_add_text(out, "&amp;");
		else if (ch == '<')
			buffer_add_text(out, "&lt;");
		else if (ch == '>')
			buffer_add_text(out, "&gt;");
		else if (ch >= ' ' || ch == '\n' || ch == '\t')
			buffer_add(out, text + i, 1);
		else
			buffer_add_text(out, " ");
	}
}

/* Appends a page as XHTML.  A blank line in text ends a paragraph. */
static void
add_xhtml_page(struct buffer *out, const char *text)
{
	buffer_add_text(out, "<div class=\"page\">");
	while (text != NULL && *text != '\0') {
		const char *end = strstr(text, "\n\n");
		size_t size = end == NULL ? strlen(text) : (size_t)(end - text);

		if (size > 0) {
			buffer_add_text(out, "<p>");
			add_escaped(out, text, size);
			buffer_add_text(out, "</p>\n");
		}
		text += size + (end == NULL ? 0 : 2);
	}
	buffer_add_text(out, "</div>\n");
}

/* Appends the pages as the XHTML document that Tika's server answers with; type
 * is the media type of the file. */
static void
add_xhtml(struct buffer *out, const json_t *answer, const char *type)
{
	const json_t *page;
	size_t i;

	buffer_add_format(out,
	    "<html xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n"
	    "<meta name=\"Content-Type\" content=\"%s\"/>\n"
	    "<title></title>\n</head>\n<body>",
	    type);
	json_array_foreach(json_object_get(answer, "pages"), i, page)
	{
		add_xhtml_page(
		    out, json_string_value(json_object_get(page, "text")));
	}
	buffer_add_text(out, "</body></html>\n");
}

/* Appends the pages as text or as XHTML. */
static void
add_shape(struct buffer *out, const json_t *answer, const char *type,
    enum shape shape)
{
	if (shape == SHAPE_XHTML)
		add_xhtml(out, answer, type);
	else
		json_answer_add_text(out, answer);
}

/* Returns the body's document as Tika describes one: an object whose values are
 * all texts. */
static json_t *
make_document(const json_t *answer, const char *type, enum shape shape)
{
	struct buffer content = {0};
	char pages[16];

	snprintf(pages, sizeof(pages), "%zu",
	    json_array_size(json_object_get(answer, "pages")));
	add_shape(&content, answer, type, shape);
	return json_pack("{s:s,s:s,s:o}", "Content-Type", type, "xmpTPg:NPages",
	    pages, "X-TIKA:content", json_answer_take_text(&content));
}

/* PUT /tika, as callers of Apache Tika's server send a file: answers with its
 * text in the type that Accept asks for. */
void
handler_tika(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	enum { TEXT, HTML, XML, XHTML, JSON, TYPES };
	static const char *const types[TYPES] = {"text/plain", "text/html",
	    "text/xml", "application/xhtml+xml", "application/json"};
	static const char *const content_types[] = {"text/plain; charset=utf-8",
	    "text/html; charset=utf-8", "text/xml; charset=utf-8",
	    "application/xhtml+xml"};
	int chosen = accept_choose(request_header(q, "Accept"), types, TYPES);
	const char *type;
	json_t *answer;

	if (chosen == -1) {
		problem_set(&r->problem, PROBLEM_NOT_ACCEPTABLE,
		    "Tika's text comes as text/plain, text/html, text/xml or "
		    "application/json.");
		return;
	}
	answer = recognize_body(c, q, r, &type);
	if (answer == NULL)
		return;
	if (chosen == JSON) {
		response_json(r, make_document(answer, type, SHAPE_XHTML));
	} else {
		add_shape(&r->body, answer, type,
		    chosen == TEXT ? SHAPE_TEXT : SHAPE_XHTML);
		r->type = content_types[chosen];
	}
	json_decref(answer);
}

/* PUT /tika/text: answers with the text alone, in JSON. */
void
handler_tika_text(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	const char *type;
	json_t *answer = recognize_body(c, q, r, &type);

	if (answer != NULL)
		response_json(r, make_document(answer, type, SHAPE_TEXT));
	json_decref(answer);
}

/* Answers with a list that has the body's document as its only entry. */
static void
answer_list(const struct ocr_context *c, const struct request *q,
    struct response *r, enum shape shape)
{
	const char *type;
	json_t *answer = recognize_body(c, q, r, &type);

	if (answer != NULL)
		response_json(
		    r, json_pack("[o]", make_document(answer, type, shape)));
	json_decref(answer);
}

/* PUT /rmeta: a list of the file, with its text as XHTML.  Tika also lists the
 * files within it, which are never looked at here. */
void
handler_rmeta(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	answer_list(c, q, r, SHAPE_XHTML);
}

/* PUT /rmeta/text: a list of the file, with its text as plain text. */
void
handler_rmeta_text(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	answer_list(c, q, r, SHAPE_TEXT);
}

/* GET /version, by which Tika's clients see whether the server is there. */
void
handler_tika_version(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	(void)c;
	(void)q;
	buffer_add_format(&r->body,
	    "mod_ocr, which answers as Apache Tika does, with Tesseract %s\n",
	    engine_version());
}
