/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * foreign_form: turns the form that a caller of another service posts into a
 * request to this one.  Knows none of those services.
 */
#include "handlers/foreign_form.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/bytes.h"
#include "http/query.h"
#include "ocr/ocr.h"

#define URLENCODED "application/x-www-form-urlencoded"

/* Decodes size URL-encoded bytes at s in place: %XX is a byte, + a space.
 * Returns the new size, or -1 if a %XX is wrong. */
static long
decode_in_place(char *s, size_t size)
{
	size_t next, length = 0;
	int byte;

	for (next = 0; next < size; next++) {
		if (s[next] != '%') {
			s[length++] = s[next] == '+' ? ' ' : s[next];
			continue;
		}
		if (size - next < 3)
			return -1;
		byte = query_byte(s + next + 1);
		if (byte == -1)
			return -1;
		s[length++] = (char)byte;
		next += 2;
	}
	return (long)length;
}

static int
refuse_count(struct problem *p)
{
	return problem_bad_parameter(
	    p, "body", "The form has too many fields.");
}

/*
 * Makes the size bytes at s, name=value, the next part of f.  Decodes the value
 * in place, and has the part point to it; copies the name.  Returns 0, or -1
 * with the problem.  A pair without a name is a problem, too.
 */
static int
take_pair(struct foreign_form *f, char *s, size_t size, struct problem *p)
{
	struct multipart_part *part = &f->sent.parts[f->sent.count];
	char *equals = memchr(s, '=', size);
	size_t name_size = equals == NULL ? size : (size_t)(equals - s);
	char *value = equals == NULL ? s + size : equals + 1;
	long name_length = decode_in_place(s, name_size);
	long length = decode_in_place(value, size - (size_t)(value - s));

	if (name_length < 1 || length == -1)
		return problem_bad_parameter(
		    p, "body", "The form has a malformed %%XX.");
	part->name = strndup(s, (size_t)name_length);
	if (part->name == NULL)
		return problem_no_memory(p, "the body");
	part->bytes.data = (unsigned char *)value;
	part->bytes.size = (size_t)length;
	f->sent.count++;
	return 0;
}

/*
 * Reads a URL-encoded form, name=value&name=value, into the parts of f.
 * Returns 0, or -1 with the problem.
 */
static int
open_urlencoded(
    struct foreign_form *f, const struct bytes *bytes, struct problem *p)
{
	size_t offset = 0, size;
	char *end;

	/* An unpacked body is a copy already; otherwise copy it, since pairs
	 * are decoded in place. */
	if (f->plain.size == 0)
		buffer_add(&f->plain, bytes->data, bytes->size);
	f->sent.parts =
	    calloc(FOREIGN_FORM_OPTIONS_MAX, sizeof(*f->sent.parts));
	if (f->plain.failed || f->sent.parts == NULL)
		return problem_no_memory(p, "the body");
	for (; offset < f->plain.size; offset += size + 1) {
		if (f->sent.count == FOREIGN_FORM_OPTIONS_MAX)
			return refuse_count(p);
		end =
		    memchr(f->plain.data + offset, '&', f->plain.size - offset);
		size = end == NULL ? f->plain.size - offset
				   : (size_t)(end - f->plain.data) - offset;
		if (size > 0 &&
		    take_pair(f, f->plain.data + offset, size, p) == -1)
			return -1;
	}
	return 0;
}

/*
 * Finds the parts of the form in bytes.  content_type is their Content-Type, or
 * NULL if the request has none.  Returns 0, or -1 with the problem.
 */
static int
open_parts(struct foreign_form *f, const char *content_type,
    const struct bytes *bytes, struct problem *p)
{
	if (multipart_is_announced(content_type))
		return multipart_parse(&f->sent, content_type, bytes, p);
	if (content_type != NULL &&
	    strncasecmp(content_type, URLENCODED, strlen(URLENCODED)) == 0)
		return open_urlencoded(f, bytes, p);
	return problem_bad_parameter(p, "Content-Type",
	    "It must be multipart/form-data or " URLENCODED ".");
}

/*
 * Begins f, and sets *bytes to the body of q, unpacked.  An empty body is
 * refused; the problem then asks for wanted.  Returns 0, or -1 with the
 * problem.
 */
static int
open_body(struct foreign_form *f, const struct request *q, size_t limit,
    const char *wanted, struct bytes *bytes, struct problem *p)
{
	*f = (struct foreign_form){.file_count = 0};
	if (body_quarantine_begin(q, p) == -1 ||
	    body_decode(q, limit, &f->plain, bytes, p) == -1)
		return -1;
	return bytes->size > 0 ? 0
			       : problem_bad_parameter(p, "body",
				     "The body is empty; send %s.", wanted);
}

int
foreign_form_open(struct foreign_form *f, const struct request *q, size_t limit,
    struct problem *p)
{
	struct bytes bytes;

	if (open_body(f, q, limit, "a form", &bytes, p) == -1)
		return -1;
	if (open_parts(f, request_header(q, "Content-Type"), &bytes, p) == -1)
		return -1;
	f->files = calloc(f->sent.count + 1, sizeof(*f->files));
	return f->files == NULL ? problem_no_memory(p, "the body") : 0;
}

int
foreign_form_open_file(struct foreign_form *f, const struct request *q,
    size_t limit, struct problem *p)
{
	struct bytes bytes;

	if (open_body(f, q, limit, "an image or PDF", &bytes, p) == -1)
		return -1;
	f->files = calloc(1, sizeof(*f->files));
	if (f->files == NULL)
		return problem_no_memory(p, "the body");
	f->files[0].bytes = bytes;
	f->file_count = 1;
	return 0;
}

void
foreign_form_close(struct foreign_form *f)
{
	size_t i;

	for (i = 0; i < f->option_count; i++) {
		free((char *)(uintptr_t)f->options[i].name);
		free((char *)(uintptr_t)f->options[i].value);
	}
	free(f->files);
	multipart_free(&f->sent);
	buffer_free(&f->plain);
	*f = (struct foreign_form){.file_count = 0};
}

int
foreign_form_add_option(struct foreign_form *f, const char *name,
    const char *value, struct problem *p)
{
	struct body_field *field = &f->options[f->option_count];

	if (f->option_count == FOREIGN_FORM_OPTIONS_MAX)
		return refuse_count(p);
	f->option_count++;
	field->name = strdup(name);
	field->value = strdup(value);
	return field->name == NULL || field->value == NULL
		   ? problem_no_memory(p, "the body")
		   : 0;
}

bool
foreign_form_is(const struct multipart_part *part, const char *text)
{
	return part->bytes.size == strlen(text) &&
	       strncasecmp(
		   (const char *)part->bytes.data, text, part->bytes.size) == 0;
}

void
foreign_form_run(const struct foreign_form *f, const struct ocr_context *c,
    const struct request *q, struct response *r)
{
	const struct body body = {
	    .files = f->files, .file_count = f->file_count};
	const struct params_input input = {.query = "",
	    .quality = c->options->quality,
	    .has_models = c->options->models != NULL,
	    .with_markdown = f->with_markdown,
	    .fields = f->options,
	    .field_count = f->option_count};
	struct params params;

	if (body_quarantine_begin_files(f->files, f->file_count, &r->problem) ==
		0 &&
	    params_parse(&params, &input, &r->problem) == 0)
		ocr_run(c, &body, &params, q->id, r);
}
