/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * gunzip: unpacks a body that was sent with Content-Encoding: gzip.
 */
#ifndef FCGI_WORKER_HTTP_GUNZIP_H
#define FCGI_WORKER_HTTP_GUNZIP_H

#include <stddef.h>

#include "base/buffer.h"

struct problem;

/*
 * Unpacks in into out, which is empty, up to limit bytes.  There may be several
 * members, and zeros behind the last.  Returns 0; or -1 with the problem if the
 * body is damaged, cut off, followed by something else, or over the limit.  The
 * caller frees out, whatever the result.
 */
int gunzip_body(const struct buffer *in, size_t limit, struct buffer *out,
    struct problem *p);

#endif
