/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * routes: the paths of the service, the methods each takes, and which program
 * answers.  One table for both programs: the gate refuses wrong paths and
 * methods without costing a worker, and the pool does, too, where there is no
 * gate.
 */
#ifndef FCGI_WORKER_COMMON_ROUTES_H
#define FCGI_WORKER_COMMON_ROUTES_H

#include <stdbool.h>

#include "common/callers.h"

enum route_id {
	/* A handler of the pool answers these by recognizing pages. */
	ROUTE_OCR,
	ROUTE_TESSERACT,
	ROUTE_PARSE,
	ROUTE_TIKA,
	ROUTE_TIKA_TEXT,
	ROUTE_RMETA,
	ROUTE_RMETA_TEXT,
	ROUTE_RMETA_XHTML,
	ROUTE_PROCESS,
	ROUTE_MISTRAL,
	ROUTE_DOCLING_FILE,
	ROUTE_DOCLING_SOURCE,
	ROUTE_PROCESS_OCR,
	ROUTES_OF_PAGES, /* how many those are */
	/* A handler of the pool answers these, too. */
	ROUTE_TIKA_VERSION = ROUTES_OF_PAGES,
	ROUTE_INSTALLED_LANGUAGES,
	ROUTE_HEADERS,
	ROUTE_LANGUAGES,
	ROUTE_OPENAPI,
	ROUTE_OPENAPI_JSON,
	ROUTE_INDEX,
	ROUTES_OF_POOL, /* how many those are */
	/* The gate answers these by itself. */
	ROUTE_HEALTHZ = ROUTES_OF_POOL,
	ROUTE_READYZ,
	ROUTE_METRICS,
	ROUTE_STATUS,
	ROUTE_HEARTBEAT,
	ROUTE_REQUESTS,
	ROUTE_RESULT,
	/* Files of the page at /, which lighttpd itself serves. */
	ROUTE_ASSETS,
};

struct route {
	enum route_id id;
	const char *name;   /* in the log */
	const char *path;   /* ends in a slash: any path below it, too */
	const char *allow;  /* methods as in the header Allow; "*" is any */
	enum caller caller; /* whose path it is */
};

/* Returns the route of this path (decoded, without query), or NULL.  If a
 * route's own path ends in a slash, it is the route of all paths that begin
 * with it. */
const struct route *routes_find(const char *path);

/* Whether the method is among the route's. */
bool routes_allows(const struct route *route, const char *method);

/* Whether a request is an OPTIONS whose answer is the route's list of methods.
 * A route that leaves every method to its handler has no such list. */
bool routes_is_options(const struct route *route, const char *method);

/* Whether the gate answers the method on the route by itself.  It answers
 * OPTIONS on all routes that list it. */
bool routes_is_local(const struct route *route, const char *method);

#endif
