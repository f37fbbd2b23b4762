/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The paths of the service: what the gate answers by itself, what goes to
 * the pool, and the methods each path takes.
 */
#ifndef MOD_OCR_ROUTE_H
#define MOD_OCR_ROUTE_H

#include <stdbool.h>

enum route_serve {
	ROUTE_POOL,    /* a worker's handler */
	ROUTE_HEADERS, /* a worker's too, and may be switched off */
	ROUTE_OCR,     /* a worker's too, and the body must be an image */
	ROUTE_HEALTHZ,
	ROUTE_READYZ,
	ROUTE_STATUS,
	ROUTE_METRICS,
};

struct route {
	const char *path;
	const char *allow; /* methods as in the header Allow; "*" is any */
	enum route_serve serve;
};

/* The route of exactly PATH (decoded, without query), or NULL. */
const struct route *route_find(const char *path);

/* Whether the gate answers METHOD on ROUTE by itself.  It does so for OPTIONS
 * wherever the route lists it. */
bool route_is_served_here(const struct route *route, const char *method);

/* Whether METHOD is among the route's. */
bool route_allows(const struct route *route, const char *method);

#endif
