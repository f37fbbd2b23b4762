/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * remote_url: refuses the address of a file where the file itself has to be.
 * The callers of some services send one, such as http://…, for the server to
 * fetch.  This server fetches nothing: else anybody could have it look into its
 * own network (server-side request forgery).
 */
#ifndef FCGI_WORKER_HANDLERS_REMOTE_URL_H
#define FCGI_WORKER_HANDLERS_REMOTE_URL_H

#include <stdbool.h>

#include "base/bytes.h"
#include "http/problem.h"

/* Whether the text, which may be a file as base64 or as a data URL, is the
 * address of something that would have to be fetched. */
bool remote_url_is(const struct bytes *text);

/* Makes p the answer to a client that gave an address in this parameter.
 * Returns -1. */
int remote_url_refuse(struct problem *p, const char *parameter);

#endif
