/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * json_text: JSON as it is sent.
 */
#ifndef FCGI_WORKER_BASE_JSON_TEXT_H
#define FCGI_WORKER_BASE_JSON_TEXT_H

#include <jansson.h>

#include "base/buffer.h"

/* Append json and a line end.  NULL, as without memory, makes out failed.
 * Returns 0, or -1 when out has failed. */
int json_text_add(struct buffer *out, const json_t *json);

#endif
