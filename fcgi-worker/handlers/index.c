/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * index: a plain page that says what the service has.
 */
#include "handlers/handlers.h"
#include "http/etag.h"

static const char page[] =
    "<!DOCTYPE html>\n"
    "<html lang=\"en\">\n"
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<title>mod_ocr</title>\n"
    "<h1>mod_ocr</h1>\n"
    "<p>Post an image to <code>/ocr</code>, get its text:</p>\n"
    "<pre>curl --data-binary @page.png localhost:8080/ocr</pre>\n"
    "<ul>\n"
    "<li><a href=\"openapi.yaml\">/openapi.yaml</a> the whole contract\n"
    "<li><a href=\"languages\">/languages</a> the installed languages\n"
    "<li><a href=\"headers\">/headers</a> your request's headers\n"
    "<li><a href=\"healthz\">/healthz</a>, <a href=\"readyz\">/readyz</a>,\n"
    "<a href=\"status\">/status</a>, <a href=\"metrics\">/metrics</a>\n"
    "how the server is doing\n"
    "</ul>\n";

/* GET /: the page that says what the service has. */
void
handler_index(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	(void)c;
	r->type = "text/html; charset=utf-8";
	buffer_add(&r->body, page, sizeof(page) - 1);
	etag_apply(q, r);
}
