/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * handlers: which path is served by which function.  Another one is a file
 * with its function and a line in the table.
 */
#include "handlers/handlers.h"

#include <stdio.h>
#include <string.h>

static const struct handler table[] = {
    {"ocr", "/ocr", "POST", handler_ocr},
    {"headers", "/headers", NULL, handler_headers},
    {"tesseract", "/tesseract", "POST", handler_tesseract_server},
    {"parse", "/parse/image", "POST", handler_ocr_space},
    {"languages", "/languages", "GET", handler_languages},
    {"openapi", "/openapi.yaml", "GET", handler_openapi},
    {"index", "/", "GET", handler_index},
};

const struct handler *
handlers_find(const char *path)
{
	size_t i;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcmp(table[i].path, path) == 0)
			return &table[i];
	return NULL;
}

/* Whether method is one of list, "A, B"; HEAD goes where GET does. */
static bool
is_listed(const char *list, const char *method)
{
	size_t length;

	if (strcmp(method, "HEAD") == 0)
		method = "GET";
	while (*list != '\0') {
		length = strcspn(list, ",");
		if (strlen(method) == length &&
		    memcmp(list, method, length) == 0)
			return true;
		list += length;
		list += strspn(list, ", ");
	}
	return false;
}

void
handlers_run(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	const struct handler *h = handlers_find(q->path);

	if (h == NULL) {
		problem_set(&r->problem, PROBLEM_NOT_FOUND,
		    "There is nothing at this path; / lists what there is.");
		return;
	}
	if (h->methods == NULL || is_listed(h->methods, q->method)) {
		h->run(c, q, r);
		return;
	}
	snprintf(r->allow, sizeof(r->allow), "%s%s, OPTIONS", h->methods,
	    is_listed(h->methods, "GET") ? ", HEAD" : "");
	if (strcmp(q->method, "OPTIONS") == 0)
		r->status = 204;
	else
		problem_set(&r->problem, PROBLEM_METHOD_NOT_ALLOWED,
		    "The method is not allowed here; use %s.", h->methods);
}
