/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * mod_fastcgi moves the body out of the request, so without a copy a second
 * worker would find none.  Files are not copied, only opened once more.
 */

#include "mod_ocr.h"

#include "kept_body.h"

void
kept_body_keep(request_st *r, struct request_ctx *ctx)
{
	chunkqueue *cq = &r->reqbody_queue;

	/* A request runs twice at most. */
	if (ctx->kept != NULL || ctx->job.replayed || chunkqueue_is_empty(cq))
		return;
	ctx->kept = chunkqueue_init(NULL);
	chunkqueue_append_cq_range(ctx->kept, cq, 0, chunkqueue_length(cq));
}

void
kept_body_restore(request_st *r, struct request_ctx *ctx)
{
	if (ctx->kept == NULL)
		return;
	chunkqueue_reset(&r->reqbody_queue);
	chunkqueue_append_chunkqueue(&r->reqbody_queue, ctx->kept);
	chunkqueue_free(ctx->kept);
	ctx->kept = NULL;
}
