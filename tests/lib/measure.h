/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What measurements have in common.
 */
#ifndef TESTS_MEASURE_H
#define TESTS_MEASURE_H

#include <stddef.h>

/*
 * Has this program, and whatever it starts, use one thread.  libgomp looks
 * before main, so it takes another start of ourselves.
 */
void measure_one_thread(char **argv);

/* Puts them in order; the one in the middle. */
double measure_median(double *values, size_t n);

#endif
