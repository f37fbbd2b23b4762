/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fours: four gray pixels at once, each in 16 bits of a word of 64.  The first
 * is in the highest bits.
 */
#ifndef FCGI_WORKER_ENGINE_FOURS_H
#define FCGI_WORKER_ENGINE_FOURS_H

#include <stdint.h>

#define FOUR 4
/* A one in each pixel. */
#define FOURS_ONES 0x0001000100010001ULL

/* Returns how many fours hold that number of pixels. */
static inline int
fours_count(int pixels)
{
	return (pixels + FOUR - 1) / FOUR;
}

/* Returns by how many bits pixel number x of a row is shifted in its four. */
static inline int
fours_shift(int x)
{
	return (FOUR - 1 - x % FOUR) * 16;
}

/* Returns four pixels of 8 bits, each in 16 bits. */
static inline uint64_t
fours_spread(uint32_t pixels)
{
	uint64_t two =
	    (pixels | (uint64_t)pixels << 16) & 0x0000ffff0000ffffULL;

	return (two | two << 8) & 0x00ff00ff00ff00ffULL;
}

/*
 * Returns in its lowest four bits whether each of four pixels is below its
 * limit, which is at most 256.
 */
static inline uint32_t
fours_are_below(uint64_t pixels, uint64_t limits)
{
	/* 256 is left of 255 + limit - pixel if the pixel is below. */
	uint64_t below = (255 * FOURS_ONES + limits - pixels) >> 8 & FOURS_ONES;

	/* The factor adds bits 48, 32, 16 and 0 in bits 51 to 48. */
	return (uint32_t)(below * 0x0001000200040008ULL >> 48) & 0xf;
}

/* Returns four pixels made of the lowest four of bits: 1 where the bit is 1,
 * else 0. */
static inline uint64_t
fours_from_bits(uint32_t bits)
{
	/* The factor adds bits 0 to 3 in bits 0, 16, 32 and 48. */
	return (bits & 0xf) * 0x0000200040008001ULL & FOURS_ONES;
}

#endif
