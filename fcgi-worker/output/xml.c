/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * xml: text within XML and HTML, escaped as Tesseract does.
 */
#include "output/xml.h"

#include <string.h>

static const char special[] = "<>&\"'";

/* Returns the entity for c, one of the special characters. */
static const char *
escape_of(char c)
{
	static const char *const escapes[] = {
	    "&lt;", "&gt;", "&amp;", "&quot;", "&#39;"};

	return escapes[strchr(special, c) - special];
}

void
xml_add_text(struct buffer *out, const char *text)
{
	size_t plain;

	while (text != NULL && *text != '\0') {
		plain = strcspn(text, special);
		buffer_add(out, text, plain);
		text += plain;
		if (*text != '\0')
			buffer_add_text(out, escape_of(*text++));
	}
}
