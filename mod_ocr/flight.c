/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds requests that are alike, sets all but the first aside, and gives them
 * its answer.
 */

#include "mod_ocr.h"
#include "http_header.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <uthash.h>
#include <utlist.h>

#include "answer_key.h"
#include "flight.h"
#include "reply.h"
#include "scheduler.h"
#include "shared_answer.h"
#include "succession.h"
#include "upload_digest.h"
#include "fcgi-worker/base/clock.h"
#include "fcgi-worker/shm/scoreboard.h"

struct flight {
	unsigned char key[ANSWER_KEY_SIZE];
	UT_hash_handle hh;
	struct request_ctx *members;	/* the first one leads */
	char asked[REQUEST_ID_MAX + 1]; /* the id that the worker was told */
};

static const char *
find_header(const request_st *r, enum http_header_e id, const char *name)
{
	const buffer *b =
	    http_header_request_get(r, id, name, (uint32_t)strlen(name));

	return b != NULL ? b->ptr : NULL;
}

/* Whether the client wants its answer kept from others, or a new one. */
static bool
is_apart(const request_st *r)
{
	const char *control =
	    find_header(r, HTTP_HEADER_CACHE_CONTROL, "Cache-Control");

	return control != NULL && (strcasestr(control, "no-store") != NULL ||
				      strcasestr(control, "no-cache") != NULL);
}

/* Whether the key has all that decides the answers of this path.  Of other
 * callers' paths some read headers of their own. */
static bool
is_known(const struct route *route)
{
	return route->id == ROUTE_OCR || route->id == ROUTE_TESSERACT ||
	       route->id == ROUTE_PARSE;
}

void
flight_prepare(request_st *r, struct request_ctx *ctx)
{
	if (ctx->conf.single_flight && r->http_method == HTTP_METHOD_POST &&
	    is_known(ctx->route) && !is_apart(r))
		ctx->upload = upload_digest_create(r);
}

bool
flight_digest(request_st *r, struct request_ctx *ctx)
{
	if (ctx->upload == NULL || upload_digest_step(ctx->upload, r) ||
	    r->state == CON_STATE_READ_POST)
		return true;
	joblist_append(r->con);
	return false;
}

/* Writes whose answers are the request's own: its user's, or its client's. */
static void
write_room(const request_st *r, const struct request_ctx *ctx, buffer *room)
{
	const buffer *user =
	    http_header_env_get(r, CONST_STR_LEN("REMOTE_USER"));
	char key[GATE_KEY_MAX + 1];

	if (user != NULL && !buffer_is_blank(user)) {
		buffer_copy_string_len(room, STR("user "));
		buffer_append_string_buffer(room, user);
		return;
	}
	request_ctx_client_key(ctx, key);
	buffer_copy_string_len(room, STR("client "));
	buffer_append_string(room, key);
}

/* Whether the Content-Type decides how a worker reads the body: at /ocr it does
 * so only for forms and for JSON. */
static bool
type_counts(const struct request_ctx *ctx, const char *type)
{
	return type != NULL &&
	       (ctx->route->id != ROUTE_OCR ||
		   strncasecmp(type, STR("multipart/")) == 0 ||
		   strncasecmp(type, STR("application/json")) == 0);
}

static bool
make_key(plugin_data *p, const struct request_ctx *ctx, unsigned char *key)
{
	const request_st *r = ctx->r;
	const char *type =
	    find_header(r, HTTP_HEADER_CONTENT_TYPE, "Content-Type");
	unsigned char pool[SCOREBOARD_FINGERPRINT], body[SHA256_DIGEST_SIZE];
	buffer *room = r->tmp_buf;
	struct answer_key_input in = {.pool = pool, .body = body};

	if (p->scoreboard == NULL ||
	    !scoreboard_read_fingerprint(p->scoreboard, pool) ||
	    !upload_digest_end(ctx->upload, body))
		return false;
	write_room(r, ctx, room);
	in.room = room->ptr;
	in.path = ctx->route->path;
	in.query = r->uri.query.ptr;
	in.query_size = buffer_clen(&r->uri.query);
	in.accept = find_header(r, HTTP_HEADER_ACCEPT, "Accept");
	in.prefer = find_header(r, HTTP_HEADER_OTHER, "Prefer");
	in.encoding =
	    find_header(r, HTTP_HEADER_CONTENT_ENCODING, "Content-Encoding");
	in.is_form = ctx->upload->is_form;
	in.type = !in.is_form && type_counts(ctx, type) ? type : NULL;
	return answer_key_make(&in, key);
}

static struct flight *
get_flight(plugin_data *p, const unsigned char *key)
{
	struct flight *f;

	HASH_FIND(hh, p->flights, key, ANSWER_KEY_SIZE, f);
	if (f != NULL)
		return f;
	f = ck_calloc(1, sizeof(*f));
	memcpy(f->key, key, ANSWER_KEY_SIZE);
	HASH_ADD(hh, p->flights, key, ANSWER_KEY_SIZE, f);
	return f;
}

bool
flight_join(plugin_data *p, struct request_ctx *ctx)
{
	unsigned char key[ANSWER_KEY_SIZE];

	if (ctx->upload == NULL || !make_key(p, ctx, key))
		return false;
	ctx->flight = get_flight(p, key);
	DL_APPEND2(ctx->flight->members, ctx, flight_prev, flight_next);
	if (ctx->flight->members == ctx)
		return false;
	gate_set_aside(&p->gate, &ctx->job, clock_now_ms());
	return true;
}

/* Takes a request out of its flight, and frees that after the last one. */
static void
remove_member(plugin_data *p, struct request_ctx *ctx)
{
	struct flight *f = ctx->flight;
	bool is_alone = ctx->flight_prev == ctx;

	assert(is_alone || ctx != f->members || ctx->flight_next != NULL);
	DL_DELETE2(f->members, ctx, flight_prev, flight_next);
	ctx->flight = NULL;
	if (!is_alone)
		return;
	assert(p->flights != NULL && p->flights->hh.tbl != NULL);
	HASH_DEL(p->flights, f);
	free(f);
}

/* Has a request that was set aside go to the queue. */
static void
bring_back(plugin_data *p, struct request_ctx *ctx)
{
	if (ctx->job.state != GATE_ASIDE)
		return;
	gate_bring_back(&p->gate, &ctx->job, clock_now_ms());
	scheduler_grant_soon(p);
}

void
flight_leave(plugin_data *p, struct request_ctx *ctx)
{
	struct request_ctx *next;
	bool led;

	if (ctx->flight == NULL)
		return;
	led = ctx->flight->members == ctx;
	next = ctx->flight_next;
	remove_member(p, ctx);
	if (led && next != NULL)
		bring_back(p, next);
}

void
flight_start(struct request_ctx *ctx)
{
	if (ctx->flight != NULL)
		memcpy(ctx->flight->asked, ctx->id, sizeof(ctx->id));
}

/* None of them can have the answer to another: each waits for its own turn. */
static void
dissolve(plugin_data *p, struct flight *f)
{
	struct request_ctx *ctx = f->members, *next;

	for (; ctx != NULL; ctx = next) {
		next = ctx->flight_next;
		remove_member(p, ctx);
		bring_back(p, ctx);
	}
}

void
flight_stream(plugin_data *p, struct request_ctx *ctx)
{
	if (ctx->flight != NULL)
		dissolve(p, ctx->flight);
}

/* Gives the answer to all but the first member, whose own it is. */
static void
share(plugin_data *p, struct flight *f, struct shared_answer *a)
{
	struct request_ctx *ctx = f->members->flight_next, *next;

	remove_member(p, f->members);
	for (; ctx != NULL; ctx = next) {
		next = ctx->flight_next;
		remove_member(p, ctx);
		if (ctx->job.state != GATE_ASIDE)
			continue;
		ctx->shared = a;
		a->users++;
		p->gate.totals.shared++;
		gate_finish(&p->gate, &ctx->job, GATE_SERVED, clock_now_ms());
		joblist_append(ctx->r->con);
	}
}

void
flight_answer(request_st *r, plugin_data *p, struct request_ctx *ctx)
{
	struct flight *f = ctx->flight;
	struct shared_answer *a;
	bool is_others;

	if (f == NULL)
		return;
	is_others = strcmp(f->asked, ctx->id) != 0;
	if (f->members->flight_next == NULL && !is_others) {
		remove_member(p, ctx);
		return;
	}
	a = shared_answer_create(r, ctx->answer_begin, f->asked);
	if (a == NULL) {
		/* At a deadline, which is the first one's, the next one leads.
		 */
		if (r->http_status == 504)
			flight_leave(p, ctx);
		else
			dissolve(p, f);
		return;
	}
	share(p, f, a);
	if (is_others) {
		shared_answer_give(a, r, ctx->id);
		r->handler_module = handler_self(p);
	}
	shared_answer_release(a);
}

handler_t
flight_reply(request_st *r, plugin_data *p, struct request_ctx *ctx)
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
	/* A worker's headers, which are filtered. */
	ctx->handed_over = true;
	http_header_response_set(
	    r, HTTP_HEADER_OTHER, STR("X-OCR-Shared"), STR("1"));
	r->handler_module = handler_self(p);
	return HANDLER_FINISHED;
}

void
flight_hand_over(plugin_data *p, struct request_ctx *ctx)
{
	struct flight *f = ctx->flight;
	struct request_ctx *next;

	if (f == NULL || f->members != ctx || ctx->job.state != GATE_RUNNING)
		return;
	next = ctx->flight_next;
	if (next == NULL || next->job.state != GATE_ASIDE ||
	    !succession_begin(p, ctx, next))
		return;
	remove_member(p, ctx);
	gate_finish(&p->gate, &ctx->job, GATE_ABORTED, clock_now_ms());
	gate_succeed(&p->gate, &next->job, clock_now_ms());
}

void
flight_free(plugin_data *p, struct request_ctx *ctx)
{
	flight_leave(p, ctx);
	shared_answer_release(ctx->shared);
	free(ctx->upload);
}
