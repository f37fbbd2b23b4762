/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * request_body: the bytes of a body as the gateway sends them.
 */
#ifndef FCGI_WORKER_WORKER_REQUEST_BODY_H
#define FCGI_WORKER_WORKER_REQUEST_BODY_H

#include <fcgiapp.h>
#include <stddef.h>

#include "http/problem.h"
#include "http/request.h"

/*
 * Reads the body into q->body.  Sets p if it has more than limit bytes, if it
 * is not as long as Content-Length says, or without memory.  Reads all of it
 * even when it is refused: a gateway that still writes when the connection
 * closes may never read the answer.
 */
void request_body_read(
    FCGX_Stream *in, struct request *q, size_t limit, struct problem *p);

#endif
