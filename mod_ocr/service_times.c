/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Measures how long requests of a kind take.  A mean would be enough for half
 * of them only, so a high quantile decides what can be finished in time.
 */
#include "service_times.h"

#include <stdlib.h>
#include <string.h>

enum {
	FIRST_LOG2 = 14, /* the first size is up to 16 KB */
	ENOUGH = 8,	 /* samples from which on anything is concluded */
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

static int
compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* Finds both times of a kind: of 64 samples, the fourth longest and the fourth
 * shortest. */
static const struct service_kind *
update(struct service_times *t, unsigned kind)
{
	struct service_kind *k = &t->kind[kind];
	unsigned n = k->count < SERVICE_SAMPLES ? k->count : SERVICE_SAMPLES;
	uint32_t sorted[SERVICE_SAMPLES];

	/* Sorting for each request would be a part of what the gate takes. */
	if (k->fresh > n / 16 && n >= ENOUGH) {
		memcpy(sorted, k->ms, n * sizeof(*sorted));
		qsort(sorted, n, sizeof(*sorted), compare);
		k->high_ms = sorted[n - 1 - n / 20];
		k->low_ms = sorted[n / 20];
		k->fresh = 0;
	}
	return k;
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
	if (!finished && ms < service_times_high_ms(t, kind))
		return;
	/* After a trial, its sample replaces all samples before it. */
	if (k->count == 0 && k->high_ms > 0)
		while (k->count < ENOUGH - 1)
			k->ms[k->count++] = sample;
	k->ms[k->count++ % SERVICE_SAMPLES] = sample;
	k->fresh++;
}

uint64_t
service_times_high_ms(struct service_times *t, unsigned kind)
{
	return update(t, kind)->high_ms;
}

uint64_t
service_times_low_ms(struct service_times *t, unsigned kind)
{
	return update(t, kind)->low_ms;
}

void
service_times_try(struct service_times *t, unsigned kind, uint64_t now_ms)
{
	struct service_kind *k = &t->kind[kind];

	/* Old samples must not outvote the new: what was concluded from them
	 * holds until this one has ended. */
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
