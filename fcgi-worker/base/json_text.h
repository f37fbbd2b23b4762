/* SPDX-License-Identifier: BSD-3-Clause */
/* json_text: writes JSON as it is sent to clients. */
#ifndef FCGI_WORKER_BASE_JSON_TEXT_H
#define FCGI_WORKER_BASE_JSON_TEXT_H

#include <jansson.h>

#include "base/buffer.h"

/*
 * Appends json and a line end to out.  If json is NULL, which means that there
 * was no memory, out is marked as failed.  Returns 0, or -1 when out has
 * failed.
 */
int json_text_add(struct buffer *out, const json_t *json);

#endif
