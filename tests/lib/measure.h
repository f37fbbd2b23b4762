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

/*
 * Keeps this process, and what it starts from now on, on one processor, counted
 * from 0 around; or lets it run on all again.  Where the kernel puts servers
 * and clients moves a rate by more than what is compared.
 */
void measure_pin(unsigned processor);
void measure_unpin(void);

#endif
