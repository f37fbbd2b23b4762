/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How long a client is willing to wait.
 */
#ifndef MOD_OCR_DEADLINE_H
#define MOD_OCR_DEADLINE_H

#include <stddef.h>

/*
 * Seconds from the option timeout= of query, which has len bytes, else from
 * wait= in the header prefer (RFC 7240), which may be NULL, else 0.  Returns -1
 * when the option is no such number, see timeout_parse; a preference that is
 * none is ignored, as RFC 7240 section 2 wants.
 */
int deadline_parse(const char *query, size_t len, const char *prefer);

#endif
