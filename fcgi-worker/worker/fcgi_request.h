/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fcgi_request: one request from its first byte to its line in the log.
 */
#ifndef FCGI_WORKER_WORKER_FCGI_REQUEST_H
#define FCGI_WORKER_WORKER_FCGI_REQUEST_H

#include <fcgiapp.h>
#include <stdint.h>

#include "handlers/handlers.h"

/*
 * Answers q, which came on fcgi, and logs it.  Does not return when the
 * client leaves or the deadline passes and the work cannot be stopped.
 */
void fcgi_request_run(
    const struct ocr_context *context, FCGX_Request *fcgi, struct request *q);

/*
 * Brings the deadline of the request that is run forward to a time of
 * clock_now_ms, everywhere: in the watchdog, on the scoreboard, by which the
 * master ends a worker that does not end itself, and in the kernel's limit of
 * processor time.  A time later than the present deadline changes nothing.
 */
void fcgi_request_set_deadline(uint64_t deadline_ms);

#endif
