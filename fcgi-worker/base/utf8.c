/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * utf8: makes valid UTF-8 of any bytes, since JSON allows nothing else.
 * Overlong forms, surrogates and values above U+10FFFF count as invalid, as in
 * RFC 3629.
 */
#include "base/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

/*
 * Returns how many bytes the character at s takes, or 0 if it is not valid
 * UTF-8.  size, at least 1, is the number of bytes up to the end of the text.
 */
static size_t
character_length(const unsigned char *s, size_t size)
{
	size_t length;
	unsigned char low = 0x80, high = 0xbf;

	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	length = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	if (length > size)
		return 0;
	/* The second byte must not make an overlong form, a surrogate, or a
	 * value above U+10FFFF. */
	if (s[0] == 0xe0)
		low = 0xa0;
	else if (s[0] == 0xed)
		high = 0x9f;
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xf4)
		high = 0x8f;
	if (s[1] < low || s[1] > high)
		return 0;
	for (size_t i = 2; i < length; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return length;
}

char *
utf8_clean(const char *text, size_t size, size_t limit)
{
	struct buffer out = {0};
	size_t i = 0, length;

	buffer_make_string(&out);
	while (i < size) {
		length =
		    character_length((const unsigned char *)text + i, size - i);
		if (out.size + (length == 0 ? 3 : length) > limit) {
			buffer_add_text(&out, "...");
			break;
		}
		if (length == 0)
			buffer_add_text(&out, "\xef\xbf\xbd");
		else
			buffer_add(&out, text + i, length);
		i += length == 0 ? 1 : length;
	}
	if (out.failed)
		buffer_free(&out);
	return out.data;
}

json_t *
utf8_json(const char *text)
{
	json_t *json;
	char *clean;

	if (text == NULL)
		text = "";
	json = json_string(text);
	if (json != NULL)
		return json;
	clean = utf8_clean(text, strlen(text), SIZE_MAX / 8);
	json = clean == NULL ? NULL : json_string(clean);
	free(clean);
	return json;
}
