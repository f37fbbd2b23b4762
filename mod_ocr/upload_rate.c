/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Says how fast a body must come.  Without that, a client that sends a byte now
 * and then would hold its place and its room until the deadline.  timer.c ends
 * those that are too slow.
 */
#include "upload_rate.h"

#include <utlist.h>

#include "gate_room.h"

enum {
	/*
	 * The least rate, as Apache's RequestReadTimeout has it: each RATE
	 * bytes give a second more.
	 */
	GRACE_MS = 20000,
	RATE = 500,
	/* The rate while places or room run short, since others wait to take
	 * them. */
	PRESSED_GRACE_MS = 3000,
	PRESSED_RATE = 1024,
};

uint64_t
upload_rate_expiry_ms(const struct gate_job *job)
{
	uint64_t slow_ms =
	    job->arrived_ms + GRACE_MS + job->received * 1000 / RATE;

	return slow_ms < job->deadline_ms ? slow_ms : job->deadline_ms;
}

/* Whether seven eighths of the places are taken, or of the room. */
static bool
is_pressed(const struct gate *g)
{
	unsigned places = g->limits.queue_limit;

	return g->queued + g->reading + g->sharing >= places - places / 8 ||
	       gate_room_is_short(g);
}

static double
bytes_per_second(const struct gate_job *job, uint64_t now_ms)
{
	return (double)job->received * 1000 /
	       (double)(now_ms - job->arrived_ms);
}

struct gate_job *
upload_rate_slowest(struct gate *g, uint64_t now_ms)
{
	struct gate_job *job, *slowest = NULL;
	double least = PRESSED_RATE;

	if (!is_pressed(g))
		return NULL;
	DL_FOREACH (g->arriving, job) {
		double rate;
		if (now_ms < job->arrived_ms + PRESSED_GRACE_MS)
			continue;
		rate = bytes_per_second(job, now_ms);
		if (rate >= least)
			continue;
		least = rate;
		slowest = job;
	}
	return slowest;
}
