/* SPDX-License-Identifier: BSD-3-Clause */
/* redact: which values of a request's headers may be shown. */
#ifndef FCGI_WORKER_HTTP_REDACT_H
#define FCGI_WORKER_HTTP_REDACT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "http/request.h"

/* The text that is shown instead of a credential. */
#define REDACT_CREDENTIAL "[redacted]"

/* Whether names is a list of names of headers, separated by commas, and none of
 * them carries a credential. */
bool redact_is_list(const char *names);

/*
 * Lets the log show the values of these headers, too, beside those that are
 * known to be harmless.  names is NULL or a list that redact_is_list() accepts,
 * and must stay valid for the life of the process.
 */
void redact_except(const char *names);

/* Whether a header looks like a credential, by its name or by its value. */
bool redact_is_credential(const char *name, const char *value);

/*
 * Whether the log may have a header's value: the header is known to be
 * harmless, or redact_except has named it, and it does not look like a
 * credential.
 */
bool redact_is_shown(const char *name, const char *value);

/*
 * Returns the headers of r as an object that takes about room bytes in the log
 * at most; headers that do not fit are left out.  A long value is cut.  A value
 * that redact_is_shown() does not allow is replaced by "[redacted]" or its
 * length.  NULL without memory.
 */
json_t *redact_headers(const struct request *r, size_t room);

#endif
