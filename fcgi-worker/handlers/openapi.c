/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * openapi: the contract, openapi.yaml as it stood at the build.
 */
#include "http/etag.h"
#include "handlers/handlers.h"

__asm__(".section .rodata\n"
	"handler_openapi_text: .incbin \"fcgi-worker/openapi.yaml\"\n"
	".byte 0\n"
	".previous\n");

extern const char handler_openapi_text[];

void
handler_openapi(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	(void)c;
	r->type = "application/yaml";
	buffer_add_text(&r->body, handler_openapi_text);
	etag_apply(q, r);
}
