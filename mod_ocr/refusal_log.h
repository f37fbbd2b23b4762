/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A line in lighttpd's error log for every request that the gate refused or
 * could not serve.
 */
#ifndef MOD_OCR_REFUSAL_LOG_H
#define MOD_OCR_REFUSAL_LOG_H

#include "mod_ocr.h"
#include "problem.h"
#include "request_ctx.h"

/*
 * Writes a line to the log for a request that is answered with the problem,
 * unless there were many of its kind in this second.
 */
void refusal_log_write(
    request_st *r, plugin_data *p, const struct problem *problem);

/*
 * Writes a line about the connection of this request, which is closed for its
 * many resets.
 */
void refusal_log_resets(const request_st *r, plugin_data *p);

/* Writes one line for each kind of refusal that had lines left out in a second
 * that is now over.  It says how many. */
void refusal_log_sum(plugin_data *p, uint64_t now_ms);

#endif
