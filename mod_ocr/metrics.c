/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Renders the gate's figures.  Reads the gate, never changes it.
 */
#include "metrics.h"

#include <jansson.h>
#include <stddef.h>

static json_t *
totals(const struct gate_totals *t)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "requests",
	    (json_int_t)t->requests, "answered", (json_int_t)t->answered,
	    "failed", (json_int_t)t->failed, "served", (json_int_t)t->served,
	    "refused", (json_int_t)t->refused, "aborted_reading",
	    (json_int_t)t->aborted_reading, "aborted_queued",
	    (json_int_t)t->aborted_queued, "aborted_running",
	    (json_int_t)t->aborted_running);
}

char *
metrics_status(const struct gate *g, uint64_t now_ms)
{
	uint64_t oldest = g->head != NULL ? now_ms - g->head->queued_ms : 0;
	json_t *o = json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:f, s:o}",
	    "slots", (json_int_t)g->slots, "running", (json_int_t)g->running,
	    "queued", (json_int_t)g->queued, "queued_bytes",
	    (json_int_t)g->queued_bytes, "oldest_wait_ms", (json_int_t)oldest,
	    "reading", (json_int_t)g->reading, "service_ms", g->service_ms,
	    "totals", totals(&g->totals));
	char *text;

	if (o == NULL)
		return NULL;
	text = json_dumps(o, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
	json_decref(o);
	return text;
}
