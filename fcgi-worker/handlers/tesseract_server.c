/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tesseract_server: POST /tesseract as hertzg/tesseract-server has it, so that
 * its callers need no change.  Unlike there, a failure has an HTTP status of
 * its own.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "handlers/foreign_form.h"
#include "handlers/handlers.h"

#define CREATE "tessedit_create_"

/*
 * Each of these functions puts the value of one option into the form.  Returns
 * 0, or -1.  A -1 without a problem means that the option does not take the
 * value.
 */

/* Sets option to the codes in value, a list, joined by +.  Returns 0; or -1
 * with the problem.  If value is no such list, there is no problem yet:
 * take_option() then says what the option accepts. */
static int
take_languages(struct foreign_form *f, const json_t *value, const char *option,
    struct problem *p)
{
	char lang[VALUE_LANG_MAX + 1] = "";
	size_t used = 0, i, n = json_array_size(value);
	const char *code;

	for (i = 0; i < n; i++) {
		code = json_string_value(json_array_get(value, i));
		if (code == NULL || used + strlen(code) + 2 > sizeof(lang))
			return -1;
		used += (size_t)snprintf(lang + used, sizeof(lang) - used,
		    "%s%s", i > 0 ? "+" : "", code);
	}
	return n == 0 ? -1 : foreign_form_add_option(f, option, lang, p);
}

/* Sets the option to value, an integer.  Returns 0, or -1; there is no problem
 * yet if value is no integer. */
static int
take_number(struct foreign_form *f, const json_t *value, const char *option,
    struct problem *p)
{
	char number[32];

	if (!json_is_integer(value))
		return -1;
	snprintf(number, sizeof(number), "%lld",
	    (long long)json_integer_value(value));
	return foreign_form_add_option(f, option, number, p);
}

/* Accepts the number of an engine, 1 for LSTM or 3 for the default, which is
 * LSTM here.  So either changes nothing.  Returns 0, or -1 without a problem
 * for another number. */
static int
take_engine(struct foreign_form *f, const json_t *value, const char *option,
    struct problem *p)
{
	json_int_t n = json_integer_value(value);

	(void)f;
	(void)option;
	(void)p;
	return n == 1 || n == 3 ? 0 : -1;
}

/*
 * Takes a variable of Tesseract.  A variable that makes Tesseract write a
 * format, such as tessedit_create_hocr=1, becomes the option format.  Not all
 * formats are accepted: pdf, json and ndjson are not.  Returns 0, or -1 with
 * the problem.  If the value is not accepted, there is no problem beside the
 * -1: take_option() says what is accepted.
 */
static int
take_variable(struct foreign_form *f, const char *name, const char *value,
    struct problem *p)
{
	char option[96];

	if (strncmp(name, CREATE, strlen(CREATE)) != 0) {
		snprintf(option, sizeof(option), "var.%s", name);
		return foreign_form_add_option(f, option, value, p);
	}
	if (strcmp(value, "0") == 0)
		return 0;
	name += strlen(CREATE);
	if (strcmp(value, "1") != 0 || strcmp(name, "pdf") == 0 ||
	    strcmp(name, "json") == 0 || strcmp(name, "ndjson") == 0)
		return -1;
	return foreign_form_add_option(
	    f, "format", strcmp(name, "txt") == 0 ? "text" : name, p);
}

/* Takes each variable of an object.  Their names say which options they set, so
 * option is not used.  Returns 0; or -1 with the problem.  If a value is not
 * taken, there is no problem yet: take_option() then says what is accepted. */
static int
take_variables(struct foreign_form *f, const json_t *variables,
    const char *option, struct problem *p)
{
	const char *name, *text;
	json_t *value;

	(void)option;
	if (!json_is_object(variables))
		return -1;
	json_object_foreach((json_t *)(uintptr_t)variables, name, value)
	{
		text = json_string_value(value);
		if (text == NULL || take_variable(f, name, text, p) == -1)
			return -1;
	}
	return 0;
}

/* Some callers send the short names, which older versions took. */
static const struct {
	const char *name;
	int (*take)(struct foreign_form *, const json_t *, const char *,
	    struct problem *);
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

/*
 * Takes one option.  Returns 0, or -1 with the problem: that of the function
 * that takes its value or, if that gave none, what the option accepts.
 */
static int
take_option(struct foreign_form *f, const char *name, const json_t *value,
    struct problem *p)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (strcmp(table[i].name, name) != 0)
			continue;
		if (table[i].take(f, value, table[i].option, p) == 0)
			return 0;
		return problem_is_set(p) ? -1
					 : problem_bad_parameter(p, name, "%s",
					       table[i].accepted);
	}
	return problem_bad_parameter(p, name,
	    "There is no such option; there are languages, dpi, psm, oem and "
	    "configParams, and no option can name a file.");
}

/*
 * Takes each option of the JSON object in part.  Returns 0, or -1 with the
 * problem.
 */
static int
take_options(struct foreign_form *f, const struct multipart_part *part,
    struct problem *p)
{
	json_t *options = json_loadb((const char *)part->bytes.data,
	    part->bytes.size, JSON_REJECT_DUPLICATES, NULL);
	const char *name;
	json_t *value;
	int rc = 0;

	if (!json_is_object(options))
		rc = problem_bad_parameter(
		    p, "options", "It must be a JSON object.");
	json_object_foreach(options, name, value)
	{
		rc = take_option(f, name, value, p);
		if (rc == -1)
			break;
	}
	json_decref(options);
	return rc;
}

/* Adds a part of the form to f, which has room for as many files as there are
 * parts.  A part that a browser sends for a field without a file is ignored.
 * Returns 0, or -1 with the problem set. */
static int
take_part(struct foreign_form *f, const struct multipart_part *part,
    struct problem *p)
{
	if (body_is_unfilled(part))
		return 0;
	if (strcmp(part->name, "options") == 0)
		return take_options(f, part, p);
	if (strcmp(part->name, "file") != 0)
		return problem_bad_parameter(p, part->name,
		    "There is no such part; there are file and options.");
	f->files[f->file_count++].bytes = part->bytes;
	return 0;
}

/* Takes the file and the options of the form f.  Returns 0, or -1 with the
 * problem. */
static int
take_parts(struct foreign_form *f, struct problem *p)
{
	for (size_t i = 0; i < f->sent.count; i++)
		if (take_part(f, &f->sent.parts[i], p) == -1)
			return -1;
	if (f->file_count == 0 || f->files[0].bytes.size == 0)
		return problem_bad_parameter(
		    p, "file", "There is no file, or it is empty.");
	return 0;
}

/* Turns the answer in r, or the problem, into what callers of tesseract-server
 * expect. */
static void
wrap_answer(struct response *r)
{
	bool good = !problem_is_set(&r->problem);
	json_t *data;

	data = json_pack("{s:{s:i,s:n},s:o,s:o}", "exit", "code", !good,
	    "signal", "stdout", utf8_json(good ? r->body.data : ""), "stderr",
	    utf8_json(good ? "" : r->problem.detail));
	if (!good) {
		problem_member(&r->problem, "data", data);
		return;
	}
	buffer_free(&r->body);
	response_json(r, json_pack("{s:o}", "data", data));
}

/* POST /tesseract, as hertzg/tesseract-server has it. */
void
handler_tesseract_server(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	struct foreign_form f;

	if (foreign_form_open(&f, q, c->options->max_bytes, &r->problem) == 0 &&
	    take_parts(&f, &r->problem) == 0)
		foreign_form_run(&f, c, q, r);
	foreign_form_close(&f);
	wrap_answer(r);
}
