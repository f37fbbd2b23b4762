/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The gate's own numbers, from GET /status.
 */
#ifndef TESTS_STATUS_H
#define TESTS_STATUS_H

#include <jansson.h>
#include <stdint.h>

/* All of one moment, a new reference; NULL: no 200 with an object. */
json_t *status_read(int port);

/* A number of it, "running" or "totals.answered", or 1 or 0 for true or false;
 * INT64_MIN when absent. */
int64_t status_member(const json_t *status, const char *name);

/* One number of the present moment. */
int64_t status_number(int port, const char *name);

/*
 * Asks until the number is as wanted.  The milliseconds it took, or -1 when
 * the bound was over; the last value is on stderr then.
 */
double status_wait(int port, const char *name, int64_t wanted, int bound_ms);

#endif
