/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * base64: bytes out of text (RFC 4648).
 */
#ifndef FCGI_WORKER_BASE_BASE64_H
#define FCGI_WORKER_BASE_BASE64_H

#include "base/buffer.h"
#include "base/bytes.h"

/*
 * Append what text stands for to out; line ends within are skipped, and
 * a data URL's head before it.  Returns 0, or -1 when it is no base64 or
 * there is no memory (out->failed then).
 */
int base64_decode(const struct bytes *text, struct buffer *out);

#endif
