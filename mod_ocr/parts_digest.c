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

/*
 * Returns the length of the boundary s, or 0 if it is too long or has other
 * characters than letters, digits, '-' and '_'.
 */
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
	static const char media_type[] = "multipart/form-data;";
	static const char name[] = "boundary=";
	size_t n;

	if (strncmp(type, media_type, sizeof(media_type) - 1) != 0)
		return false;
	type += sizeof(media_type) - 1;
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
	d->fresh = true; /* the first byte begins a line */
	sha256_init(&d->all);
	return true;
}

/*
 * Tells whether the line that begins at data is a boundary, and of which kind.
 * *size bytes of the body are there; last says that no more will come.  Returns
 * LINE_UNKNOWN if more bytes are needed to tell.  For a boundary, sets *size to
 * the length of its line.
 */
static enum line
classify_line(const struct parts_digest *d, const unsigned char *data,
    size_t *size, bool last)
{
	size_t compared = *size < d->length ? *size : d->length,
	       length = d->length;
	bool ends_form;

	if (memcmp(data, d->delimiter, compared) != 0)
		return LINE_OTHER;
	if (*size < length + 2 && !last)
		return LINE_UNKNOWN;
	if (*size < length)
		return LINE_OTHER;
	ends_form = *size >= length + 2 && data[length] == '-' &&
		    data[length + 1] == '-';
	length += ends_form ? 2 : 0;
	while (length < *size && (data[length] == ' ' || data[length] == '\t'))
		length++;
	if (length < *size && data[length] == '\r')
		length++;
	if (length < *size && data[length] != '\n')
		return LINE_OTHER;
	if (length == *size && !last)
		return LINE_UNKNOWN;
	if (length == *size)
		return ends_form ? LINE_END : LINE_OTHER;
	*size = length + 1;
	return ends_form ? LINE_END : LINE_PART;
}

/*
 * Called when a boundary of this kind has come.  Ends the part before it, if
 * any, and begins the next part or the end.  A body with too many parts becomes
 * a bad one.
 */
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

/*
 * Digests bytes that belong to a part.  Ignores those before the first part and
 * after the last.
 */
static void
add_bytes(struct parts_digest *d, const unsigned char *data, size_t size)
{
	if (d->state == PARTS_INSIDE)
		sha256_update(&d->part, size, data);
	if (size > 0)
		d->fresh = false;
}

/*
 * Finds the next line of data that begins after search, or at search itself if
 * that is the first byte after a boundary's line.  The bytes before start are
 * digested already.  Sets *begin to where the line begins, and *end to where
 * the content before it ends, without its line break.  Returns false if no such
 * line begins in data.
 */
static bool
find_line(const struct parts_digest *d, const unsigned char *data, size_t size,
    size_t start, size_t search, size_t *begin, size_t *end)
{
	const unsigned char *lf;

	if (d->fresh && search == start) {
		*begin = *end = start;
		return true;
	}
	lf = memchr(data + search, '\n', size - search);
	if (lf == NULL)
		return false;
	*begin = (size_t)(lf - data) + 1;
	*end = *begin - 1;
	if (*end > start && data[*end - 1] == '\r')
		*end -= 1;
	return true;
}

/*
 * Digests the bytes from start on up to the next boundary, whose line it skips.
 * Without a boundary, sets *found to false and digests only the bytes that
 * cannot belong to one; last says that no more will come.  Returns the offset
 * of the first byte that is not done with.
 */
static size_t
take_part(struct parts_digest *d, const unsigned char *data, size_t size,
    size_t start, bool last, bool *found)
{
	size_t search = start, begin, end, length;
	enum line line;

	*found = false;
	while (find_line(d, data, size, start, search, &begin, &end)) {
		length = size - begin;
		line = classify_line(d, data + begin, &length, last);
		/*
		 * The caller gives these bytes again with each piece of the
		 * body, which would take too long if they are many.
		 */
		if (line == LINE_UNKNOWN && length > LINE_MAX_BYTES / 2)
			d->state = PARTS_BAD;
		if (line == LINE_PART || line == LINE_END) {
			add_bytes(d, data + start, end - start);
			end_part(d, line);
			*found = true;
			return begin + length;
		}
		if (line == LINE_UNKNOWN) {
			add_bytes(d, data + start, end - start);
			return end;
		}
		if (begin == search && begin == start) {
			/* The first line is no boundary: go on behind it. */
			const unsigned char *lf =
			    memchr(data + start, '\n', size - start);
			if (lf == NULL)
				break;
			search = (size_t)(lf - data);
			d->fresh = false;
			continue;
		}
		search = begin;
	}
	/* A last carriage return may belong to a boundary. */
	end = size - (size > start && !last && data[size - 1] == '\r');
	add_bytes(d, data + start, end - start);
	return end;
}

size_t
parts_digest_add(
    struct parts_digest *d, const unsigned char *data, size_t size, bool last)
{
	size_t taken = 0;
	bool found = true;

	while (found && (d->state == PARTS_BEFORE || d->state == PARTS_INSIDE))
		taken = take_part(d, data, size, taken, last, &found);
	/* Nothing counts behind the last boundary, nor in a bad body. */
	return d->state == PARTS_AFTER || d->state == PARTS_BAD ? size : taken;
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
