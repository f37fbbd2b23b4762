/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * access_log: the log's line about a request.
 */
#ifndef FCGI_WORKER_WORKER_ACCESS_LOG_H
#define FCGI_WORKER_WORKER_ACCESS_LOG_H

#include <stddef.h>

#include "http/request.h"
#include "http/response.h"

/*
 * Logs that q was answered by r with sent bytes after total_ms.  Any thread may
 * call it, as long as nobody changes what it reads.
 */
void access_log_write(const struct request *q, const struct response *r,
    size_t sent, double total_ms);

/* Logs how long each stage of q took. */
void access_log_slow(const struct request *q, double total_ms);

#endif
