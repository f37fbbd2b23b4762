/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cors: lets pages of another origin read the answers in a browser.
 */
#ifndef FCGI_WORKER_HTTP_CORS_H
#define FCGI_WORKER_HTTP_CORS_H

#include <stdbool.h>

#include "base/buffer.h"

struct response;

/* Whether text is * or SCHEME://HOST[:PORT]. */
bool cors_is_origin(const char *text);

/*
 * Append the headers that let r->cors_origin read r, nothing for NULL.  An
 * answer without content that has Allow is taken for one to a preflight.
 */
void cors_write(const struct response *r, struct buffer *out);

#endif
