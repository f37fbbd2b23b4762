/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * multipart: the parts of a multipart/form-data body (RFC 7578).
 */
#ifndef FCGI_WORKER_HTTP_MULTIPART_H
#define FCGI_WORKER_HTTP_MULTIPART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

struct problem;

#define MULTIPART_PARTS_MAX 1024
#define MULTIPART_NAME_MAX 255

struct multipart_part {
	char *name;
	char *filename;	    /* NULL: none was given */
	struct bytes bytes; /* within the body */
};

struct multipart {
	struct multipart_part *parts;
	size_t count;
};

/*
 * Whether content_type announces a multipart/form-data body.  It may be NULL.
 */
bool multipart_is_announced(const char *content_type);

/*
 * Finds the parts of body, which is borrowed until multipart_free, by the
 * boundary that content_type gives.  Memory beside the body is bounded.
 * Returns 0, or -1 with the problem; then m is empty.
 */
int multipart_parse(struct multipart *m, const char *content_type,
    const struct bytes *body, struct problem *p);

/* Frees what m holds. */
void multipart_free(struct multipart *m);

/* Loads what the library needs, before the process confines itself. */
void multipart_init(void);

#endif
