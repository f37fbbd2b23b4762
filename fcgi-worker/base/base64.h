/* SPDX-License-Identifier: BSD-3-Clause */
/* base64: reads and writes base64 (RFC 4648). */
#ifndef FCGI_WORKER_BASE_BASE64_H
#define FCGI_WORKER_BASE_BASE64_H

#include "base/buffer.h"
#include "base/bytes.h"

/*
 * Appends to out the bytes that the base64 in text stands for.  Line ends
 * within text and the head of a data URL before it are skipped.  Returns 0, or
 * -1 if text is not base64.  Without memory it returns -1, too, and out->failed
 * is set.
 */
int base64_decode(const struct bytes *text, struct buffer *out);

/*
 * Appends the base64 of bytes to out, with padding and without line ends.
 * Returns 0, or -1 without memory.
 */
int base64_encode(const struct bytes *bytes, struct buffer *out);

#endif
