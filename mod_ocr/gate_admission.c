/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The gate's part that admits a request, or refuses it because its client has
 * too many, the queue is full, there is no room for its body, or its deadline
 * would probably pass.  The function is declared in gate.h.
 */
#include "client_table.h"
#include "forecast.h"
#include "gate_room.h"

/* Requests are judged by service times once this many were measured. */
#define ENOUGH 20

/* Whether the request would probably not be finished by its deadline, so that
 * it is better refused at once. */
static bool
is_too_late(struct gate *g, const struct gate_request *r, uint64_t now_ms)
{
	unsigned kind = service_times_kind(r->class, r->bytes);
	uint64_t wait_ms = forecast_wait_ms(g, r->key);

	/* Few service times, multiplied by a long queue, may wrongly foretell
	 * hours.  Because of these, only a request that has set a deadline is
	 * refused. */
	if (!r->client_set_deadline && g->service.count < ENOUGH)
		return false;
	if (wait_ms > r->timeout_ms)
		return true;
	/* A body of unknown length is judged once more when it is complete. */
	if (r->bytes == 0 || service_times_is_due(&g->times, kind, now_ms))
		return false;
	/* When others wait, the pessimistic time counts: a page that is cut off
	 * by its deadline would have taken their turn for nothing. */
	return wait_ms + (wait_ms > 0 ? service_times_high_ms(&g->times, kind)
				      : service_times_low_ms(&g->times, kind)) >
	       r->timeout_ms;
}

/* Returns GATE_ADMIT if the request may come in, or why it may not. */
static enum gate_verdict
find_verdict(struct gate *g, const struct gate_request *r, uint64_t now_ms)
{
	const struct gate_client *c = client_table_find(g, r->key);

	if (c != NULL && (c->waiting >= g->limits.client_limit ||
			     !gate_room_has_share(g, c->bytes, r->bytes)))
		return GATE_CLIENT_FULL;
	/* Requests whose body is still being read will want a place, too. */
	if (g->queued + g->reading + g->sharing >=
	    g->limits.queue_limit + gate_free_slots(g))
		return GATE_QUEUE_FULL;
	if (!gate_room_has(g, r->bytes))
		return GATE_SPOOL_FULL;
	return is_too_late(g, r, now_ms) ? GATE_TOO_LATE : GATE_ADMIT;
}

enum gate_verdict
gate_admit(struct gate *g, const struct gate_request *request, uint64_t now_ms)
{
	enum gate_verdict verdict = find_verdict(g, request, now_ms);

	g->totals.verdict[verdict]++;
	return verdict;
}
