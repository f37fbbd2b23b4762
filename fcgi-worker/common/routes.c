/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * routes: the one table of paths.  A new path of the pool is a line here and
 * its function in handlers/handlers.c.
 */
#include "common/routes.h"

#include <stddef.h>
#include <string.h>

#define READ "GET, HEAD, OPTIONS"
#define READ_DELETE "GET, HEAD, DELETE, OPTIONS"
#define POST "POST, OPTIONS"
#define PUT "PUT, OPTIONS"

static const struct route routes[] = {
    {ROUTE_OCR, "ocr", "/ocr", POST, CALLER_ANY},
    {ROUTE_HEADERS, "headers", "/headers", "*", CALLER_ANY},
    {ROUTE_TESSERACT, "tesseract", "/tesseract", POST, CALLER_TESSERACT_SERVER},
    {ROUTE_PARSE, "parse", "/parse/image", POST, CALLER_OCR_SPACE},
    {ROUTE_TIKA, "tika", "/tika", PUT, CALLER_TIKA},
    {ROUTE_TIKA_TEXT, "tika", "/tika/text", PUT, CALLER_TIKA},
    {ROUTE_RMETA, "tika", "/rmeta", PUT, CALLER_TIKA},
    {ROUTE_RMETA_TEXT, "tika", "/rmeta/text", PUT, CALLER_TIKA},
    {ROUTE_RMETA_XHTML, "tika", "/rmeta/xml", PUT, CALLER_TIKA},
    {ROUTE_RMETA_XHTML, "tika", "/rmeta/html", PUT, CALLER_TIKA},
    {ROUTE_TIKA_VERSION, "tika", "/version", READ, CALLER_TIKA},
    {ROUTE_PROCESS, "open-webui", "/process", PUT, CALLER_OPEN_WEBUI},
    {ROUTE_MISTRAL, "mistral", "/v1/ocr", POST, CALLER_MISTRAL},
    {ROUTE_DOCLING_FILE, "docling", "/v1/convert/file", POST, CALLER_DOCLING},
    {ROUTE_DOCLING_SOURCE, "docling", "/v1/convert/source", POST,
	CALLER_DOCLING},
    {ROUTE_PROCESS_OCR, "nextcloud", "/process_ocr", POST, CALLER_NEXTCLOUD},
    {ROUTE_INSTALLED_LANGUAGES, "nextcloud", "/installed_languages", READ,
	CALLER_NEXTCLOUD},
    {ROUTE_LANGUAGES, "languages", "/languages", READ, CALLER_ANY},
    {ROUTE_OPENAPI, "openapi", "/openapi.yaml", READ, CALLER_ANY},
    {ROUTE_OPENAPI_JSON, "openapi", "/openapi.json", READ, CALLER_ANY},
    {ROUTE_INDEX, "index", "/", READ, CALLER_ANY},
    {ROUTE_HEALTHZ, "healthz", "/healthz", READ, CALLER_ANY},
    {ROUTE_READYZ, "readyz", "/readyz", READ, CALLER_ANY},
    {ROUTE_METRICS, "metrics", "/metrics", READ, CALLER_ANY},
    {ROUTE_STATUS, "status", "/status", READ, CALLER_ANY},
    {ROUTE_HEARTBEAT, "nextcloud", "/heartbeat", READ, CALLER_NEXTCLOUD},
    {ROUTE_REQUESTS, "requests", "/requests/", READ, CALLER_ANY},
    {ROUTE_RESULT, "result", "/ocr/sha-256/", READ_DELETE, CALLER_ANY},
    {ROUTE_ASSETS, "assets", "/assets/", READ, CALLER_ANY},
};

/* Whether the path, which begins with a slash, is the route's or below it. */
static bool
route_has_path(const struct route *route, const char *path)
{
	size_t n;

	if (route->path[1] != path[1])
		return false;
	n = strlen(route->path);
	if (n > 1 && route->path[n - 1] == '/')
		return strncmp(route->path, path, n) == 0;
	return strcmp(route->path, path) == 0;
}

const struct route *
routes_find(const char *path)
{
	if (path[0] != '/')
		return NULL;
	for (size_t i = 0; i < sizeof(routes) / sizeof(*routes); i++)
		if (route_has_path(&routes[i], path))
			return &routes[i];
	return NULL;
}

bool
routes_allows(const struct route *route, const char *method)
{
	const char *listed = route->allow;
	size_t length;

	if (route->allow[0] == '*')
		return true;
	while (*listed != '\0') {
		length = strcspn(listed, ",");
		if (length == strlen(method) &&
		    memcmp(listed, method, length) == 0)
			return true;
		listed += length;
		listed += strspn(listed, ", ");
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
