/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A refusal over HTTP/2 that comes before the end of the upload.  lighttpd
 * answers and resets the stream, as RFC 9113, 8.1 has it, but many clients
 * (curl before 8) then report the reset and not the answer.  So the rest of the
 * body is read and thrown away before the answer is sent, for a while and as
 * long as it is no more than the limit of a body.  A client may have as many
 * such bodies as places; with more of them, it is answered at once.
 */
#ifndef MOD_OCR_UPLOAD_DRAIN_H
#define MOD_OCR_UPLOAD_DRAIN_H

#include "request_ctx.h"

/*
 * To be called when an answer has been made before the whole body was read.
 * Returns whether the rest of the body is read before the answer is sent, for
 * those clients of HTTP/2 that look for an answer only after they have sent
 * all.  If so, upload_drain_step() sends it.
 */
bool upload_drain_begin(request_st *r, plugin_data *p, struct request_ctx *ctx);

/*
 * Reads on the body of a refused request and throws it away.  When the body is
 * at its end or has taken too long, sends the answer and returns
 * HANDLER_FINISHED.  Returns HANDLER_WAIT_FOR_EVENT before, and HANDLER_ERROR
 * if the connection broke.
 */
handler_t upload_drain_step(
    request_st *r, plugin_data *p, struct request_ctx *ctx);

/* To be called when the request ends.  Does nothing unless the rest of its body
 * was being read and thrown away. */
void upload_drain_end(plugin_data *p, struct request_ctx *ctx);

/*
 * To be called by the timer.  Makes lighttpd come back to requests that are
 * drained, if their time is over or their client has sent nothing for too long.
 */
void upload_drain_wake(plugin_data *p, uint64_t now_ms);

#endif
