/* SPDX-License-Identifier: BSD-3-Clause */
/* gunzip: unpacks the body of a request, by zlib. */
#include "http/gunzip.h"

#include <stdbool.h>
#include <string.h>
#include <zlib.h>

#include "http/problem.h"

#define PIECE 65536

/*
 * zlib's largest window, plus 16, which makes it accept no other format than
 * gzip.
 */
#define WINDOW (15 + 16)

/*
 * Whether the rest is zeros, with which tapes and tar fill up their blocks;
 * gzip(1) takes them for the end, too.
 */
static bool
is_padding(const unsigned char *bytes, size_t size)
{
	return size == 0 ||
	       (bytes[0] == 0 && memcmp(bytes, bytes + 1, size - 1) == 0);
}

static int
refuse_size(struct problem *p, size_t limit)
{
	problem_set(p, PROBLEM_BODY_TOO_LARGE,
	    "At most %zu bytes are accepted after unpacking.", limit);
	problem_member(p, "limit_bytes", json_integer((json_int_t)limit));
	return -1;
}

/*
 * Checks that the whole body was unpacked, and that there was memory for it.
 * zlib_result is what inflate() returned last.  Returns 0, or -1 with the
 * problem.
 */
static int
check_end(int zlib_result, const struct buffer *out, struct problem *p)
{
	if (zlib_result == Z_MEM_ERROR ||
	    (zlib_result == Z_STREAM_END && out->failed))
		return problem_no_memory(p, "the body");
	if (zlib_result != Z_STREAM_END)
		return problem_bad_parameter(p, "Content-Encoding",
		    "The body is not gzip data, or it is damaged or cut off.");
	return 0;
}

int
gunzip_body(const struct buffer *in, size_t limit, struct buffer *out,
    struct problem *p)
{
	z_stream z = {.next_in = (Bytef *)in->data};
	size_t rest = in->size; /* what zlib was not given yet */
	size_t got;
	unsigned char piece[PIECE];
	int rc = Z_OK;

	if (inflateInit2(&z, WINDOW) != Z_OK)
		return problem_no_memory(p, "the body");
	while (rc == Z_OK && (rest > 0 || z.avail_in > 0 || z.avail_out == 0)) {
		if (z.avail_in == 0) {
			z.avail_in = (uInt)(rest < PIECE ? rest : PIECE);
			rest -= z.avail_in;
		}
		z.next_out = piece;
		z.avail_out = sizeof(piece);
		rc = inflate(&z, Z_NO_FLUSH);
		got = sizeof(piece) - z.avail_out;
		if (got > limit - out->size) {
			inflateEnd(&z);
			return refuse_size(p, limit);
		}
		buffer_add(out, piece, got);
		/* A file may have several members, one behind the other. */
		if (rc == Z_STREAM_END &&
		    !is_padding(z.next_in, rest + z.avail_in))
			rc = inflateReset(&z);
	}
	inflateEnd(&z);
	return check_end(rc, out, p);
}
