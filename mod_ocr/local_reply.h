/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The answers that need no worker: /readyz, /status, /metrics and other routes
 * of the gate's own, and OPTIONS.
 */
#ifndef MOD_OCR_LOCAL_REPLY_H
#define MOD_OCR_LOCAL_REPLY_H

#include "mod_ocr.h"
#include "fcgi-worker/common/routes.h"

/* Answers a request that needs no worker.  route belongs to its path. */
handler_t local_reply(request_st *r, plugin_data *p, const struct route *route);

#endif
