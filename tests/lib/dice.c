/* SPDX-License-Identifier: BSD-3-Clause */
/* The generator is Splitmix64. */
#include "tests/lib/dice.h"

uint64_t
dice_next(struct dice *dice)
{
	/* Each state is a good one, so each seed is. */
	uint64_t z = dice->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

unsigned
dice_below(struct dice *dice, unsigned n)
{
	return (unsigned)(dice_next(dice) % n);
}

bool
dice_is(struct dice *dice, unsigned percent)
{
	return dice_below(dice, 100) < percent;
}
