/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Finds out whether all of an HTTP/1.1 answer came (RFC 9112, 6.3 and 7.1).
 */
#include "tests/lib/answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Returns the value of a header, behind which is a CR; or NULL. */
static const char *
find_header(const char *head, const char *name)
{
	size_t len = strlen(name);
	const char *line = head;

	while ((line = strstr(line, "\r\n")) != NULL) {
		line += 2;
		if (strncasecmp(line, name, len) == 0 && line[len] == ':')
			return line + len + 1 + strspn(line + len + 1, " ");
	}
	return NULL;
}

/* Joins the chunks of the body in place.  Returns whether all are whole and
 * nothing but the end follows the last one. */
static bool
join_chunks(struct answer *a)
{
	char *from = a->body, *to = a->body, *end = a->body + a->body_len;

	a->body_len = 0;
	for (;;) {
		char *data;
		unsigned long size = strtoul(from, &data, 16);

		if (data == from || strncmp(data, "\r\n", 2) != 0)
			return false;
		data += 2;
		if (size == 0)
			return strcmp(data, "\r\n") == 0;
		if ((size_t)(end - data) < size + 2)
			return false;
		memmove(to, data, size);
		to += size;
		a->body_len += size;
		from = data + size + 2;
	}
}

void
answer_parse(char *text, size_t len, struct answer *a)
{
	char *end = strstr(text, "\r\n\r\n");
	const char *value;

	memset(a, 0, sizeof(*a));
	if (end == NULL || sscanf(text, "HTTP/1.%*1u %3d", &a->status) != 1)
		return;
	end[2] = '\0';
	a->body = end + 4;
	a->body_len = len - (size_t)(a->body - text);
	if ((value = find_header(text, "Transfer-Encoding")) != NULL)
		a->is_whole = join_chunks(a);
	else if ((value = find_header(text, "Content-Length")) != NULL)
		a->is_whole = strtoul(value, NULL, 10) == a->body_len;
	a->body[a->body_len] = '\0';
}
