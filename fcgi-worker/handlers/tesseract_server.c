/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tesseract_server: POST /tesseract as hertzg/tesseract-server has it, so
 * that its callers can stay as they are.  A failure is a failure here.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "handlers/form.h"
#include "handlers/handlers.h"
#include "ocr/refusal.h"
#include "base/utf8.h"
#include "base/json_text.h"

#define CREATE "tessedit_create_"

static enum body_result
take_languages(struct form *f, const json_t *value, const char *option)
{
	char lang[VALUE_LANG_MAX + 1] = "";
	size_t used = 0, i, n = json_array_size(value);
	const char *code;

	for (i = 0; i < n; i++) {
		code = json_string_value(json_array_get(value, i));
		if (code == NULL || used + strlen(code) + 2 > sizeof(lang))
			return BODY_BAD;
		used += (size_t)snprintf(lang + used, sizeof(lang) - used,
		    "%s%s", i > 0 ? "+" : "", code);
	}
	return n == 0 ? BODY_BAD : form_ask(f, option, lang);
}

static enum body_result
take_number(struct form *f, const json_t *value, const char *option)
{
	char number[32];

	if (!json_is_integer(value))
		return BODY_BAD;
	snprintf(number, sizeof(number), "%lld",
	    (long long)json_integer_value(value));
	return form_ask(f, option, number);
}

/* The models have no other engine than LSTM, 1, which is the default, 3. */
static enum body_result
take_engine(struct form *f, const json_t *value, const char *option)
{
	json_int_t n = json_integer_value(value);

	(void)f;
	(void)option;
	return n == 1 || n == 3 ? BODY_OK : BODY_BAD;
}

/* tessedit_create_hocr=1 and the like choose the format. */
static enum body_result
take_variable(struct form *f, const char *name, const char *value)
{
	char option[96];

	if (strncmp(name, CREATE, strlen(CREATE)) != 0) {
		snprintf(option, sizeof(option), "var.%s", name);
		return form_ask(f, option, value);
	}
	if (strcmp(value, "0") == 0)
		return BODY_OK;
	name += strlen(CREATE);
	if (strcmp(value, "1") != 0 || strcmp(name, "pdf") == 0 ||
	    strcmp(name, "json") == 0 || strcmp(name, "ndjson") == 0)
		return BODY_BAD;
	return form_ask(f, "format", strcmp(name, "txt") == 0 ? "text" : name);
}

static enum body_result
take_variables(struct form *f, const json_t *value, const char *option)
{
	enum body_result rc = BODY_OK;
	const char *name, *text;
	json_t *v;

	(void)option;
	if (!json_is_object(value))
		return BODY_BAD;
	json_object_foreach((json_t *)(uintptr_t)value, name, v)
	{
		text = json_string_value(v);
		rc = text == NULL ? BODY_BAD : take_variable(f, name, text);
		if (rc != BODY_OK)
			break;
	}
	return rc;
}

/* Some callers have the short names, which older versions took. */
static const struct {
	const char *name;
	enum body_result (*take)(struct form *, const json_t *, const char *);
	const char *option;
	const char *accepted;
} table[] = {
    {"languages", take_languages, "lang", "It must be a list of codes."},
    {"dpi", take_number, "dpi", "It must be a number."},
    {"psm", take_number, "psm", "It must be a number."},
    {"pageSegmentationMethod", take_number, "psm", "It must be a number."},
    {"oem", take_engine, NULL, "It must be 1 or 3; there is only LSTM."},
    {"ocrEngineMode", take_engine, NULL,
	"It must be 1 or 3; there is only LSTM."},
    {"configParams", take_variables, NULL,
	"It must be an object of names and texts; tessedit_create_txt, hocr, "
	"tsv or alto may be 1.  For a PDF use /ocr?format=pdf."},
};

static enum body_result
take_option(struct form *f, const char *name, const json_t *value,
    struct multipart_error *e)
{
	enum body_result rc;
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (strcmp(table[i].name, name) != 0)
			continue;
		rc = table[i].take(f, value, table[i].option);
		return rc == BODY_BAD ? body_bad(e, name, table[i].accepted)
				      : rc;
	}
	return body_bad(e, name,
	    "There is no such option; there are languages, dpi, psm, oem and "
	    "configParams, none that names a file.");
}

static enum body_result
take_options(struct form *f, const struct multipart_part *part,
    struct multipart_error *e)
{
	json_t *options = json_loadb((const char *)part->bytes.data,
	    part->bytes.size, JSON_REJECT_DUPLICATES, NULL);
	enum body_result rc = BODY_OK;
	const char *name;
	json_t *value;

	if (!json_is_object(options))
		rc = body_bad(e, "options", "It must be a JSON object.");
	json_object_foreach(options, name, value)
	{
		rc = take_option(f, name, value, e);
		if (rc != BODY_OK)
			break;
	}
	json_decref(options);
	return rc;
}

static enum body_result
take_parts(struct form *f, struct multipart_error *e)
{
	enum body_result rc = BODY_OK;
	size_t i;

	for (i = 0; rc == BODY_OK && i < f->sent.count; i++) {
		const struct multipart_part *part = &f->sent.parts[i];

		if (body_is_unfilled(part))
			continue;
		if (strcmp(part->name, "options") == 0)
			rc = take_options(f, part, e);
		else if (strcmp(part->name, "file") == 0)
			f->files[f->file_count++].bytes = part->bytes;
		else
			rc = body_bad(e, part->name,
			    "There is no such part; there are file and "
			    "options.");
	}
	if (rc == BODY_OK && (f->file_count == 0 || !f->files[0].bytes.size))
		rc = body_bad(e, "file", "There is no file, or it is empty.");
	return rc;
}

/* Put the answer, good or not, into the form that callers expect. */
static void
wrap(struct response *r)
{
	bool good = r->outcome == RESPONSE_OK;
	json_t *data;

	data = json_pack("{s:{s:i,s:n},s:o,s:o}", "exit", "code", !good,
	    "signal", "stdout", utf8_json(good ? r->body.data : ""), "stderr",
	    utf8_json(good ? "" : r->detail));
	if (!good) {
		response_member(r, "data", data);
		return;
	}
	buffer_free(&r->body);
	data = json_pack("{s:o}", "data", data);
	r->type = "application/json";
	json_text_add(&r->body, data);
	json_decref(data);
}

void
handler_tesseract_server(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	struct multipart_error wrong = {.detail = ""};
	enum body_result rc;
	struct form f;

	rc = form_open(&f, q, c->options->max_bytes, &wrong);
	if (rc == BODY_OK)
		rc = take_parts(&f, &wrong);
	if (rc == BODY_OK)
		form_run(&f, c, q, r);
	else
		refusal_body(r, rc, &wrong, c->options);
	form_close(&f);
	wrap(r);
}
