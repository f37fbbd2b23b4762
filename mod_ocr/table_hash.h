/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The hash of tables.  Clients choose what is looked up, digests included: with
 * a hash that is known they could put all of it into one chain.  This is to be
 * included in place of uthash.h, so that no table has that one's own hash.
 */
#ifndef MOD_OCR_TABLE_HASH_H
#define MOD_OCR_TABLE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* Returns the hash of size bytes, which is another one in each process. */
uint64_t table_hash(const void *key, size_t size);

#define HASH_FUNCTION(key, len, hash)                                          \
	((hash) = (unsigned)table_hash((key), (len)))
#include <uthash.h>

#endif
