/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Blanks what differs between two PDFs of the same pages.
 */
#include "tests/lib/pdf_times.h"

#include <string.h>

/* Overwrites by blanks all that is between a mark from and the next to. */
static void
blank(char *data, size_t len, const char *from, char to)
{
	char *end = data + len, *at = data;

	while ((at = memmem(at, (size_t)(end - at), from, strlen(from)))) {
		for (at += strlen(from); at < end && *at != to; at++)
			*at = ' ';
	}
}

void
pdf_times_blank(char *data, size_t len)
{
	blank(data, len, "/CreationDate (", ')');
	blank(data, len, "/ID [", ']');
}
