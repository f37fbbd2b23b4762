/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_stream_kind: looks for the dictionary in front of a stream.  It is never
 * in another stream, so that it can be found without reading the PDF.
 */
#include "input/pdf_stream_kind.h"

#include <string.h>

/* Returns where word begins for the last time before offset, or 0. */
static size_t
find_last(const struct bytes *b, size_t offset, const char *word)
{
	size_t length = strlen(word);

	while (offset >= length) {
		if (memcmp(b->data + offset - length, word, length) == 0)
			return offset - length;
		offset--;
	}
	return 0;
}

/* Returns where the stream begins that the byte at offset is in, or right
 * behind. */
static size_t
find_stream(const struct bytes *b, size_t offset)
{
	static const char end[] = "end";
	const size_t length = sizeof(end) - 1;

	do
		offset = find_last(b, offset, "stream");
	while (offset >= length &&
	       memcmp(b->data + offset - length, end, length) == 0);
	return offset;
}

bool
pdf_stream_kind_is_image(const struct bytes *pdf, size_t offset)
{
	size_t stream, object;

	if (offset > pdf->size)
		return false;
	stream = find_stream(pdf, offset);
	object = find_last(pdf, stream, "obj");
	return memmem(pdf->data + object, stream - object, "/Image", 6) != NULL;
}
