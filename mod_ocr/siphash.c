/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * SipHash-2-4, as in its paper: two rounds a word, four at the end.
 */
#include "siphash.h"

#include <endian.h>
#include <string.h>

struct state {
	uint64_t v0, v1, v2, v3;
};

/* Returns x with its bits rotated to the left. */
static uint64_t
rotate(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

/* Returns a word of up to eight bytes, the first of which is the lowest of the
 * word. */
static uint64_t
read_word(const unsigned char *source, size_t bytes)
{
	uint64_t word = 0;

	memcpy(&word, source, bytes);
	return le64toh(word);
}

/* One SipRound of the paper. */
static void
mix(struct state *s)
{
	s->v0 += s->v1;
	s->v2 += s->v3;
	s->v1 = rotate(s->v1, 13) ^ s->v0;
	s->v3 = rotate(s->v3, 16) ^ s->v2;
	s->v0 = rotate(s->v0, 32);
	s->v2 += s->v1;
	s->v0 += s->v3;
	s->v1 = rotate(s->v1, 17) ^ s->v2;
	s->v3 = rotate(s->v3, 21) ^ s->v0;
	s->v2 = rotate(s->v2, 32);
}

/* Adds eight bytes of data. */
static void
add_word(struct state *s, uint64_t word)
{
	s->v3 ^= word;
	mix(s);
	mix(s);
	s->v0 ^= word;
}

uint64_t
siphash(
    const unsigned char key[SIPHASH_KEY_SIZE], const void *data, size_t size)
{
	const unsigned char *rest = data;
	uint64_t k0 = read_word(key, 8), k1 = read_word(key + 8, 8);
	/* The paper's constants. */
	struct state s = {
	    k0 ^ UINT64_C(0x736f6d6570736575),
	    k1 ^ UINT64_C(0x646f72616e646f6d),
	    k0 ^ UINT64_C(0x6c7967656e657261),
	    k1 ^ UINT64_C(0x7465646279746573),
	};
	size_t rest_size = size;

	for (; rest_size >= 8; rest_size -= 8, rest += 8)
		add_word(&s, read_word(rest, 8));
	add_word(&s, (uint64_t)size << 56 | read_word(rest, rest_size));
	s.v2 ^= 0xff;
	for (int i = 0; i < 4; i++)
		mix(&s);
	return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}
