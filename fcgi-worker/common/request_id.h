/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * request_id: the name of a request in headers, logs and answers.
 */
#ifndef FCGI_WORKER_COMMON_REQUEST_ID_H
#define FCGI_WORKER_COMMON_REQUEST_ID_H

#include <stdbool.h>
#include <stddef.h>

#define REQUEST_ID_MAX 64
/* The random bytes that an id is made of where a client gives none. */
#define REQUEST_ID_BYTES 16

/* Whether the id of length bytes is safe to repeat wherever ids are written: 1
 * to 64 of [A-Za-z0-9._-]. */
bool request_id_is_sane(const char *id, size_t length);

/* Writes the id that stands for these bytes to out. */
void request_id_make(
    const unsigned char bytes[restrict static REQUEST_ID_BYTES],
    char out[restrict static REQUEST_ID_MAX + 1]);

#endif
