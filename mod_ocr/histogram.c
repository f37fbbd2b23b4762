/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Counts durations.  The bounds reach from a thumbnail on an idle server to a
 * book on a busy one.
 */
#include "histogram.h"

const double histogram_bounds[HISTOGRAM_BUCKETS] = {
    0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600};

void
histogram_add(struct histogram *h, double seconds)
{
	int i = 0;

	while (i < HISTOGRAM_BUCKETS && seconds > histogram_bounds[i])
		i++;
	h->bucket[i]++;
	h->count++;
	h->sum_s += seconds;
}
