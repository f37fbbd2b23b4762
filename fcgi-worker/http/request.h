/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * request: one HTTP request as FastCGI parameters describe it.
 */
#ifndef FCGI_WORKER_HTTP_REQUEST_H
#define FCGI_WORKER_HTTP_REQUEST_H

#include <stddef.h>

#include "base/buffer.h"
#include "common/request_id.h"

struct request_header {
	char *name; /* as in HTTP: X-Test */
	const char *value;
};

/* Owns all it points to. */
struct request {
	char id[REQUEST_ID_MAX + 1];
	char **params; /* copies of NAME=VALUE, NULL-terminated */
	const char *method;
	const char *query;
	const char *remote;
	char *path;
	struct request_header *headers;
	size_t header_count;
	long long content_length; /* -1: none given, -2: no number */
	long queue_ms;		  /* -1: unknown */
	long deadline_ms;	  /* from its arrival, -1: unknown */
	struct buffer body;
	size_t received; /* bytes of the body, kept or not */
};

/*
 * Makes a request of the FastCGI parameters params, texts NAME=VALUE with NULL
 * after the last, which it copies.  Returns the request, to be freed with
 * request_free(), or NULL without memory.
 */
struct request *request_create(char *const params[]);

/* Frees r; NULL is allowed. */
void request_free(struct request *r);

/* Returns the value of the header with this name, in any case, or NULL. */
const char *request_header(const struct request *r, const char *name);

#endif
