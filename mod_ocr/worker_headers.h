/* SPDX-License-Identifier: BSD-3-Clause */
/* Which headers a worker may set. */
#ifndef MOD_OCR_WORKER_HEADERS_H
#define MOD_OCR_WORKER_HEADERS_H

#include <stdbool.h>

#include "mod_ocr.h"

/*
 * Removes all headers but those that a worker has to set.  To be called when
 * they have come, before other modules of lighttpd add theirs.
 */
void worker_headers_answer(request_st *r);

/*
 * Whether the answer of r has the header by which a worker says that the
 * deadline left no time for a better one.
 */
bool worker_headers_is_hurried(const request_st *r);

/*
 * Keeps mod_fastcgi from sending files that the answer to this request names,
 * whatever fastcgi.server says.
 */
void worker_headers_no_files(request_st *r, handler_ref fastcgi);

#endif
