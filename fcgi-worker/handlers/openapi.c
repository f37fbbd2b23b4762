/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * openapi: the contract that was built in: openapi.yaml, and the same as JSON.
 */
#include "handlers/handlers.h"
#include "http/etag.h"

__asm__(".section .rodata\n"
	"handler_openapi_text: .incbin \"fcgi-worker/openapi.yaml\"\n"
	".byte 0\n"
	"handler_openapi_json_text: .incbin \"openapi.json\"\n"
	".byte 0\n"
	".previous\n");

extern const char handler_openapi_text[], handler_openapi_json_text[];

/* Answers with text, which has this media type, or that the client has it
 * already. */
static void
answer_with_contract(const char *type, const char *text,
    const struct request *q, struct response *r)
{
	r->type = type;
	buffer_add_text(&r->body, text);
	etag_apply(q, r);
}

/* GET /openapi.yaml: the contract of this interface. */
void
handler_openapi(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	(void)c;
	answer_with_contract("application/yaml", handler_openapi_text, q, r);
}

/* GET /openapi.json: the contract of this interface as JSON. */
void
handler_openapi_json(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	(void)c;
	answer_with_contract(
	    "application/json", handler_openapi_json_text, q, r);
}
