/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ocr: POST /ocr.  Reads the options and the files.  A body of JSON comes from
 * Mistral's callers.
 */
#include <string.h>

#include "base/clock.h"
#include "handlers/handlers.h"
#include "handlers/json_body.h"
#include "http/body.h"
#include "ocr/ocr.h"
#include "ocr/params.h"
#include "shm/scoreboard_writer.h"

/*
 * Sets the deadline by the option timeout, less the time in the queue.  The
 * gate has set one by the query alone, but a form may also have the option.
 */
static void
apply_timeout(const struct ocr_context *c, const struct params *params,
    const struct request *q)
{
	int64_t left_ms = (int64_t)params->timeout_s * 1000 -
			  (q->queue_ms > 0 ? q->queue_ms : 0);

	if (params->timeout_s > 0)
		c->set_deadline(
		    clock_now_ms() + (left_ms > 0 ? (uint64_t)left_ms : 0));
}

/* POST and PUT /ocr, this service's own form of a request. */
void
handler_ocr(
    const struct ocr_context *c, const struct request *q, struct response *r)
{
	struct params_input from = {.query = q->query,
	    .size = strlen(q->query),
	    .accept = request_header(q, "Accept"),
	    .prefer = request_header(q, "Prefer"),
	    .quality = c->options->quality,
	    .has_models = c->options->models != NULL};
	struct params params;
	struct body body;

	if (json_body_is_announced(q)) {
		handler_mistral(c, q, r);
		return;
	}
	if (body_open(&body, q, c->options->max_bytes, &r->problem) == -1)
		return;
	from.fields = body.fields;
	from.field_count = body.field_count;
	if (params_parse(&params, &from, &r->problem) == 0) {
		apply_timeout(c, &params, q);
		ocr_run(c, &body, &params, q->id, r);
	}
	body_close(&body);
}
