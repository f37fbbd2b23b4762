/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * handlers: which function serves which path.  A new handler is a file with its
 * function, a line here, and one in common/routes.c with its path and methods.
 */
#include "handlers/handlers.h"

#include <stdio.h>
#include <string.h>

#include "common/routes.h"

static handlers_function *const table[ROUTES_OF_POOL] = {
    [ROUTE_OCR] = handler_ocr,
    [ROUTE_TESSERACT] = handler_tesseract_server,
    [ROUTE_PARSE] = handler_ocr_space,
    [ROUTE_TIKA] = handler_tika,
    [ROUTE_TIKA_TEXT] = handler_tika_text,
    [ROUTE_RMETA] = handler_rmeta,
    [ROUTE_RMETA_TEXT] = handler_rmeta_text,
    [ROUTE_RMETA_XHTML] = handler_rmeta,
    [ROUTE_TIKA_VERSION] = handler_tika_version,
    [ROUTE_PROCESS] = handler_open_webui,
    [ROUTE_MISTRAL] = handler_mistral,
    [ROUTE_DOCLING_FILE] = handler_docling_file,
    [ROUTE_DOCLING_SOURCE] = handler_docling_source,
    [ROUTE_PROCESS_OCR] = handler_nextcloud,
    [ROUTE_INSTALLED_LANGUAGES] = handler_installed_languages,
    [ROUTE_HEADERS] = handler_headers,
    [ROUTE_LANGUAGES] = handler_languages,
    [ROUTE_OPENAPI] = handler_openapi,
    [ROUTE_OPENAPI_JSON] = handler_openapi_json,
    [ROUTE_INDEX] = handler_index,
};

/* Returns the route of path if a handler serves it, else NULL. */
static const struct route *
find_route(const char *path)
{
	const struct route *route = routes_find(path);

	return route == NULL || route->id >= ROUTES_OF_POOL ? NULL : route;
}

const char *
handlers_name(const char *path)
{
	const struct route *route = find_route(path);

	return route == NULL ? "none" : route->name;
}

/* Answers q into r: by the handler of its path, or as unknown path, wrong
 * method or OPTIONS. */
void
handlers_run(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	const struct route *route = find_route(q->path);
	bool options;

	if (route == NULL) {
		problem_set(&r->problem, PROBLEM_NOT_FOUND,
		    "There is nothing at this path; / lists what there is.");
		return;
	}
	options = routes_is_options(route, q->method);
	if (!options && routes_allows(route, q->method)) {
		table[route->id](c, q, r);
		return;
	}
	snprintf(r->allow, sizeof(r->allow), "%s", route->allow);
	if (options)
		r->status = 204;
	else
		problem_set(&r->problem, PROBLEM_METHOD_NOT_ALLOWED,
		    "The method is not allowed here; use %.*s.",
		    (int)strcspn(route->allow, ","), route->allow);
}
