/* SPDX-License-Identifier: BSD-3-Clause */
/* base64: reads and writes base64 (RFC 4648). */
#ifndef FCGI_WORKER_BASE_BASE64_H
#define FCGI_WORKER_BASE_BASE64_H

#include "base/buffer.h"
#include "base/bytes.h"

/*
 * Appends the bytes that text stands for to out.  Line ends within it and the
 * head of a data URL before it are skipped.  Returns 0, or -1 when it is not
 * base64 or, with out->failed set, when there is no memory.
 */
int base64_decode(const struct bytes *text, struct buffer *out);

/*
 * Appends bytes as base64 with padding and without line ends to out.  Returns
 * 0, or -1 without memory.
 */
int base64_encode(const struct bytes *bytes, struct buffer *out);

#endif
