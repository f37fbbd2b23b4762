/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Measures how long requests of a kind take; forecast.c estimates one by it.
 * Half of all requests take longer than the median, so a high quantile decides
 * what can be finished in time.
 */
#include "service_times.h"

enum {
	FIRST_LOG2 = 14, /* the first size is up to 16 KB */
	ENOUGH = 8,	 /* nothing is concluded from fewer samples */
	TRIAL_MS = 60000,
};

unsigned
service_times_kind(unsigned class, uint64_t bytes)
{
	uint64_t rest = bytes >> FIRST_LOG2;
	unsigned size = 0;

	while (rest > 0 && size < SERVICE_SIZES - 1) {
		rest >>= 1;
		size++;
	}
	return class % SERVICE_CLASSES * SERVICE_SIZES + size;
}

/*
 * Adds a sample of a kind's times, in place of the oldest if there are
 * SERVICE_SAMPLES, and keeps them sorted.  Then finds the short and the long
 * time of the kind: of 64 samples, the fourth shortest and the fourth longest.
 */
static void
keep_sample(struct service_kind *k, uint32_t sample)
{
	uint32_t *oldest = &k->ms[k->count % SERVICE_SAMPLES];
	unsigned n = k->count + 1, place = k->count;

	if (k->count >= SERVICE_SAMPLES) {
		n = SERVICE_SAMPLES;
		for (place = 0; k->sorted[place] != *oldest; place++)
			;
	}
	for (; place > 0 && k->sorted[place - 1] > sample; place--)
		k->sorted[place] = k->sorted[place - 1];
	for (; place + 1 < n && k->sorted[place + 1] < sample; place++)
		k->sorted[place] = k->sorted[place + 1];
	k->sorted[place] = *oldest = sample;
	k->count++;
	if (n < ENOUGH)
		return;
	k->high_ms = k->sorted[n - 1 - n / 20];
	k->low_ms = k->sorted[n / 20];
}

void
service_times_add(
    struct service_times *t, unsigned kind, uint64_t ms, bool finished)
{
	struct service_kind *k = &t->kind[kind];
	uint32_t sample = ms < UINT32_MAX ? (uint32_t)ms : UINT32_MAX;

	/*
	 * A request that was cut short shows only that its kind can take longer
	 * than it ran.
	 */
	if (!finished && ms < k->high_ms)
		return;
	/* A trial has set the count to 0, but left the times.  Its sample
	 * replaces all samples before it. */
	if (k->count == 0 && k->high_ms > 0)
		while (k->count < ENOUGH - 1)
			keep_sample(k, sample);
	keep_sample(k, sample);
}

uint64_t
service_times_high_ms(const struct service_times *t, unsigned kind)
{
	return t->kind[kind].high_ms;
}

uint64_t
service_times_low_ms(const struct service_times *t, unsigned kind)
{
	return t->kind[kind].low_ms;
}

void
service_times_try(struct service_times *t, unsigned kind, uint64_t now_ms)
{
	struct service_kind *k = &t->kind[kind];

	/* The first request after a long time is a trial, which old samples
	 * must not outvote: they are dropped.  The times that were concluded
	 * from them hold until the trial has ended. */
	if (service_times_is_due(t, kind, now_ms) && k->count >= ENOUGH)
		k->count = 0;
	k->tried_ms = now_ms;
}

bool
service_times_is_due(
    const struct service_times *t, unsigned kind, uint64_t now_ms)
{
	return now_ms >= t->kind[kind].tried_ms + TRIAL_MS;
}
