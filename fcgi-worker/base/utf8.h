/* SPDX-License-Identifier: BSD-3-Clause */
/* utf8: makes valid UTF-8 of any bytes, since JSON allows nothing else. */
#ifndef FCGI_WORKER_BASE_UTF8_H
#define FCGI_WORKER_BASE_UTF8_H

#include <jansson.h>
#include <stddef.h>

/*
 * Returns a copy of the size bytes of text, in which each byte that is not
 * valid UTF-8 is replaced by U+FFFD.  If that takes more than limit bytes, the
 * copy ends before the character that goes beyond, and "..." follows.  The
 * caller frees the copy; NULL without memory.
 */
char *utf8_clean(const char *text, size_t size, size_t limit);

/*
 * Returns the valid form of text as a JSON string; NULL counts as "".  Returns
 * NULL without memory.
 */
json_t *utf8_json(const char *text);

#endif
