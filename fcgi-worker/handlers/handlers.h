/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * handlers: which path is served by which function.
 */
#ifndef FCGI_WORKER_HANDLERS_HANDLERS_H
#define FCGI_WORKER_HANDLERS_HANDLERS_H

#include "options.h"
#include "http/request.h"
#include "http/response.h"

struct engine;

/* What a handler may use beside the request. */
struct handlers_context {
	struct engine *engine;
	const struct options *options;
};

struct handler {
	const char *name; /* in the log */
	const char *path;
	const char *methods; /* as in Allow; NULL: any */
	void (*run)(const struct handlers_context *c, const struct request *q,
	    struct response *r);
};

/* The handler of ${path}, or NULL. */
const struct handler *handlers_find(const char *path);

/*
 * Answer ${q} into ${r}: by its handler, or as unknown path, wrong method or
 * OPTIONS.
 */
void handlers_run(const struct handlers_context *c, const struct request *q,
    struct response *r);

/* The handlers, each in its own file. */
void handler_ocr(const struct handlers_context *c, const struct request *q,
    struct response *r);
void handler_headers(const struct handlers_context *c, const struct request *q,
    struct response *r);
void handler_tesseract(const struct handlers_context *c,
    const struct request *q, struct response *r);
void handler_parse(const struct handlers_context *c, const struct request *q,
    struct response *r);
void handler_languages(const struct handlers_context *c,
    const struct request *q, struct response *r);
void handler_openapi(const struct handlers_context *c, const struct request *q,
    struct response *r);
void handler_index(const struct handlers_context *c, const struct request *q,
    struct response *r);

#endif
