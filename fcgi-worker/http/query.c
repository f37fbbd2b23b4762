/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * query: reads the parts of a query string.  It knows neither the names of
 * options nor what they mean.
 */
#include "http/query.h"

#include <string.h>

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int
query_byte(const char digits[static 2])
{
	int high = hex_digit(digits[0]), low = hex_digit(digits[1]);

	return high == -1 || low == -1 ? -1 : high << 4 | low;
}

/*
 * Decodes size bytes of text into out, which has room for max bytes and a NUL.
 * Returns 0, or -1 if that is not enough or a %XX is wrong.
 */
static int
decode_text(const char *text, size_t size, char *out, size_t max)
{
	size_t n = 0;
	int byte;
	char c;

	out[0] = '\0';
	for (size_t i = 0; i < size; i++) {
		c = text[i];
		if (c == '%') {
			byte = i + 2 < size ? query_byte(text + i + 1) : -1;
			if (byte == -1)
				return -1;
			c = (char)byte;
			i += 2;
		}
		if (c == '\0' || n == max)
			return -1;
		out[n++] = c;
		out[n] = '\0';
	}
	return 0;
}

/* Takes the part up to the next & off the text.  Returns its size. */
static size_t
take_part(struct query *q, const char **part)
{
	const char *end = memchr(q->text, '&', q->size);
	size_t size = end == NULL ? q->size : (size_t)(end - q->text);
	size_t used = end == NULL ? size : size + 1;

	*part = q->text;
	q->text += used;
	q->size -= used;
	return size;
}

enum query_result
query_next(struct query *q)
{
	const char *part, *equals;
	size_t size = 0, length;

	while (size == 0) {
		if (q->size == 0)
			return QUERY_END;
		size = take_part(q, &part);
	}
	q->value[0] = '\0';
	equals = memchr(part, '=', size);
	length = equals == NULL ? size : (size_t)(equals - part);
	if (decode_text(part, length, q->name, QUERY_NAME_MAX) == -1)
		return QUERY_BAD;
	if (equals != NULL && decode_text(equals + 1, size - length - 1,
				  q->value, QUERY_VALUE_MAX) == -1)
		return QUERY_BAD;
	return QUERY_PAIR;
}
