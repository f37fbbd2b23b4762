/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions that measurements share. */
#ifndef TESTS_MEASURE_H
#define TESTS_MEASURE_H

#include <stddef.h>

/*
 * Makes this program, and whatever it starts, use one thread. libgomp reads the
 * environment before main, so the program runs itself again.
 */
void measure_one_thread(char **argv);

/* Sorts the values and returns the one in the middle. */
double measure_median(double *values, size_t n);

#endif
