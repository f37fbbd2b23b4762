/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * gzip: unpacks a body that was sent with Content-Encoding: gzip.
 */
#ifndef FCGI_WORKER_HTTP_GZIP_H
#define FCGI_WORKER_HTTP_GZIP_H

#include <stddef.h>

#include "base/buffer.h"

enum gzip_result {
	GZIP_GOOD,
	GZIP_BROKEN,	/* damaged, cut off, or something behind its end */
	GZIP_TOO_LARGE, /* over the limit */
	GZIP_NO_MEMORY
};

/*
 * Unpack in into out, which is empty, up to limit bytes.  There may be
 * several members, and zeros behind the last.  The caller frees out,
 * whatever the result.
 */
enum gzip_result gzip_unpack(
    const struct buffer *in, size_t limit, struct buffer *out);

#endif
