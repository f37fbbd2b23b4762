/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * worker_stream: what a worker sends: its answer, and its error stream.
 */
#ifndef MOD_OCR_WORKER_STREAM_H
#define MOD_OCR_WORKER_STREAM_H

#include "mod_ocr.h"

/*
 * From now on, what the worker of the request sends is counted in the context
 * and cut off above a limit, and its interim answers are not passed on.
 */
void worker_stream_watch(request_st *r, const plugin_data *p);

#endif
