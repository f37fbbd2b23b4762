/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ocr_space: POST /parse/image as ocr.space has it, so that its callers need no
 * change.  Unlike there, a failure has an HTTP status of its own, and no URL is
 * fetched.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "base/json_text.h"
#include "base/utf8.h"
#include "handlers/foreign_form.h"
#include "handlers/handlers.h"
#include "handlers/ocr_space_json.h"
#include "handlers/remote_url.h"

#define ONE_FILE "There must be exactly one file, in file or base64Image."

/* A request, while its form is read. */
struct job {
	struct foreign_form form;
	struct buffer image; /* out of base64Image */
	bool overlay;
	struct problem *problem;
};

/* ocr.space's codes that are not Tesseract's; "" is the pool's default. */
static const char *const languages[][2] = {
    {"auto", ""},
    {"chs", "chi_sim"},
    {"cht", "chi_tra"},
    {"cze", "ces"},
    {"dut", "nld"},
    {"fre", "fra"},
    {"ger", "deu"},
    {"gre", "ell"},
};

/* Takes a language: a code of ocr.space's becomes Tesseract's.  Returns 0, or
 * -1 with the problem. */
static int
take_language(struct job *j, const struct multipart_part *part)
{
	char code[64];
	size_t i;

	snprintf(code, sizeof(code), "%.*s",
	    part->bytes.size < sizeof(code) ? (int)part->bytes.size : 0,
	    (const char *)part->bytes.data);
	for (i = 0; i < sizeof(languages) / sizeof(languages[0]); i++)
		if (foreign_form_is(part, languages[i][0]))
			snprintf(code, sizeof(code), "%s", languages[i][1]);
	return foreign_form_add_option(&j->form, "lang", code, j->problem);
}

/* Makes bytes the one file of the form, with the name that part has.  Returns
 * 0, or -1 with the problem. */
static int
add_file(
    struct job *j, const struct multipart_part *part, const struct bytes *bytes)
{
	if (j->form.file_count > 0 || bytes->size == 0)
		return problem_bad_parameter(j->problem, part->name, ONE_FILE);
	j->form.files[j->form.file_count].name = part->filename;
	j->form.files[j->form.file_count++].bytes = *bytes;
	return 0;
}

static int
take_file(struct job *j, const struct multipart_part *part)
{
	return body_is_unfilled(part) ? 0 : add_file(j, part, &part->bytes);
}

/* Takes the file that the part base64Image has, as base64 or a data URL.
 * Returns 0, or -1 with the problem. */
static int
take_base64(struct job *j, const struct multipart_part *part)
{
	struct bytes bytes;

	if (j->image.data != NULL)
		return problem_bad_parameter(j->problem, part->name, ONE_FILE);
	if (remote_url_is(&part->bytes))
		return remote_url_refuse(j->problem, part->name);
	if (base64_decode(&part->bytes, &j->image) == -1)
		return j->image.failed
			   ? problem_no_memory(j->problem, "the body")
			   : problem_bad_parameter(
				 j->problem, part->name, "It is no base64.");
	bytes.data = (const unsigned char *)j->image.data;
	bytes.size = j->image.size;
	return add_file(j, part, &bytes);
}

/* Returns 1 for a switch that is on, 0 for off, or -1 for another value. */
static int
read_switch(const struct multipart_part *part)
{
	if (foreign_form_is(part, "true") || foreign_form_is(part, "1"))
		return 1;
	if (foreign_form_is(part, "false") || foreign_form_is(part, "0") ||
	    part->bytes.size == 0)
		return 0;
	return -1;
}

/*
 * Takes a switch; if it is on, sets the option of /ocr that it stands for.
 * Returns 0, or -1 with the problem.
 */
static int
take_switch(struct job *j, const struct multipart_part *part)
{
	int on = read_switch(part);

	if (on == -1)
		return problem_bad_parameter(
		    j->problem, part->name, "It must be true or false.");
	if (on == 0)
		return 0;
	if (strcmp(part->name, "isOverlayRequired") == 0)
		j->overlay = true;
	else if (strcmp(part->name, "detectOrientation") == 0)
		return foreign_form_add_option(
		    &j->form, "rotate", "auto", j->problem);
	else if (strcmp(part->name, "isTable") == 0)
		return foreign_form_add_option(
		    &j->form, "psm", "6", j->problem);
	else if (strcmp(part->name, "isCreateSearchablePdf") == 0)
		return problem_bad_parameter(j->problem, part->name,
		    "Files are not kept; post the file to /ocr?format=pdf.");
	return 0;
}

/* Refuses the address of a file, unless the field was left empty.  Returns 0,
 * or -1 with the problem. */
static int
take_url(struct job *j, const struct multipart_part *part)
{
	return part->bytes.size == 0
		   ? 0
		   : remote_url_refuse(j->problem, part->name);
}

/* Ignores an option that changes nothing, since the bytes tell a file's type,
 * and there is one engine.  Always returns 0. */
static int
ignore_option(struct job *j, const struct multipart_part *part)
{
	(void)j;
	(void)part;
	return 0;
}

static const struct {
	const char *name;
	int (*take)(struct job *, const struct multipart_part *);
} table[] = {
    {"file", take_file},
    {"base64Image", take_base64},
    {"url", take_url},
    {"language", take_language},
    {"isOverlayRequired", take_switch},
    {"detectOrientation", take_switch},
    {"isTable", take_switch},
    {"isCreateSearchablePdf", take_switch},
    {"isSearchablePdfHideTextLayer", ignore_option},
    {"scale", ignore_option},
    {"filetype", ignore_option},
    {"OCREngine", ignore_option},
    {"apikey", ignore_option},
};

/* Takes a part of the form by its name, in upper or lower case.  Returns 0, or
 * -1 with the problem. */
static int
take_part(struct job *j, const struct multipart_part *part)
{
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcasecmp(table[i].name, part->name) == 0)
			return table[i].take(j, part);
	return problem_bad_parameter(
	    j->problem, part->name, "There is no such parameter.");
}

/* Takes the file and the options of the form.  Asks for the answer as JSON,
 * from which ocr.space's form is made later.  Returns 0, or -1 with the
 * problem. */
static int
take_parts(struct job *j)
{
	if (foreign_form_add_option(&j->form, "format", "json", j->problem) ==
	    -1)
		return -1;
	for (size_t i = 0; i < j->form.sent.count; i++)
		if (take_part(j, &j->form.sent.parts[i]) == -1)
			return -1;
	if (j->form.file_count == 0)
		return problem_bad_parameter(j->problem, "file", ONE_FILE);
	return 0;
}

/*
 * Adds the members by which callers of ocr.space recognize a failure to the
 * problem of r.
 */
static void
tell_failure(struct response *r)
{
	/* ocr.space's codes. */
	enum { NOTHING_READ = 3, FATAL = 4, BAD_PARAMETER = 99 };
	int status = r->problem.status;
	int code = status == 400		    ? BAD_PARAMETER
		   : status == 415 || status == 422 ? NOTHING_READ
						    : FATAL;

	problem_member(&r->problem, "OCRExitCode", json_integer(code));
	problem_member(&r->problem, "IsErroredOnProcessing", json_true());
	problem_member(&r->problem, "ErrorMessage",
	    json_pack("[o]", utf8_json(r->problem.detail)));
}

/* Turns the answer in r, or the problem, into what callers of ocr.space expect.
 */
static void
wrap_answer(const struct job *j, struct response *r)
{
	json_t *answer, *document;

	if (problem_is_set(&r->problem)) {
		tell_failure(r);
		return;
	}
	answer = json_loadb(r->body.data, r->body.size, JSON_ALLOW_NUL, NULL);
	document = ocr_space_json_make(
	    answer, j->overlay, clock_exact_ms() - r->start_ms);
	buffer_free(&r->body);
	json_text_add(&r->body, document);
	json_decref(document);
	json_decref(answer);
}

/* POST /parse/image, as ocr.space has it. */
void
handler_ocr_space(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	struct job j = {.problem = &r->problem};

	if (foreign_form_open(&j.form, q, c->options->max_bytes, j.problem) ==
		0 &&
	    take_parts(&j) == 0)
		foreign_form_run(&j.form, c, q, r);
	foreign_form_close(&j.form);
	buffer_free(&j.image);
	wrap_answer(&j, r);
}
