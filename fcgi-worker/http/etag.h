/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * etag: answers 304 to clients that have the document already (RFC 9110,
 * 13.1.2).
 */
#ifndef FCGI_WORKER_HTTP_ETAG_H
#define FCGI_WORKER_HTTP_ETAG_H

#include "http/request.h"
#include "http/response.h"

/*
 * Gives r, which is a 200, an ETag made from its body.  If q has the same tag
 * in If-None-Match, r becomes a 304.
 */
void etag_apply(const struct request *q, struct response *r);

#endif
