/* SPDX-License-Identifier: BSD-3-Clause */
/* One request that the gate has, from its headers to its reset. */
#ifndef MOD_OCR_REQUEST_CTX_H
#define MOD_OCR_REQUEST_CTX_H

#include "mod_ocr.h"
#include "answer_key.h"
#include "fcgi-worker/common/request_id.h"
#include "fcgi-worker/common/routes.h"
#include "fcgi-worker/shm/scoreboard.h"
#include "problem.h"
#include "table_hash.h"
#include "worker_records.h"

/* The name of the answer to a request, and the pool whose fingerprint is a part
 * of it. */
struct request_key {
	bool known;
	unsigned char bytes[ANSWER_KEY_SIZE];
	struct scoreboard_identity pool;
};

/* What the store had for a request. */
enum cache_status {
	CACHE_UNASKED,
	CACHE_MISS,
	CACHE_STALE,
	CACHE_RENEWED, /* the store was not asked: the client wanted a new
			  answer */
	CACHE_HIT,
};

/* Where in request_table a request is. */
enum request_listing { LISTING_NONE, LISTING_NEW, LISTING_HASHED };

struct request_ctx {
	/* First, so that a job can be cast to its request_ctx. */
	struct gate_job job;
	request_st *r;
	plugin_config conf; /* the keys as they hold for this request */
	const struct route *route;
	const struct problem *dismissed; /* the answer to it, or NULL */
	struct gate_answer answer;	 /* room that its answer takes */
	off_t answer_begin; /* bytes sent to the client before the answer */
	chunkqueue held;    /* the body between two steps, over HTTP/2 */
	uint64_t unspooled; /* bytes of a large body that stay in memory */
	chunkqueue *kept;   /* a copy of the body, while a worker has it */
	struct worker_records records; /* what its worker has sent */
	bool unkept;	    /* its answer could not be written to a file */
	bool too_large;	    /* its answer is larger than ocr.answer-limit */
	uint64_t replay_ms; /* when it goes to another worker, or 0 */
	uint64_t drain_ms;  /* its refusal is sent by then, or 0 */
	uint64_t drain_idle_ms;
	struct gate_client *drain_client; /* in whose drains it counts */
	struct request_ctx *drain_prev, *drain_next;
	struct upload_digest *upload; /* digest of its body; NULL: not wanted */
	struct request_key key;
	struct store_reader *reader; /* of a result that is being read */
	enum cache_status cache;
	bool keeps;  /* its answer may go to the store */
	bool stored; /* its answer goes to the store */
	bool renews; /* its client wants an answer made for it alone */
	struct flight *flight; /* its flight, or NULL */
	struct request_ctx *flight_prev, *flight_next;
	struct shared_answer *shared; /* what another one got, or NULL */
	/* mod_fastcgi has it, or it gets the answer to another request. */
	bool handed_over;
	bool sent;	/* a worker has seen something of it */
	bool took_over; /* its worker began for a client that has left */
	bool web;	/* lighttpd answers it with a file */
	enum request_listing listing;
	unsigned worker;   /* the slot of its worker, as last seen */
	UT_hash_handle hh; /* of request_table */
	struct request_ctx *table_prev, *table_next;
	uint32_t id_length;
	char id[REQUEST_ID_MAX + 1];
};

/*
 * Creates the state of a request, for which conf holds.  It is in the
 * plugin_ctx of r until request_ctx_free().
 */
struct request_ctx *request_ctx_create(
    request_st *r, const plugin_data *p, const plugin_config *conf);
void request_ctx_free(plugin_data *p, struct request_ctx *ctx);

/* Admits or refuses the request by its headers alone, before a byte of the body
 * is read: a client that sent Expect: 100-continue has not sent any.  Returns
 * HANDLER_GO_ON if the request is admitted, else what the function that refused
 * it returns. */
handler_t request_ctx_admit(
    request_st *r, plugin_data *p, struct request_ctx *ctx);

#endif
