/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * body: the files and fields that a request brings, whatever they are
 * wrapped in.  Knows neither what the fields mean nor what is in the files.
 */
#include "http/body.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "http/gzip.h"
#include "shm/quarantine.h"
#include "base/bytes.h"

#define FILE_PART "file"

enum body_result
body_bad(struct multipart_error *e, const char *parameter, const char *detail)
{
	snprintf(e->parameter, sizeof(e->parameter), "%s", parameter);
	snprintf(e->detail, sizeof(e->detail), "%s", detail);
	return BODY_BAD;
}

static enum body_result
unpack(const struct request *q, size_t limit, struct buffer *plain,
    struct multipart_error *e)
{
	switch (gzip_unpack(&q->body, limit, plain)) {
	case GZIP_GOOD:
		return BODY_OK;
	case GZIP_BROKEN:
		return body_bad(e, "Content-Encoding",
		    "The body is no gzip data, damaged, or cut off.");
	case GZIP_TOO_LARGE:
		return BODY_TOO_LARGE;
	default:
		return BODY_NO_MEMORY;
	}
}

enum body_result
body_decode(const struct request *q, size_t limit, struct buffer *plain,
    struct bytes *bytes, struct multipart_error *e)
{
	const char *encoding = request_header(q, "Content-Encoding");
	const struct buffer *from = &q->body;
	enum body_result rc = BODY_OK;

	if (encoding != NULL && (strcasecmp(encoding, "gzip") == 0 ||
				    strcasecmp(encoding, "x-gzip") == 0)) {
		rc = unpack(q, limit, plain, e);
		from = plain;
	} else if (encoding != NULL && encoding[0] != '\0' &&
		   strcasecmp(encoding, "identity") != 0) {
		rc = BODY_UNSUPPORTED;
	}
	bytes->data = (const unsigned char *)from->data;
	bytes->size = from->size;
	return rc;
}

static enum body_result
add_file(struct body *b, const struct bytes *bytes, const char *name)
{
	b->files[b->file_count].bytes = *bytes;
	b->files[b->file_count++].name = name;
	return BODY_OK;
}

static enum body_result
add_field(struct body *b, const struct multipart_part *part,
    struct multipart_error *e)
{
	const struct bytes *bytes = &part->bytes;
	char *value;

	if (part->filename != NULL)
		return body_bad(e, part->name,
		    "A file goes into a part with the name file.");
	if (bytes->size > BODY_FIELD_MAX ||
	    memchr(bytes->data, '\0', bytes->size) != NULL)
		return body_bad(
		    e, part->name, "The value is too long or binary.");
	value = strndup((const char *)bytes->data, bytes->size);
	if (value == NULL)
		return BODY_NO_MEMORY;
	b->fields[b->field_count].name = part->name;
	b->fields[b->field_count++].value = value;
	return BODY_OK;
}

bool
body_is_unfilled(const struct multipart_part *part)
{
	return part->filename != NULL && part->filename[0] == '\0' &&
	       part->bytes.size == 0;
}

static enum body_result
add_parts(struct body *b, struct multipart_error *e)
{
	enum body_result rc = BODY_OK;
	const struct multipart_part *part;
	size_t i;

	b->fields = calloc(b->parts.count + 1, sizeof(*b->fields));
	b->files = calloc(b->parts.count + 1, sizeof(*b->files));
	if (b->fields == NULL || b->files == NULL)
		return BODY_NO_MEMORY;
	for (i = 0; rc == BODY_OK && i < b->parts.count; i++) {
		part = &b->parts.parts[i];
		if (body_is_unfilled(part))
			continue;
		if (strcmp(part->name, FILE_PART) != 0)
			rc = add_field(b, part, e);
		else if (part->bytes.size > 0)
			rc = add_file(b, &part->bytes, part->filename);
	}
	if (rc == BODY_OK && b->file_count == 0)
		rc = body_bad(e, FILE_PART,
		    "There is no file: the part with the name file is missing "
		    "or empty.");
	return rc;
}

static enum body_result
open_form(struct body *b, const char *type, const struct bytes *bytes,
    struct multipart_error *e)
{
	switch (multipart_parse(&b->parts, type, bytes, e)) {
	case MULTIPART_GOOD:
		return add_parts(b, e);
	case MULTIPART_BAD:
		return BODY_BAD;
	default:
		return BODY_NO_MEMORY;
	}
}

bool
body_quarantine_begin(const struct request *q)
{
	return q->body.size == 0 ||
	       quarantine_enter(q->body.data, q->body.size, false);
}

bool
body_quarantine_begin_files(const struct body_file *files, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (!quarantine_enter(
			files[i].bytes.data, files[i].bytes.size, i > 0))
			return false;
	return true;
}

enum body_result
body_open(struct body *b, const struct request *q, size_t limit,
    struct multipart_error *e)
{
	const char *type = request_header(q, "Content-Type");
	struct bytes bytes;
	enum body_result rc;

	*b = (struct body){0};
	if (!body_quarantine_begin(q))
		return BODY_QUARANTINED;
	rc = body_decode(q, limit, &b->plain, &bytes, e);
	if (rc == BODY_OK && bytes.size == 0)
		rc = body_bad(
		    e, "body", "The body is empty; send an image or PDF.");
	else if (rc == BODY_OK && multipart_is_announced(type))
		rc = open_form(b, type, &bytes, e);
	else if (rc == BODY_OK)
		rc = (b->files = calloc(1, sizeof(*b->files))) == NULL
			 ? BODY_NO_MEMORY
			 : add_file(b, &bytes, NULL);
	/* A body that is the file itself has entered already. */
	if (rc == BODY_OK &&
	    b->files[0].bytes.data != (unsigned char *)q->body.data &&
	    !body_quarantine_begin_files(b->files, b->file_count))
		rc = BODY_QUARANTINED;
	if (rc != BODY_OK)
		body_close(b);
	return rc;
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
