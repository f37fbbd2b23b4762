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
 * what the client has had read.  Browsers name the site in Sec-Fetch-Site
 * (Fetch Metadata, 2.4); without TLS they name it only in the Origin of a POST.
 * A page of an origin that ocr.cors-origin allows counts as one of this site.
 */
bool answer_partition_is_cross_origin(const struct request_ctx *ctx);

/*
 * Writes the name of the partition that the request belongs to: the user who
 * has logged in, or else the client.  With ocr.store-share = "all" there is one
 * partition for all.  A user of the same name at another site or socket is
 * another user.
 */
void answer_partition_write(const struct request_ctx *ctx, buffer *out);

#endif
