/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cors: lets pages of another origin read the answers in a browser.
 */
#ifndef FCGI_WORKER_HTTP_CORS_H
#define FCGI_WORKER_HTTP_CORS_H

#include "base/buffer.h"

struct response;

/*
 * Appends the headers that let pages of r->cors_origin read the answer r, or
 * nothing if that is NULL. An answer without content that has an Allow header
 * is taken for the answer to a preflight request.
 */
void cors_write(const struct response *r, struct buffer *out);

#endif
