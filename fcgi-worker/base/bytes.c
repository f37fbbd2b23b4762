/* SPDX-License-Identifier: BSD-3-Clause */
/* bytes: reads numbers from memory that belongs to somebody else. */
#include "base/bytes.h"

uint16_t
bytes_be16(const unsigned char *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

uint32_t
bytes_be32(const unsigned char *p)
{
	return (uint32_t)bytes_be16(p) << 16 | bytes_be16(p + 2);
}

uint16_t
bytes_le16(const unsigned char *p)
{
	return (uint16_t)(p[1] << 8 | p[0]);
}

uint32_t
bytes_le32(const unsigned char *p)
{
	return (uint32_t)bytes_le16(p + 2) << 16 | bytes_le16(p);
}
