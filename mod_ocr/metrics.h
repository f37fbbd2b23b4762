/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The gate's and the pool's figures as text.
 */
#ifndef MOD_OCR_METRICS_H
#define MOD_OCR_METRICS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "gate.h"

enum { METRICS_CODES = 600 };

struct metrics {
	const struct gate *gate;
	const struct scoreboard *pool;	  /* NULL: none */
	const struct store_totals *store; /* NULL: none */
	bool ready;			  /* a worker could take a page */
	uint64_t started_ms;		  /* on the gate's clock */
	time_t started; /* the same moment, in seconds since 1970 */
	uint64_t answers[METRICS_CODES]; /* by HTTP status */
};

/* Returns the body of GET /status, a JSON object.  The caller frees it; NULL
 * when out of memory. */
char *metrics_status(const struct metrics *m, uint64_t now_ms);

/*
 * Returns the body of GET /metrics in Prometheus' text format 0.0.4.  The
 * caller frees it; NULL when out of memory.
 */
char *metrics_prometheus(const struct metrics *m, uint64_t now_ms);

#endif
