/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random numbers that a test can repeat: the same seed gives the same ones.
 */
#ifndef TESTS_DICE_H
#define TESTS_DICE_H

#include <stdbool.h>
#include <stdint.h>

/* A generator of random numbers, from any seed. */
struct dice {
	uint64_t state;
};

uint64_t dice_next(struct dice *dice);

/* Returns a number from 0 to n - 1. */
unsigned dice_below(struct dice *dice, unsigned n);

/* Returns true in so many percent of the cases. */
bool dice_is(struct dice *dice, unsigned percent);

#endif
