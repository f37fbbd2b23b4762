/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * answer_partition: the owner of an answer.  Requests of one partition may have
 * each other's answers, from the store or while they are recognized.
 */
#ifndef MOD_OCR_ANSWER_PARTITION_H
#define MOD_OCR_ANSWER_PARTITION_H

#include "mod_ocr.h"
#include "request_ctx.h"

/*
 * Whether a page of another site sends the request.  Such a page is given
 * nothing that was computed for another request, since it could learn from that
 * what the client has had read.  Browsers say so in Sec-Fetch-Site (Fetch
 * Metadata, 2.4), and without TLS only in the Origin of a POST.
 */
bool answer_partition_is_cross_origin(const struct request_ctx *ctx);

/*
 * Writes the name of the partition of the request: that of the user who has
 * logged in, or else of the client; with ocr.store-share = "all", one for all.
 * The same user's name means another user at another site or socket.
 */
void answer_partition_write(const struct request_ctx *ctx, buffer *out);

#endif
