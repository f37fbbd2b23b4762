/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * handlers: which path is served by which function.
 */
#ifndef FCGI_WORKER_HANDLERS_HANDLERS_H
#define FCGI_WORKER_HANDLERS_HANDLERS_H

#include "http/request.h"
#include "http/response.h"
#include "ocr/ocr.h"

struct handler {
	const char *name; /* in the log */
	const char *path;
	const char *methods; /* as in Allow; NULL: any */
	void (*run)(const struct ocr_context *c, const struct request *q,
	    struct response *r);
};

/* The handler of path, or NULL. */
const struct handler *handlers_find(const char *path);

/*
 * Answer q into r: by its handler, or as unknown path, wrong method or
 * OPTIONS.
 */
void handlers_run(
    const struct ocr_context *c, const struct request *q, struct response *r);

/* The handlers, each in its own file. */
void handler_ocr(
    const struct ocr_context *c, const struct request *q, struct response *r);
void handler_headers(
    const struct ocr_context *c, const struct request *q, struct response *r);
void handler_tesseract_server(
    const struct ocr_context *c, const struct request *q, struct response *r);
void handler_ocr_space(
    const struct ocr_context *c, const struct request *q, struct response *r);
void handler_languages(
    const struct ocr_context *c, const struct request *q, struct response *r);
void handler_openapi(
    const struct ocr_context *c, const struct request *q, struct response *r);
void handler_index(
    const struct ocr_context *c, const struct request *q, struct response *r);

#endif
