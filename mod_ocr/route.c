/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The table of paths.  A handler added to the pool needs its line here too,
 * so that wrong paths and methods are refused without costing a worker.
 */
#include "route.h"

#include <stddef.h>
#include <string.h>

static const struct route routes[] = {
    {"/ocr", "POST, OPTIONS", ROUTE_OCR},
    {"/tesseract", "POST, OPTIONS", ROUTE_POOL},
    {"/parse/image", "POST, OPTIONS", ROUTE_POOL},
    {"/headers", "*", ROUTE_HEADERS},
    {"/languages", "GET, HEAD, OPTIONS", ROUTE_POOL},
    {"/openapi.yaml", "GET, HEAD, OPTIONS", ROUTE_POOL},
    {"/", "GET, HEAD, OPTIONS", ROUTE_POOL},
    {"/healthz", "GET, HEAD, OPTIONS", ROUTE_HEALTHZ},
    {"/readyz", "GET, HEAD, OPTIONS", ROUTE_READYZ},
    {"/metrics", "GET, HEAD, OPTIONS", ROUTE_METRICS},
    {"/status", "GET, HEAD, OPTIONS", ROUTE_STATUS},
};

const struct route *
route_find(const char *path)
{
	for (size_t i = 0; i < sizeof(routes) / sizeof(*routes); i++)
		if (strcmp(routes[i].path, path) == 0)
			return &routes[i];
	return NULL;
}

bool
route_allows(const struct route *route, const char *method)
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
route_is_served_here(const struct route *route, const char *method)
{
	return route->serve > ROUTE_OCR ||
	       (route->allow[0] != '*' && strcmp(method, "OPTIONS") == 0);
}
