/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cors: lets pages of another origin read the answers in a browser.
 */
#ifndef FCGI_WORKER_HTTP_CORS_H
#define FCGI_WORKER_HTTP_CORS_H

#include "base/buffer.h"

struct response;

/*
 * Append the headers that let r->cors_origin read r, nothing for NULL.  An
 * answer without content that has Allow is taken for one to a preflight.
 */
void cors_write(const struct response *r, struct buffer *out);

#endif
