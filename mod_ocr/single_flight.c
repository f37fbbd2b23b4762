/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds requests that are alike, sets all but the first aside, and gives them
 * the answer to the first.  What makes requests alike is in answer_key.c.
 */

#include "mod_ocr.h"
#include "http_header.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <utlist.h>

#include "fcgi-worker/base/clock.h"
#include "reply.h"
#include "shared_answer.h"
#include "single_flight.h"
#include "single_flight_takeover.h"
#include "table_hash.h"
#include "timer.h"
#include "worker_headers.h"

struct flight {
	unsigned char key[ANSWER_KEY_SIZE];
	struct flight **bucket; /* the list that it is in */
	struct flight *prev, *next;
	struct request_ctx *members;	  /* the first one leads */
	char told_id[REQUEST_ID_MAX + 1]; /* the id that the worker knows */
};

/*
 * Returns the flight of the requests with this key, a new one if there is none.
 */
static struct flight *
get_flight(plugin_data *p, const unsigned char *key)
{
	struct flight **bucket =
	    &p->flights[table_hash(key, ANSWER_KEY_SIZE) % FLIGHT_BUCKETS];
	struct flight *f;

	DL_FOREACH (*bucket, f)
		if (memcmp(f->key, key, ANSWER_KEY_SIZE) == 0)
			return f;
	f = ck_malloc(sizeof(*f));
	*f = (struct flight){.bucket = bucket};
	memcpy(f->key, key, ANSWER_KEY_SIZE);
	DL_APPEND(*bucket, f);
	return f;
}

bool
single_flight_join(plugin_data *p, struct request_ctx *ctx)
{
	if (!ctx->conf.single_flight || !ctx->key.known || ctx->renews)
		return false;
	ctx->flight = get_flight(p, ctx->key.bytes);
	DL_APPEND2(ctx->flight->members, ctx, flight_prev, flight_next);
	if (ctx->flight->members == ctx)
		return false; /* it leads */
	gate_begin_sharing(&p->gate, &ctx->job, clock_now_ms());
	return true;
}

/* Takes a request out of its flight.  Frees a flight that has no other. */
static void
remove_member(struct request_ctx *ctx)
{
	struct flight *f = ctx->flight;
	bool is_alone = ctx->flight_prev == ctx;

	assert(is_alone || ctx != f->members || ctx->flight_next != NULL);
	DL_DELETE2(f->members, ctx, flight_prev, flight_next);
	ctx->flight = NULL;
	if (!is_alone)
		return;
	DL_DELETE(*f->bucket, f);
	free(f);
}

/*
 * Makes a request that was set aside wait for a turn of its own.  Nothing
 * happens to a request in another state.
 */
static void
send_to_queue(plugin_data *p, struct request_ctx *ctx)
{
	if (ctx->job.state != GATE_SHARING)
		return;
	gate_bring_back(&p->gate, &ctx->job, clock_now_ms());
	timer_grant_soon(p);
}

void
single_flight_leave(plugin_data *p, struct request_ctx *ctx)
{
	struct request_ctx *next;
	bool led;

	if (ctx->flight == NULL)
		return;
	led = ctx->flight->members == ctx;
	next = ctx->flight_next;
	remove_member(ctx);
	/* The next one leads now, so no other brings it an answer. */
	if (led && next != NULL)
		send_to_queue(p, next);
}

void
single_flight_start(struct request_ctx *ctx)
{
	struct flight *f = ctx->flight;

	ctx->took_over = false;
	if (f == NULL)
		return;
	memcpy(f->told_id, ctx->id, sizeof(ctx->id));
}

const char *
single_flight_told_id(const struct request_ctx *ctx)
{
	return ctx->flight != NULL ? ctx->flight->told_id : ctx->id;
}

/*
 * Ends a flight: each member that was set aside waits for a turn of its own,
 * since none may have the answer of another.
 */
static void
dissolve(plugin_data *p, struct flight *f)
{
	struct request_ctx *ctx = f->members, *next;

	for (; ctx != NULL; ctx = next) {
		next = ctx->flight_next;
		remove_member(ctx);
		send_to_queue(p, ctx);
	}
}

void
single_flight_stream(plugin_data *p, struct request_ctx *ctx)
{
	if (ctx->flight != NULL)
		dissolve(p, ctx->flight);
}

/*
 * Takes a member out of its flight.  If the member still waits, gives it a
 * reference to the answer and makes lighttpd go on with the request.
 */
static void
give_answer(plugin_data *p, struct request_ctx *ctx, struct shared_answer *a)
{
	remove_member(ctx);
	if (ctx->job.state != GATE_SHARING)
		return; /* it does not wait any more */
	ctx->shared = a;
	a->users++;
	p->gate.totals.shared++;
	gate_finish(&p->gate, &ctx->job, GATE_LOCAL, clock_now_ms());
	joblist_append(ctx->r->con);
}

/* Whether a member has as much time left as the worker of its flight has spent,
 * so that another worker may have a better answer. */
static bool
has_time_for_own(const struct request_ctx *ctx)
{
	const struct gate_job *first = &ctx->flight->members->job;
	uint64_t now_ms = clock_now_ms();

	return ctx->job.deadline_ms > now_ms + (now_ms - first->worker_ms);
}

/*
 * Gives the answer to all members but the first, which has it already, and
 * takes them out of the flight.  If the answer is hurried, members that have
 * time for a better one stay, and the first of them leads.
 */
static void
share_answer(
    plugin_data *p, struct flight *f, struct shared_answer *a, bool is_hurried)
{
	struct request_ctx *ctx = f->members->flight_next, *next, *heir = NULL;

	for (; ctx != NULL; ctx = next) {
		next = ctx->flight_next;
		if (!is_hurried || !has_time_for_own(ctx))
			give_answer(p, ctx, a);
		else if (heir == NULL)
			heir = ctx;
	}
	remove_member(f->members);
	if (heir != NULL)
		send_to_queue(p, heir);
}

bool
single_flight_needs_own_answer(
    const request_st *r, const struct request_ctx *ctx)
{
	if (!ctx->took_over || ctx->flight == NULL)
		return false;
	return r->http_status != 200 ||
	       (worker_headers_is_hurried(r) && has_time_for_own(ctx));
}

void
single_flight_answer(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	struct flight *f = ctx->flight;
	struct shared_answer *a;
	bool has_other_id;

	if (f == NULL)
		return;
	/* The worker may know the id of a member that has left since. */
	has_other_id = strcmp(f->told_id, ctx->id) != 0;
	if (f->members->flight_next == NULL && !has_other_id) {
		remove_member(ctx);
		return;
	}
	a = shared_answer_create(r, ctx->answer_begin, f->told_id);
	if (a == NULL) {
		/*
		 * A 504 tells of the first member's deadline alone, so the next
		 * member leads.
		 */
		if (r->http_status == 504)
			single_flight_leave(p, ctx);
		else
			dissolve(p, f);
		return;
	}
	share_answer(p, f, a, worker_headers_is_hurried(r));
	if (has_other_id) {
		shared_answer_give(a, r, ctx->id);
		r->handler_module = handler_self(p);
	}
	shared_answer_release(a);
}

handler_t
single_flight_reply(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	struct shared_answer *a = ctx->shared;

	ctx->shared = NULL;
	if (!gate_keep_answer(
		&p->gate, &ctx->answer, (uint64_t)shared_answer_size(a))) {
		shared_answer_release(a);
		return reply_problem(r, p, &reply_no_room);
	}
	r->write_queue.tempdir_idx = p->spool_index;
	shared_answer_give(a, r, ctx->id);
	shared_answer_release(a);
	/* These are a worker's headers, so they are filtered. */
	ctx->handed_over = true;
	http_header_response_set(
	    r, HTTP_HEADER_OTHER, STR("X-OCR-Shared"), STR("1"));
	r->handler_module = handler_self(p);
	return HANDLER_FINISHED;
}

void
single_flight_hand_over(plugin_data *p, struct request_ctx *ctx)
{
	struct flight *f = ctx->flight;
	struct request_ctx *next;

	if (f == NULL || f->members != ctx || ctx->job.state != GATE_RUNNING)
		return; /* it has no worker */
	next = ctx->flight_next;
	if (next == NULL || next->job.state != GATE_SHARING ||
	    !single_flight_takeover(p, ctx, next))
		return; /* nobody waits for the answer, or it has begun */
	remove_member(ctx);
	gate_take_over_slot(&p->gate, &next->job, &ctx->job, clock_now_ms());
}

void
single_flight_free(plugin_data *p, struct request_ctx *ctx)
{
	single_flight_leave(p, ctx);
	shared_answer_release(ctx->shared);
}
