/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * body: the files and the fields of a form that a request brings.
 */
#ifndef FCGI_WORKER_HTTP_BODY_H
#define FCGI_WORKER_HTTP_BODY_H

#include <stdbool.h>

#include "base/buffer.h"
#include "http/multipart.h"
#include "http/request.h"
#include "base/bytes.h"

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
	/* What the others point into. */
	struct buffer plain;
	struct multipart parts;
};

enum body_result {
	BODY_OK,
	BODY_BAD,
	BODY_TOO_LARGE,	  /* unpacked it is over the limit */
	BODY_UNSUPPORTED, /* its Content-Encoding is not known */
	BODY_QUARANTINED, /* it crashed the workers that tried it */
	BODY_NO_MEMORY
};

/*
 * Find out what the body of q holds; q is borrowed until body_close.
 * Unpacked it may have limit bytes.  There is at least one file, and no
 * file is empty.  BODY_BAD fills error; with any result but BODY_OK there
 * is nothing to close.
 */
enum body_result body_open(struct body *b, const struct request *q,
    size_t limit, struct multipart_error *error);

/*
 * Begin to work on the body of q as it was sent.  Returns false when it is
 * BODY_QUARANTINED.  body_open does so, too.
 */
bool body_quarantine_begin(const struct request *q);

/*
 * The same with the files themselves, whatever they were wrapped in: a form's
 * boundary is another each time.  body_open does so, too.
 */
bool body_quarantine_begin_files(const struct body_file *files, size_t count);

/*
 * Undo the Content-Encoding of q.  bytes are then in q or plain,
 * which is to be freed whatever the result, and have limit at most.  As
 * body_open, which does so, too.
 */
enum body_result body_decode(const struct request *q, size_t limit,
    struct buffer *plain, struct bytes *bytes, struct multipart_error *e);

/* Whether part is what browsers send where no file was chosen. */
bool body_is_unfilled(const struct multipart_part *part);

/* Say in e that parameter is wrong, and why.  Returns BODY_BAD. */
enum body_result body_bad(
    struct multipart_error *e, const char *parameter, const char *detail);

/* Free what b holds. */
void body_close(struct body *b);

#endif
