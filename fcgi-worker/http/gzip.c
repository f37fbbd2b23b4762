/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * gzip: unpacks a body.  The one place that uses zlib.
 */
#include "http/gzip.h"

#include <stdbool.h>
#include <string.h>
#include <zlib.h>

#define PIECE 65536

/* zlib's largest window, and 16 for the gzip format alone. */
#define WINDOW (15 + 16)

/* Tapes and tar fill up with zeros; gzip(1) takes them for the end, too. */
static bool
is_padding(const unsigned char *bytes, size_t size)
{
	return size == 0 ||
	       (bytes[0] == 0 && memcmp(bytes, bytes + 1, size - 1) == 0);
}

enum gzip_result
gzip_unpack(const struct buffer *in, size_t limit, struct buffer *out)
{
	z_stream z = {.next_in = (Bytef *)in->data};
	enum gzip_result result = GZIP_BROKEN;
	size_t left = in->size, got;
	unsigned char piece[PIECE];
	int rc = Z_OK;

	if (inflateInit2(&z, WINDOW) != Z_OK)
		return GZIP_NO_MEMORY;
	while (rc == Z_OK && (left > 0 || z.avail_in > 0 || z.avail_out == 0)) {
		if (z.avail_in == 0) {
			z.avail_in = (uInt)(left < PIECE ? left : PIECE);
			left -= z.avail_in;
		}
		z.next_out = piece;
		z.avail_out = sizeof(piece);
		rc = inflate(&z, Z_NO_FLUSH);
		got = sizeof(piece) - z.avail_out;
		if (got > limit - out->size) {
			result = GZIP_TOO_LARGE;
			goto out;
		}
		buffer_add(out, piece, got);
		/* A file may have several members, one behind the other. */
		if (rc == Z_STREAM_END &&
		    !is_padding(z.next_in, left + z.avail_in))
			rc = inflateReset(&z);
	}
	if (rc == Z_STREAM_END)
		result = out->failed ? GZIP_NO_MEMORY : GZIP_GOOD;
	else if (rc == Z_MEM_ERROR)
		result = GZIP_NO_MEMORY;
out:
	inflateEnd(&z);
	return result;
}
