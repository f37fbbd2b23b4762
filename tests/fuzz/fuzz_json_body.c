/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Takes the file and the options from JSON of other services' callers.
 */
#include "fcgi-worker/handlers/docling.h"
#include "fcgi-worker/handlers/mistral.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_init(void)
{
}

static int
ask_docling(struct json_body *b, struct problem *p)
{
	struct docling d;

	return docling_read_json(&d, b, p);
}

/* Reads the body as ask does, with a request of its own. */
static void
read_as(int (*ask)(struct json_body *, struct problem *), const uint8_t *data,
    size_t size)
{
	char type[] = "CONTENT_TYPE=application/json";
	char *params[] = {type, NULL};
	struct problem problem = {.type = PROBLEM_NONE};
	struct request *q = request_create(params);
	struct json_body b;

	if (q == NULL)
		return;
	buffer_add(&q->body, data, size);
	if (json_body_open(&b, q, 1 << 20, &problem) == 0)
		ask(&b, &problem);
	json_body_close(&b);
	problem_clear(&problem);
	request_free(q);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_as(mistral_read_options, data, size);
	read_as(ask_docling, data, size);
	return 0;
}
