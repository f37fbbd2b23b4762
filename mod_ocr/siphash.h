/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a hash that nobody can make
 * collide without its key.
 */
#ifndef MOD_OCR_SIPHASH_H
#define MOD_OCR_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

enum { SIPHASH_KEY_SIZE = 16 };

/* Returns the SipHash-2-4 of size bytes of data.  Clients choose the data but
 * do not know the key, so they cannot make many that have the same hash. */
uint64_t siphash(
    const unsigned char key[SIPHASH_KEY_SIZE], const void *data, size_t size);

#endif
