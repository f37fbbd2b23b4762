/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * handlers: which function serves which path.
 */
#ifndef FCGI_WORKER_HANDLERS_HANDLERS_H
#define FCGI_WORKER_HANDLERS_HANDLERS_H

#include "http/request.h"
#include "http/response.h"
#include "ocr/ocr.h"

/* Answers a request into a response. */
typedef void handlers_function(
    const struct ocr_context *c, const struct request *q, struct response *r);

/* Returns the name of the path's handler for the log: none if nothing serves
 * it. */
const char *handlers_name(const char *path);

/*
 * Answers q into r: by its handler, or as unknown path, wrong method or
 * OPTIONS.
 */
handlers_function handlers_run;

/* The handlers, each in its own file. */
handlers_function handler_ocr, handler_headers, handler_tesseract_server,
    handler_ocr_space, handler_languages, handler_openapi, handler_index,
    handler_tika, handler_tika_text, handler_rmeta, handler_rmeta_text,
    handler_open_webui, handler_mistral, handler_docling_file,
    handler_docling_source, handler_nextcloud, handler_installed_languages,
    handler_tika_version, handler_openapi_json;

#endif
