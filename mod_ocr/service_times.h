/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How long requests take in a slot, by their kind: what was asked for, and how
 * large the body is.  Plain C.
 */
#ifndef MOD_OCR_SERVICE_TIMES_H
#define MOD_OCR_SERVICE_TIMES_H

#include <stdbool.h>
#include <stdint.h>

enum {
	SERVICE_CLASSES = 16, /* of what was asked for */
	SERVICE_SIZES = 12,   /* of bodies: up to 16 KB, then each doubling */
	SERVICE_KINDS = SERVICE_CLASSES * SERVICE_SIZES,
	SERVICE_SAMPLES = 64, /* of a kind, the newest */
};

/* Of one kind. */
struct service_kind {
	uint32_t ms[SERVICE_SAMPLES];	  /* a ring */
	uint32_t sorted[SERVICE_SAMPLES]; /* the same, the shortest first */
	unsigned count;			  /* all that ever came */
	uint32_t high_ms, low_ms;	  /* nearly all take less, more */
	uint64_t tried_ms;		  /* when the newest began; 0: never */
};

/* Zeroed at first. */
struct service_times {
	struct service_kind kind[SERVICE_KINDS];
};

/* Returns the kind of requests that have this class, 0 to SERVICE_CLASSES - 1,
 * and this number of bytes in their body. */
unsigned service_times_kind(unsigned class, uint64_t bytes);

/*
 * Notes that a request of the kind ran for ms.  finished is false if it was cut
 * off: then it would have taken longer.
 */
void service_times_add(
    struct service_times *t, unsigned kind, uint64_t ms, bool finished);

/* Returns in how many milliseconds nearly all requests of a kind are finished;
 * 0 while too few were measured. */
uint64_t service_times_high_ms(const struct service_times *t, unsigned kind);

/* Returns in how many milliseconds hardly any request of a kind is finished; 0
 * while too few were measured. */
uint64_t service_times_low_ms(const struct service_times *t, unsigned kind);

/*
 * Notes that a request of the kind begins.  If service_times_is_due(), it is a
 * trial: its time will replace all times that were measured before.
 */
void service_times_try(struct service_times *t, unsigned kind, uint64_t now_ms);

/* Whether the last request of the kind began so long ago that the times may
 * have changed since.  Then one is worth a trial, whatever the times say. */
bool service_times_is_due(
    const struct service_times *t, unsigned kind, uint64_t now_ms);

#endif
