/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * base64: reads and writes base64.  Reading is strict, but allows for the ways
 * in which forms are known to change the text.
 */
#include "base/base64.h"

#include <stdint.h>
#include <string.h>

#include "base/bytes.h"

#define HEAD_MAX 128

/* Returns the six bits that the digit c stands for, or -1. */
static int
value_of(unsigned char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	/* If a form was sent without encoding its plus signs, they have become
	 * spaces. */
	if (c == '+' || c == '-' || c == ' ')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

/*
 * Returns the length of the head of a data URL, such as
 * "data:image/png;base64,", or 0 if text begins with none.
 */
static size_t
data_url_head_size(const struct bytes *text)
{
	size_t limit = text->size < HEAD_MAX ? text->size : HEAD_MAX;
	const unsigned char *comma;

	if (text->size < 5 || memcmp(text->data, "data:", 5) != 0)
		return 0;
	comma = memchr(text->data, ',', limit);
	return comma == NULL ? 0 : (size_t)(comma - text->data) + 1;
}

/* The bits that have been read since the last whole byte. */
struct pending {
	uint32_t bits;
	unsigned bit_count;
	unsigned digits; /* read so far */
};

/*
 * Appends the six bits of a digit.  As soon as there are eight bits, moves them
 * to out as a byte.  The caller has reserved the room for it.
 */
static void
take_digit(struct pending *p, int six_bits, struct buffer *out)
{
	char byte;

	p->bits = (p->bits << 6 | (uint32_t)six_bits) & 0xffff;
	p->bit_count += 6;
	p->digits++;
	if (p->bit_count < 8)
		return;
	p->bit_count -= 8;
	byte = (char)(p->bits >> p->bit_count & 0xff);
	out->data[out->size++] = byte;
}

int
base64_decode(const struct bytes *text, struct buffer *out)
{
	struct pending pending = {0, 0, 0};
	unsigned padding = 0;
	size_t i = data_url_head_size(text);
	int value;

	if (buffer_reserve(out, text->size / 4 * 3 + 3) == -1)
		return -1;
	for (; i < text->size; i++) {
		if (text->data[i] == '\r' || text->data[i] == '\n')
			continue;
		if (text->data[i] == '=') {
			padding++;
			continue;
		}
		value = value_of(text->data[i]);
		if (value == -1 || padding > 0)
			return -1;
		take_digit(&pending, value, out);
	}
	out->data[out->size] = '\0';
	/* Padding may be left out, but what is there must fit. */
	if (pending.digits % 4 == 1 || padding > 2 ||
	    (padding > 0 && (pending.digits + padding) % 4 != 0))
		return -1;
	return 0;
}

int
base64_encode(const struct bytes *bytes, struct buffer *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *source = bytes->data;
	const size_t size = bytes->size;
	char *target;

	if (size > SIZE_MAX / 2 ||
	    buffer_reserve(out, (size + 2) / 3 * 4 + 1) == -1)
		return -1;
	target = out->data + out->size;
	for (size_t i = 0; i < size; i += 3) {
		const uint32_t bits =
		    (uint32_t)source[i] << 16 |
		    (i + 1 < size ? (uint32_t)source[i + 1] << 8 : 0) |
		    (i + 2 < size ? source[i + 2] : 0);

		*target++ = digits[bits >> 18];
		*target++ = digits[bits >> 12 & 63];
		*target++ = i + 1 < size ? digits[bits >> 6 & 63] : '=';
		*target++ = i + 2 < size ? digits[bits & 63] : '=';
	}
	*target = '\0';
	out->size = (size_t)(target - out->data);
	return 0;
}
