/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * body: the files and the fields of a form that a request brings.
 */
#ifndef FCGI_WORKER_HTTP_BODY_H
#define FCGI_WORKER_HTTP_BODY_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "http/multipart.h"
#include "http/problem.h"
#include "http/request.h"

struct body_file {
	struct bytes bytes;
	const char *name; /* as the client calls it, or NULL */
};

/* The longest value of a field of a form. */
#define BODY_FIELD_MAX 511

/* A field of a form. */
struct body_field {
	const char *name;
	const char *value;
};

struct body {
	struct body_file *files;
	size_t file_count;
	struct body_field *fields;
	size_t field_count;
	/* The memory that files and fields point into. */
	struct buffer plain;
	struct multipart parts;
};

/*
 * Finds the files and fields in the body of q, which is borrowed until
 * body_close().  Unpacked, the body may have limit bytes.  Returns 0; then
 * there is at least one file, and none is empty.  Returns -1 with the problem;
 * then there is nothing to close.
 */
int body_open(
    struct body *b, const struct request *q, size_t limit, struct problem *p);

/*
 * Notes that this worker begins to work on the body of q as it was sent.
 * Returns 0, or -1 with the problem if the body is in quarantine, since workers
 * have crashed on it.  body_open calls this itself.
 */
int body_quarantine_begin(const struct request *q, struct problem *p);

/* Notes that this worker begins to work on these files, whatever body they came
 * in: a form has another boundary each time it is sent, so its body is never
 * the same.  Returns 0, or -1 with the problem if a file is in quarantine,
 * since workers have crashed on it.  body_open calls this itself. */
int body_quarantine_begin_files(
    const struct body_file *files, size_t count, struct problem *p);

/*
 * Undoes the Content-Encoding of the body of q, and sets bytes to the result:
 * the body of q itself, or what was unpacked into plain, at most limit bytes.
 * plain is to be freed whatever the result.  Returns 0, or -1 with the problem.
 * body_open() does this, too.
 */
int body_decode(const struct request *q, size_t limit, struct buffer *plain,
    struct bytes *bytes, struct problem *p);

/* Whether part is what browsers send where no file was chosen. */
bool body_is_unfilled(const struct multipart_part *part);

/* Frees what b holds. */
void body_close(struct body *b);

#endif
