/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * SipHash with a random key that each process draws once.
 */
#include "table_hash.h"

#include <stdbool.h>
#include <sys/random.h>

#include "siphash.h"

uint64_t
table_hash(const void *key, size_t size)
{
	static unsigned char secret[SIPHASH_KEY_SIZE];
	static bool drawn;

	/* getrandom(2) never returns fewer bytes for up to 256 of them, but may
	 * be interrupted. */
	while (!drawn && getrandom(secret, sizeof(secret), 0) < 0)
		;
	drawn = true;
	return siphash(secret, key, size);
}
