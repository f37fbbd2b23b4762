/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * SipHash with a key that is drawn once a process.
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

	/* Up to 256 bytes never come short, but may be interrupted. */
	while (!drawn && getrandom(secret, sizeof(secret), 0) < 0)
		;
	drawn = true;
	return siphash(secret, key, size);
}
