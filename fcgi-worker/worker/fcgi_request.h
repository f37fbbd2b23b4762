/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fcgi_request: one request from its first byte to its line in the log.
 */
#ifndef FCGI_WORKER_WORKER_FCGI_REQUEST_H
#define FCGI_WORKER_WORKER_FCGI_REQUEST_H

#include <fcgiapp.h>

#include "handlers/handlers.h"

/*
 * Answers q, which came on fcgi, and logs it.  The work ends early when the
 * client leaves or the deadline passes.  If it cannot be stopped then, the
 * process ends, and this does not return.
 */
void fcgi_request_run(
    const struct ocr_context *context, FCGX_Request *fcgi, struct request *q);

#endif
