/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The gate's own numbers, from GET /status.
 */
#ifndef TESTS_STATUS_H
#define TESTS_STATUS_H

#include <jansson.h>
#include <stdint.h>

/* Asks for /status.  Returns the object that is answered, a new reference, or
 * NULL if the answer is no 200 with an object. */
json_t *status_read(int port);

/* Returns a number of what status_read returned, such as "running" or
 * "totals.answered", or 1 or 0 for true or false; INT64_MIN if it is absent. */
int64_t status_member(const json_t *status, const char *name);

/* Asks for /status and returns one number of it, as status_member does. */
int64_t status_number(int port, const char *name);

/*
 * Asks until the number is as wanted.  Returns the milliseconds it took, or -1
 * when the bound was over; the last value is on stderr then.
 */
double status_wait(int port, const char *name, int64_t wanted, int bound_ms);

#endif
