/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds the parts of a multipart body as it arrives, in pieces that may end
 * anywhere.
 */
#include "parts_digest.h"

#include <string.h>

#include "fcgi-worker/http/multipart.h"

/* A boundary's line may have blanks at its end, but no more than that. */
#define LINE_MAX_BYTES 512

/* What stands where a line begins. */
enum line { LINE_OTHER, LINE_UNKNOWN, LINE_PART, LINE_END };

/* Returns the boundary's length, or 0 if it is not plain letters and digits. */
static size_t
read_boundary(const char *s)
{
	static const char plain[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789-_";
	size_t n = strspn(s, plain);

	return n <= PARTS_DIGEST_BOUNDARY_MAX && s[n] == '\0' ? n : 0;
}

bool
parts_digest_begin(struct parts_digest *d, const char *type)
{
	static const char before[] = "multipart/form-data;";
	static const char name[] = "boundary=";
	size_t n;

	if (strncmp(type, before, sizeof(before) - 1) != 0)
		return false;
	type += sizeof(before) - 1;
	type += strspn(type, " ");
	if (strncmp(type, name, sizeof(name) - 1) != 0)
		return false;
	type += sizeof(name) - 1;
	n = read_boundary(type);
	if (n == 0)
		return false;
	memcpy(d->delimiter, "--", 2);
	memcpy(d->delimiter + 2, type, n);
	d->length = n + 2;
	d->state = PARTS_BEFORE;
	d->count = 0;
	d->fresh = true;
	sha256_init(&d->all);
	return true;
}

/*
 * Tells which kind of line begins at data, of which there are *size bytes.  If
 * it is a boundary, sets *size to the length of its line.
 */
static enum line
read_line(const struct parts_digest *d, const unsigned char *data, size_t *size,
    bool last)
{
	size_t n = *size < d->length ? *size : d->length, at = d->length;
	bool end;

	if (memcmp(data, d->delimiter, n) != 0)
		return LINE_OTHER;
	if (*size < at + 2 && !last)
		return LINE_UNKNOWN;
	if (*size < at)
		return LINE_OTHER;
	end = *size >= at + 2 && data[at] == '-' && data[at + 1] == '-';
	at += end ? 2 : 0;
	while (at < *size && (data[at] == ' ' || data[at] == '\t'))
		at++;
	if (at < *size && data[at] == '\r')
		at++;
	if (at < *size && data[at] != '\n')
		return LINE_OTHER;
	if (at == *size && !last)
		return LINE_UNKNOWN;
	if (at == *size)
		return end ? LINE_END : LINE_OTHER;
	*size = at + 1;
	return end ? LINE_END : LINE_PART;
}

static void
end_part(struct parts_digest *d, enum line line)
{
	unsigned char digest[SHA256_DIGEST_SIZE];

	if (d->state == PARTS_INSIDE) {
		/* A worker refuses a form with more parts, and each part takes
		 * time. */
		if (d->count == MULTIPART_PARTS_MAX) {
			d->state = PARTS_BAD;
			return;
		}
		d->count++;
		sha256_digest(&d->part, sizeof(digest), digest);
		sha256_update(&d->all, sizeof(digest), digest);
	}
	sha256_init(&d->part);
	d->state = line == LINE_END ? PARTS_AFTER : PARTS_INSIDE;
	d->fresh = true;
}

static void
add(struct parts_digest *d, const unsigned char *data, size_t size)
{
	if (d->state == PARTS_INSIDE)
		sha256_update(&d->part, size, data);
	if (size > 0)
		d->fresh = false;
}

/*
 * Finds the next line that begins at or behind from.  Sets *begin to it, and
 * *end to where the line before it ends.  Returns false if there is none.
 */
static bool
find_line(const struct parts_digest *d, const unsigned char *data, size_t size,
    size_t at, size_t from, size_t *begin, size_t *end)
{
	const unsigned char *lf;

	if (d->fresh && from == at) {
		*begin = *end = at;
		return true;
	}
	lf = memchr(data + from, '\n', size - from);
	if (lf == NULL)
		return false;
	*begin = (size_t)(lf - data) + 1;
	*end = *begin - 1;
	if (*end > at && data[*end - 1] == '\r')
		*end -= 1;
	return true;
}

/*
 * Takes the bytes from at on up to the end of the next boundary's line.
 * Without a boundary, sets *found to false and takes only the bytes that cannot
 * belong to one.  Returns where the taken bytes end.
 */
static size_t
take(struct parts_digest *d, const unsigned char *data, size_t size, size_t at,
    bool last, bool *found)
{
	size_t from = at, begin, end, length;
	enum line line;

	*found = false;
	while (find_line(d, data, size, at, from, &begin, &end)) {
		length = size - begin;
		line = read_line(d, data + begin, &length, last);
		if (line == LINE_UNKNOWN && length > LINE_MAX_BYTES / 2)
			d->state = PARTS_BAD;
		if (line == LINE_PART || line == LINE_END) {
			add(d, data + at, end - at);
			end_part(d, line);
			*found = true;
			return begin + length;
		}
		if (line == LINE_UNKNOWN) {
			add(d, data + at, end - at);
			return end;
		}
		if (begin == from && begin == at) {
			/* The first line is no boundary: go on behind it. */
			const unsigned char *lf =
			    memchr(data + at, '\n', size - at);
			if (lf == NULL)
				break;
			from = (size_t)(lf - data);
			d->fresh = false;
			continue;
		}
		from = begin;
	}
	end = size - (size > at && !last && data[size - 1] == '\r');
	add(d, data + at, end - at);
	return end;
}

size_t
parts_digest_add(
    struct parts_digest *d, const unsigned char *data, size_t size, bool last)
{
	size_t at = 0;
	bool found = true;

	while (found && (d->state == PARTS_BEFORE || d->state == PARTS_INSIDE))
		at = take(d, data, size, at, last, &found);
	return d->state == PARTS_AFTER || d->state == PARTS_BAD ? size : at;
}

bool
parts_digest_end(
    struct parts_digest *d, unsigned char out[static SHA256_DIGEST_SIZE])
{
	if (d->state != PARTS_AFTER)
		return false;
	sha256_digest(&d->all, SHA256_DIGEST_SIZE, out);
	return true;
}
