/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bytes: a piece of memory that belongs to somebody else, and the numbers in
 * it.
 */
#ifndef FCGI_WORKER_BASE_BYTES_H
#define FCGI_WORKER_BASE_BYTES_H

#include <stddef.h>
#include <stdint.h>

struct bytes {
	const unsigned char *data;
	size_t size;
};

/* Return the number at p, most or least significant byte first. */
uint16_t bytes_be16(const unsigned char *p);
uint32_t bytes_be32(const unsigned char *p);
uint16_t bytes_le16(const unsigned char *p);
uint32_t bytes_le32(const unsigned char *p);

#endif
