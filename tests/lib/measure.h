/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions that measurements share.  What they print are lines "name value
 * unit". */
#ifndef TESTS_MEASURE_H
#define TESTS_MEASURE_H

#include <stddef.h>

/*
 * Makes this program, and whatever it starts, use one thread.  libgomp reads
 * the environment before main, so the program sets the limit there and executes
 * itself again with argv; it returns when the limit is set.
 */
void measure_one_thread(char **argv);

/* Sorts the values and returns the one in the middle. */
double measure_median(double *values, size_t n);

/*
 * Print a figure that has a goal, with so many decimals, as "name value unit
 * goal <= 2 reached"; or >= in place of <=, and missed in place of reached.
 */
void measure_at_most(const char *name, double value, int decimals,
    const char *unit, double goal);
void measure_at_least(const char *name, double value, int decimals,
    const char *unit, double goal);

/*
 * measure_pin keeps this process, and what it starts from now on, on one
 * processor; with two processors, 2 is 0 again.  measure_unpin allows all of
 * them.  Left to the kernel, the placement of servers and clients changes a
 * rate by more than the difference that is to be measured.
 */
void measure_pin(unsigned processor);
void measure_unpin(void);

#endif
