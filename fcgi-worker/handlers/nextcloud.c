/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * nextcloud: POST /process_ocr as the backend of Nextcloud's workflow_ocr has
 * it: a searchable PDF and its text from one reading.
 */
#include "handlers/nextcloud.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/base64.h"
#include "base/utf8.h"
#include "engine/engine.h"
#include "handlers/handlers.h"

/* Returns the name of the PDF that the file name becomes: "file.pdf" if there
 * is no name or a very long one. */
static json_t *
make_name(const char *name)
{
	char pdf[256 + sizeof(".pdf")];
	const size_t n = name == NULL ? 0 : strlen(name);
	const bool is_pdf = n > 4 && strcasecmp(name + n - 4, ".pdf") == 0;

	if (name == NULL || n > 256)
		return json_string("file.pdf");
	snprintf(pdf, sizeof(pdf), "%.256s%s", name, is_pdf ? "" : ".pdf");
	return utf8_json(pdf);
}

/* Turns the PDF in the body of r, and its text, into the JSON that Nextcloud's
 * workflow expects, with the PDF in base64. */
static void
make_answer(struct response *r, struct buffer *text, const char *name)
{
	const struct bytes pdf = {
	    (const unsigned char *)r->body.data, r->body.size};
	struct buffer content = {0};
	json_t *document = NULL;

	if (!text->failed && !r->body.failed &&
	    base64_encode(&pdf, &content) == 0)
		document =
		    json_pack("{s:o,s:s,s:o,s:o}", "filename", make_name(name),
			"contentType", "application/pdf", "recognizedText",
			utf8_json(text->data == NULL ? "" : text->data),
			"fileContent",
			json_stringn_nocheck(content.data, content.size));
	buffer_free(&content);
	buffer_free(&r->body);
	if (document == NULL)
		problem_no_memory(&r->problem, "the answer");
	else
		response_json(r, document);
}

/*
 * Adds the message that the caller shows its user to the problem of r.  The
 * status is 500 even if the fault is the client's, since the caller shows no
 * message of another status.
 */
static void
tell_failure(struct response *r)
{
	const int status = r->problem.status;
	/* OCRmyPDF's codes: wrong arguments, an input file that is no good, or
	 * another fault. */
	const int code = status == 400			  ? 1
			 : status == 415 || status == 422 ? 2
							  : 15;

	problem_member(&r->problem, "message", utf8_json(r->problem.detail));
	problem_member(&r->problem, "ocrMyPdfExitCode", json_integer(code));
	if (status < 500)
		r->problem.status = 500;
}

/* POST /process_ocr, as Nextcloud's workflow_ocr_backend has it: answers with
 * JSON that has the file as a searchable PDF, and the text that was recognized.
 */
void
handler_nextcloud(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	/* The answer wraps the PDF, so nothing is sent before that is whole. */
	struct response_sink *sink = r->sink;
	struct buffer plain_text = {0};
	const char *name = NULL;
	struct foreign_form f;

	r->sink = NULL;
	if (foreign_form_open(&f, q, c->options->max_bytes, &r->problem) == 0 &&
	    nextcloud_read_options(&f, &name, &r->problem) == 0 &&
	    foreign_form_add_option(&f, "format", "pdf", &r->problem) == 0) {
		r->text = &plain_text;
		foreign_form_run(&f, c, q, r);
		r->text = NULL;
	}
	if (problem_is_set(&r->problem))
		tell_failure(r);
	else
		make_answer(r, &plain_text, name);
	buffer_free(&plain_text);
	foreign_form_close(&f);
	r->sink = sink;
}

/* GET /installed_languages: the codes of all languages. */
void
handler_installed_languages(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	json_t *list = json_array();

	(void)q;
	for (const char *const *l = engine_languages(c->engine); *l; l++)
		json_array_append_new(list, json_string(*l));
	response_json(r, list);
}
