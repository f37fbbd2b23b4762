/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One request of ours.
 */
#ifndef MOD_OCR_REQUEST_CTX_H
#define MOD_OCR_REQUEST_CTX_H

#include "mod_ocr.h"
#include "problem.h"
#include "fcgi-worker/common/request_id.h"
#include "fcgi-worker/common/routes.h"

struct request_ctx {
	struct gate_job job; /* first: a job is cast back to its request_ctx */
	request_st *r;
	plugin_config conf; /* the keys as they hold for this request */
	const struct route *route;
	const struct problem *dismissed; /* to be answered with, unless NULL */
	struct gate_answer answer;	 /* what lighttpd keeps of it */
	off_t answer_begin; /* bytes that went to the client before it */
	chunkqueue *kept;   /* the body once more, while a worker has it */
	uint64_t received;  /* from its worker, whatever it is */
	uint64_t replay_ms; /* it stays in its slot until then; 0: not */
	bool handed_over;   /* mod_fastcgi has it */
	bool sent;	    /* and a worker has seen something of it */
	char id[REQUEST_ID_MAX + 1];
};

/* A new request, for which CONF holds.  It is found in R's plugin_ctx until
 * request_ctx_free(). */
struct request_ctx *request_ctx_create(
    request_st *r, const plugin_data *p, const plugin_config *conf);
void request_ctx_free(plugin_data *p, struct request_ctx *ctx);

/* Who takes turns with whom: the header of ocr.client-key, else the address, of
 * IPv6 the network of one subscriber.  KEY has GATE_KEY_MAX + 1 bytes. */
void request_ctx_client_key(const struct request_ctx *ctx, char key[]);

/* Admits or refuses it from its headers alone, before a byte of the body is
 * taken: a client that sent Expect: 100-continue has sent none. */
handler_t request_ctx_admit(
    request_st *r, plugin_data *p, struct request_ctx *ctx);

/* Takes it as far as it can go now.  lighttpd calls this for any event on the
 * connection, so every state bears being asked twice. */
handler_t request_ctx_step(request_st *r, plugin_data *p);

#endif
