/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * headers: returns the request's headers to the client, with those that a proxy
 * has added.  A script of the client's browser may read the answer, so
 * credentials are not in it.
 */
#include <jansson.h>

#include "base/utf8.h"
#include "handlers/handlers.h"
#include "http/accept.h"
#include "http/redact.h"

/* Returns the value of h, or "[redacted]" if it looks like a credential. */
static const char *
value_or_redacted(const struct request_header *h)
{
	return redact_is_credential(h->name, h->value) ? REDACT_CREDENTIAL
						       : h->value;
}

/* Answers with the headers as JSON, which is what a program wants. */
static void
write_json(const struct request *q, struct response *r)
{
	json_t *headers = json_object();
	size_t i;

	for (i = 0; i < q->header_count; i++)
		json_object_set_new(headers, q->headers[i].name,
		    utf8_json(value_or_redacted(&q->headers[i])));
	response_json(r, json_pack("{s:o}", "headers", headers));
}

/* GET /headers: shows which headers of the request the worker sees, with those
 * values hidden that may be secret. */
void
handler_headers(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	static const char *const offers[] = {"text/plain", "application/json"};
	size_t i;

	(void)c;
	/* The headers are shown whatever Accept says. */
	if (accept_choose(request_header(q, "Accept"), offers, 2) == 1) {
		write_json(q, r);
		return;
	}
	for (i = 0; i < q->header_count; i++)
		buffer_add_format(&r->body, "key:%s\tvalue:%s\n",
		    q->headers[i].name, value_or_redacted(&q->headers[i]));
}
