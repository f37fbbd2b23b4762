/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The hash function of tables.  Clients choose the keys of tables, digests
 * included; if they knew the hash function, they could make all keys collide.
 * Include this in place of uthash.h, whose own function everybody knows.
 */
#ifndef MOD_OCR_TABLE_HASH_H
#define MOD_OCR_TABLE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* Returns the hash of size bytes, which differs from process to process. */
uint64_t table_hash(const void *key, size_t size);

#define HASH_FUNCTION(key, len, hash)                                          \
	((hash) = (unsigned)table_hash((key), (len)))
#include <uthash.h>

#endif
