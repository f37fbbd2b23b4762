/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * worker_stream: what a worker sends: its answer, and its error stream.
 */
#ifndef MOD_OCR_WORKER_STREAM_H
#define MOD_OCR_WORKER_STREAM_H

#include "mod_ocr.h"

/* Lets worker_records look at all that a worker sends before mod_fastcgi's
 * parser gets it.  To be called at each step: mod_fastcgi sets its parser anew
 * whenever it takes a request to a worker. */
void worker_stream_watch(request_st *r, const plugin_data *p);

#endif
