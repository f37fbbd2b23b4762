/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * request_deadline: until when a request may run, and what happens to it when
 * that time has passed or its client has left: its work is stopped, or 504 is
 * answered and the process ends.
 */
#ifndef FCGI_WORKER_WORKER_REQUEST_DEADLINE_H
#define FCGI_WORKER_WORKER_REQUEST_DEADLINE_H

#include <fcgiapp.h>
#include <stdint.h>

#include "engine/engine.h"
#include "http/request.h"
#include "worker/watchdog.h"

/* What the 504 answer and its line in the log are made from. */
struct request_deadline {
	FCGX_Request *fcgi;
	const struct request *q;
	const char *cors_origin; /* of the options */
	struct engine *engine;	 /* whose work is stopped */
	double start_ms;	 /* when the request came, by clock_exact_ms */
	struct watchdog_task task; /* set by request_deadline_begin */
};

/*
 * Shows in the scoreboard that this worker is busy with the request of d, and
 * until when: for as long as the gateway allows, but no more than timeout
 * seconds.  Limits the processor time to as much, and has the watchdog watch
 * the clock and the client.  d must stay as it is until watchdog_disarm.
 */
void request_deadline_begin(struct request_deadline *d, unsigned timeout);

/*
 * Gives the running request an earlier deadline, a time of clock_now_ms: in the
 * watchdog; in the scoreboard, where the master looks when a worker does not
 * end itself; and in the kernel's limit of processor time.  A time later than
 * the present deadline changes nothing.
 */
void request_deadline_shorten(uint64_t deadline_ms);

#endif
