/* SPDX-License-Identifier: BSD-3-Clause */
/* Where a request is on its way, and what comes next. */
#ifndef MOD_OCR_REQUEST_STATE_H
#define MOD_OCR_REQUEST_STATE_H

#include "mod_ocr.h"

/* request_state.c has what each is left for. */
enum request_state {
	REQUEST_READING, /* its body arrives */
	REQUEST_SHARING, /* one that is alike is read for both */
	REQUEST_QUEUED,	 /* it waits for a slot */
	REQUEST_RUNNING, /* it has a slot: a worker has it, or will soon */
	REQUEST_SHARED,	 /* the answer to one that is alike is there */
	REQUEST_FOUND,	 /* a result that it asked for by name is being read */
	REQUEST_DONE,	 /* it is answered, or ended with a problem */
	REQUEST_REFUSED, /* the rest of its body is read and thrown away */
};

/*
 * Takes the request as far as it can go now.  lighttpd calls this for any event
 * on the connection, so in every state it may be called twice.
 */
handler_t request_state_step(request_st *r, plugin_data *p);

#endif
