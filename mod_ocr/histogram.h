/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A histogram of durations, as Prometheus counts them.
 */
#ifndef MOD_OCR_HISTOGRAM_H
#define MOD_OCR_HISTOGRAM_H

#include <stdint.h>

enum { HISTOGRAM_BUCKETS = 14 };

struct histogram {
	uint64_t bucket[HISTOGRAM_BUCKETS + 1]; /* the last: above all bounds */
	uint64_t count;
	double sum_s;
};

/* Upper bounds of the buckets, in seconds. */
extern const double histogram_bounds[HISTOGRAM_BUCKETS];

void histogram_add(struct histogram *h, double seconds);

#endif
