/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * body: finds the files and fields in the body of a request, whether it is one
 * file or a form, compressed or not.  It knows neither what the fields mean nor
 * what is in the files.  Its bytes come, and are limited, by
 * worker/request_body.c.
 */
#include "http/body.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/bytes.h"
#include "http/gunzip.h"
#include "shm/quarantine.h"

#define FILE_PART "file"

int
body_decode(const struct request *q, size_t limit, struct buffer *plain,
    struct bytes *bytes, struct problem *p)
{
	const char *encoding = request_header(q, "Content-Encoding");
	const struct buffer *source = &q->body;
	int rc = 0;

	if (encoding != NULL && (strcasecmp(encoding, "gzip") == 0 ||
				    strcasecmp(encoding, "x-gzip") == 0)) {
		rc = gunzip_body(&q->body, limit, plain, p);
		source = plain;
	} else if (encoding != NULL && encoding[0] != '\0' &&
		   strcasecmp(encoding, "identity") != 0) {
		rc = problem_set(p, PROBLEM_UNSUPPORTED_TYPE,
		    "The Content-Encoding is not supported.");
		problem_member(
		    p, "supported", json_pack("[s,s]", "gzip", "identity"));
	}
	bytes->data = (const unsigned char *)source->data;
	bytes->size = source->size;
	return rc;
}

static void
add_file(struct body *b, const struct bytes *bytes, const char *name)
{
	b->files[b->file_count].bytes = *bytes;
	b->files[b->file_count++].name = name;
}

/* Adds part as a field.  Returns 0, or -1 with the problem. */
static int
add_field(struct body *b, const struct multipart_part *part, struct problem *p)
{
	const struct bytes *bytes = &part->bytes;
	char *value;

	if (part->filename != NULL)
		return problem_bad_parameter(p, part->name,
		    "A file goes into a part with the name file.");
	if (bytes->size > BODY_FIELD_MAX ||
	    memchr(bytes->data, '\0', bytes->size) != NULL)
		return problem_bad_parameter(
		    p, part->name, "The value is too long or binary.");
	value = strndup((const char *)bytes->data, bytes->size);
	if (value == NULL)
		return problem_no_memory(p, "the body");
	b->fields[b->field_count].name = part->name;
	b->fields[b->field_count++].value = value;
	return 0;
}

bool
body_is_unfilled(const struct multipart_part *part)
{
	return part->filename != NULL && part->filename[0] == '\0' &&
	       part->bytes.size == 0;
}

/*
 * Makes each part a file or a field of b.  Leaves out empty files; if no other
 * is left, that is a problem.  Returns 0, or -1 with the problem.
 */
static int
add_parts(struct body *b, struct problem *p)
{
	b->fields = calloc(b->parts.count + 1, sizeof(*b->fields));
	b->files = calloc(b->parts.count + 1, sizeof(*b->files));
	if (b->fields == NULL || b->files == NULL)
		return problem_no_memory(p, "the body");
	for (size_t i = 0; i < b->parts.count; i++) {
		const struct multipart_part *part = &b->parts.parts[i];

		if (body_is_unfilled(part))
			continue;
		if (strcmp(part->name, FILE_PART) != 0) {
			if (add_field(b, part, p) == -1)
				return -1;
		} else if (part->bytes.size > 0) {
			add_file(b, &part->bytes, part->filename);
		}
	}
	if (b->file_count == 0)
		return problem_bad_parameter(p, FILE_PART,
		    "There is no file: the part with the name file is missing "
		    "or empty.");
	return 0;
}

/* Makes a body that is the file itself the only file of b.  Returns 0, or -1
 * with the problem. */
static int
open_file(struct body *b, const struct bytes *bytes, struct problem *p)
{
	b->files = calloc(1, sizeof(*b->files));
	if (b->files == NULL)
		return problem_no_memory(p, "the body");
	add_file(b, bytes, NULL);
	return 0;
}

static int
refuse_quarantined(struct problem *p)
{
	return problem_set(p, PROBLEM_QUARANTINED,
	    "This file crashed the workers that tried it.");
}

int
body_quarantine_begin(const struct request *q, struct problem *p)
{
	if (q->body.size == 0 ||
	    quarantine_enter(q->body.data, q->body.size, false))
		return 0;
	return refuse_quarantined(p);
}

int
body_quarantine_begin_files(
    const struct body_file *files, size_t count, struct problem *p)
{
	for (size_t i = 0; i < count; i++)
		if (!quarantine_enter(
			files[i].bytes.data, files[i].bytes.size, i > 0))
			return refuse_quarantined(p);
	return 0;
}

/*
 * Finds the files and fields in the body of q, which may have limit bytes when
 * it is unpacked.  Returns 0, or -1 with the problem; body_open() then frees
 * what b has.
 */
static int
open_body(
    struct body *b, const struct request *q, size_t limit, struct problem *p)
{
	const char *type = request_header(q, "Content-Type");
	struct bytes bytes;

	if (body_quarantine_begin(q, p) == -1 ||
	    body_decode(q, limit, &b->plain, &bytes, p) == -1)
		return -1;
	if (bytes.size == 0)
		return problem_bad_parameter(
		    p, "body", "The body is empty; send an image or PDF.");
	if (!multipart_is_announced(type)) {
		if (open_file(b, &bytes, p) == -1)
			return -1;
	} else if (multipart_parse(&b->parts, type, &bytes, p) == -1 ||
		   add_parts(b, p) == -1) {
		return -1;
	}
	/* body_quarantine_begin() has noted a body that is the file itself. */
	if (b->files[0].bytes.data == (unsigned char *)q->body.data)
		return 0;
	return body_quarantine_begin_files(b->files, b->file_count, p);
}

int
body_open(
    struct body *b, const struct request *q, size_t limit, struct problem *p)
{
	*b = (struct body){0};
	if (open_body(b, q, limit, p) == 0)
		return 0;
	body_close(b);
	return -1;
}

void
body_close(struct body *b)
{
	size_t i;

	for (i = 0; i < b->field_count; i++)
		free((char *)(uintptr_t)b->fields[i].value);
	free(b->fields);
	free(b->files);
	multipart_free(&b->parts);
	buffer_free(&b->plain);
	*b = (struct body){0};
}
