/* SPDX-License-Identifier: BSD-3-Clause */
/* buffer: bytes in memory that grows.  It knows nothing of what they mean. */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
buffer_reserve(struct buffer *b, size_t size)
{
	size_t need, room;
	char *data;

	if (b->failed || size > SIZE_MAX / 4 || b->size > SIZE_MAX / 4)
		goto fail;
	need = b->size + size + 1;
	if (need <= b->room)
		return 0;
	room = b->room * 2 > need ? b->room * 2 : need;
	data = realloc(b->data, room);
	if (data == NULL)
		goto fail;
	b->data = data;
	b->room = room;
	return 0;
fail:
	b->failed = true;
	return -1;
}

void
buffer_add(struct buffer *b, const void *data, size_t size)
{
	if (buffer_reserve(b, size) == -1)
		return;
	if (size > 0)
		memcpy(b->data + b->size, data, size);
	b->size += size;
	b->data[b->size] = '\0';
}

void
buffer_add_text(struct buffer *b, const char *text)
{
	if (text != NULL)
		buffer_add(b, text, strlen(text));
}

void
buffer_make_string(struct buffer *b)
{
	buffer_add(b, "", 0);
}

void
buffer_add_format(struct buffer *b, const char *format, ...)
{
	va_list ap;
	char *text = NULL;
	int size;

	va_start(ap, format);
	size = vasprintf(&text, format, ap);
	va_end(ap);
	if (size < 0) {
		b->failed = true;
		return;
	}
	buffer_add(b, text, (size_t)size);
	free(text);
}

void
buffer_free(struct buffer *b)
{
	free(b->data);
	*b = (struct buffer){0};
}
