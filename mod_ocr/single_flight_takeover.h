/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * single_flight_takeover: hands the worker of one request over to another
 * request.
 */
#ifndef MOD_OCR_SINGLE_FLIGHT_TAKEOVER_H
#define MOD_OCR_SINGLE_FLIGHT_TAKEOVER_H

#include "mod_ocr.h"
#include "request_ctx.h"

/*
 * The client of leaver has left while a worker has its request.  Makes
 * mod_fastcgi go on with that worker for heir, a request that differs only in
 * its client.  Returns false if that cannot be done, since the worker has not
 * read all of the request or has begun to answer.
 */
bool single_flight_takeover(
    const plugin_data *p, struct request_ctx *leaver, struct request_ctx *heir);

#endif
