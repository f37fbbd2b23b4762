/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * form: the form that a caller of another service posts, turned into what
 * this one is asked for.  Knows none of those services.
 */
#include "handlers/form.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ocr/ocr.h"
#include "http/query.h"
#include "ocr/refusal.h"
#include "base/bytes.h"

#define URLENCODED "application/x-www-form-urlencoded"

/* Decode size bytes in place.  Returns the new size, or -1. */
static long
decode(char *s, size_t size)
{
	size_t from, to = 0;
	int byte;

	for (from = 0; from < size; from++) {
		if (s[from] != '%') {
			s[to++] = s[from] == '+' ? ' ' : s[from];
			continue;
		}
		if (size - from < 3)
			return -1;
		byte = query_byte(s + from + 1);
		if (byte == -1)
			return -1;
		s[to++] = (char)byte;
		from += 2;
	}
	return (long)to;
}

/* Read the pair of size bytes at s into a part. */
static enum body_result
take_pair(struct form *f, char *s, size_t size, struct multipart_error *e)
{
	struct multipart_part *part = &f->sent.parts[f->sent.count];
	char *equals = memchr(s, '=', size);
	size_t name_size = equals == NULL ? size : (size_t)(equals - s);
	char *value = equals == NULL ? s + size : equals + 1;
	long name_length = decode(s, name_size);
	long length = decode(value, size - (size_t)(value - s));

	if (name_length < 1 || length == -1)
		return body_bad(e, "body", "The form has a wrong %XX.");
	part->name = strndup(s, (size_t)name_length);
	part->bytes.data = (unsigned char *)value;
	part->bytes.size = (size_t)length;
	f->sent.count += part->name != NULL;
	return part->name == NULL ? BODY_NO_MEMORY : BODY_OK;
}

static enum body_result
open_urlencoded(
    struct form *f, const struct bytes *bytes, struct multipart_error *e)
{
	enum body_result rc = BODY_OK;
	size_t at = 0, size;
	char *end;

	/* Unpacked it is there already; pairs are decoded in place. */
	if (f->plain.size == 0)
		buffer_add(&f->plain, bytes->data, bytes->size);
	f->sent.parts = calloc(FORM_OPTIONS_MAX, sizeof(*f->sent.parts));
	if (f->plain.failed || f->sent.parts == NULL)
		return BODY_NO_MEMORY;
	while (rc == BODY_OK && at < f->plain.size) {
		if (f->sent.count == FORM_OPTIONS_MAX)
			return BODY_BAD;
		end = memchr(f->plain.data + at, '&', f->plain.size - at);
		size = end == NULL ? f->plain.size - at
				   : (size_t)(end - f->plain.data) - at;
		if (size > 0)
			rc = take_pair(f, f->plain.data + at, size, e);
		at += size + 1;
	}
	return rc;
}

enum body_result
form_open(struct form *f, const struct request *q, size_t limit,
    struct multipart_error *e)
{
	const char *type = request_header(q, "Content-Type");
	struct bytes bytes;
	enum body_result rc;

	*f = (struct form){.file_count = 0};
	body_bad(e, "body", "The form has too many fields.");
	if (!body_quarantine_begin(q))
		return BODY_QUARANTINED;
	rc = body_decode(q, limit, &f->plain, &bytes, e);
	if (rc != BODY_OK)
		return rc;
	if (bytes.size == 0)
		return body_bad(e, "body", "The body is empty; send a form.");
	if (multipart_is_announced(type)) {
		switch (multipart_parse(&f->sent, type, &bytes, e)) {
		case MULTIPART_GOOD:
			break;
		case MULTIPART_BAD:
			return BODY_BAD;
		default:
			return BODY_NO_MEMORY;
		}
	} else if (type != NULL &&
		   strncasecmp(type, URLENCODED, strlen(URLENCODED)) == 0) {
		rc = open_urlencoded(f, &bytes, e);
	} else {
		return body_bad(e, "Content-Type",
		    "It must be multipart/form-data or " URLENCODED ".");
	}
	f->files = calloc(f->sent.count + 1, sizeof(*f->files));
	return f->files == NULL ? BODY_NO_MEMORY : rc;
}

void
form_close(struct form *f)
{
	size_t i;

	for (i = 0; i < f->option_count; i++) {
		free((char *)(uintptr_t)f->options[i].name);
		free((char *)(uintptr_t)f->options[i].value);
	}
	free(f->files);
	multipart_free(&f->sent);
	buffer_free(&f->plain);
	*f = (struct form){.file_count = 0};
}

enum body_result
form_ask(struct form *f, const char *name, const char *value)
{
	struct body_field *field = &f->options[f->option_count];

	if (f->option_count == FORM_OPTIONS_MAX)
		return BODY_BAD;
	f->option_count++;
	field->name = strdup(name);
	field->value = strdup(value);
	return field->name == NULL || field->value == NULL ? BODY_NO_MEMORY
							   : BODY_OK;
}

bool
form_is(const struct multipart_part *part, const char *text)
{
	return part->bytes.size == strlen(text) &&
	       strncasecmp(
		   (const char *)part->bytes.data, text, part->bytes.size) == 0;
}

void
form_run(const struct form *f, const struct ocr_context *c,
    const struct request *q, struct response *r)
{
	const struct body body = {
	    .files = f->files, .file_count = f->file_count};
	const struct params_input from = {
	    .query = "", .fields = f->options, .field_count = f->option_count};
	struct params_error error;
	enum params_result asked;
	struct params recipe;

	if (!body_quarantine_begin_files(f->files, f->file_count)) {
		refusal_body(r, BODY_QUARANTINED, NULL, c->options);
		return;
	}
	asked = params_parse(&recipe, &from, &error);
	if (asked == PARAMS_OK)
		ocr_run(c, &body, &recipe, q->id, r);
	else
		refusal_recipe(r, asked, &error);
}
