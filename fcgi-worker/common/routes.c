/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * routes: the one table of paths.  A new path of the pool is a line here and
 * its function in handlers/handlers.c.
 */
#include "common/routes.h"

#include <stddef.h>
#include <string.h>

#define READ "GET, HEAD, OPTIONS"
#define POST "POST, OPTIONS"

static const struct route routes[] = {
    {ROUTE_OCR, "ocr", "/ocr", POST},
    {ROUTE_TESSERACT, "tesseract", "/tesseract", POST},
    {ROUTE_PARSE, "parse", "/parse/image", POST},
    {ROUTE_HEADERS, "headers", "/headers", "*"},
    {ROUTE_LANGUAGES, "languages", "/languages", READ},
    {ROUTE_OPENAPI, "openapi", "/openapi.yaml", READ},
    {ROUTE_INDEX, "index", "/", READ},
    {ROUTE_HEALTHZ, "healthz", "/healthz", READ},
    {ROUTE_READYZ, "readyz", "/readyz", READ},
    {ROUTE_METRICS, "metrics", "/metrics", READ},
    {ROUTE_STATUS, "status", "/status", READ},
    {ROUTE_REQUESTS, "requests", "/requests/", READ},
    {ROUTE_ASSETS, "assets", "/assets/", READ},
};

/* Whether the path is the route's, or below it. */
static bool
matches(const struct route *route, const char *path)
{
	size_t n = strlen(route->path);

	if (n > 1 && route->path[n - 1] == '/')
		return strncmp(route->path, path, n) == 0;
	return strcmp(route->path, path) == 0;
}

const struct route *
routes_find(const char *path)
{
	for (size_t i = 0; i < sizeof(routes) / sizeof(*routes); i++)
		if (matches(&routes[i], path))
			return &routes[i];
	return NULL;
}

bool
routes_allows(const struct route *route, const char *method)
{
	size_t n = strlen(method);

	if (route->allow[0] == '*')
		return true;
	for (const char *p = route->allow; p != NULL; p = strchr(p, ' ')) {
		p += *p == ' ';
		if (strncmp(p, method, n) == 0 && (p[n] == ',' || !p[n]))
			return true;
	}
	return false;
}

bool
routes_is_options(const struct route *route, const char *method)
{
	return route->allow[0] != '*' && strcmp(method, "OPTIONS") == 0;
}

bool
routes_is_local(const struct route *route, const char *method)
{
	return route->id >= ROUTES_OF_POOL || routes_is_options(route, method);
}
