/* SPDX-License-Identifier: BSD-3-Clause */
/* utf8: makes valid UTF-8 of any bytes, since JSON allows nothing else. */
#ifndef FCGI_WORKER_BASE_UTF8_H
#define FCGI_WORKER_BASE_UTF8_H

#include <jansson.h>
#include <stddef.h>

/*
 * Copies at most limit bytes of text, each byte that is no valid UTF-8
 * replaced by U+FFFD, never cutting a character; a cut copy ends in "...".
 * The caller frees it; NULL without memory.
 */
char *utf8_clean(const char *text, size_t size, size_t limit);

/*
 * Returns text, made valid, as a JSON string; NULL becomes "".  Returns NULL
 * without memory.
 */
json_t *utf8_json(const char *text);

#endif
