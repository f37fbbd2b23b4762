/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * store_totals: the figures of the store, as JSON and for Prometheus.
 */
#ifndef MOD_OCR_STORE_TOTALS_H
#define MOD_OCR_STORE_TOTALS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct store_totals {
	uint64_t hits, misses;
	uint64_t stored;	  /* results that were written */
	uint64_t lost;		  /* results that could not be written */
	uint64_t evictions;	  /* the oldest, for want of room */
	uint64_t errors;	  /* files that could not be read or written */
	double saved_s;		  /* of workers' time */
	uint64_t read_longest_us; /* to read a piece of a result */
	uint64_t entries, bytes, limit_bytes;
	bool walking; /* files are still being counted */
};

/* Returns the totals as a member of /status, a new reference. */
json_t *store_totals_json(const struct store_totals *t);

/* Writes the figures of the store as lines of /metrics. */
void store_totals_prometheus(const struct store_totals *t, FILE *f);

#endif
