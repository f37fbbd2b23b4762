/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * value: reads the text of one option's value.  It knows no option's name.
 */
#include "http/value.h"

#include <stdlib.h>
#include <string.h>

int
value_take_number(const char **text, unsigned *out)
{
	size_t length = strspn(*text, "0123456789");

	if (length < 1 || length > 5)
		return -1;
	*out = (unsigned)strtoul(*text, NULL, 10);
	*text += length;
	return 0;
}

int
value_number(const char *text, int low, int high, int *out)
{
	unsigned n;

	if (value_take_number(&text, &n) == -1 || *text != '\0' ||
	    (int)n < low || (int)n > high)
		return -1;
	*out = (int)n;
	return 0;
}

int
value_region(const char *text, struct value_region *out)
{
	unsigned n[4];

	for (int i = 0; i < 4; i++) {
		if (value_take_number(&text, &n[i]) == -1 ||
		    *text != (i < 3 ? ',' : '\0'))
			return -1;
		text++;
	}
	*out = (struct value_region){n[0], n[1], n[2], n[3]};
	return out->width == 0 || out->height == 0 ? -1 : 0;
}

int
value_rotate(const char *text, int *out)
{
	static const struct {
		const char *text;
		int degrees;
	} table[] = {{"0", 0}, {"90", 90}, {"180", 180}, {"270", 270},
	    {"auto", VALUE_ROTATE_AUTO}};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcmp(text, table[i].text) == 0) {
			*out = table[i].degrees;
			return 0;
		}
	return -1;
}

/*
 * Adds the language with this code, of length bytes, to languages, which are
 * joined by +, unless it is among them.  Counts those that were added in
 * *count.  Returns 0, or -1 if there is no room, or there are too many.
 */
static int
add_lang(char *languages, const char *code, size_t length, int *count)
{
	size_t used = strlen(languages);
	const char *s = languages;
	size_t n;

	while (*s != '\0') {
		n = strcspn(s, "+");
		if (n == length && memcmp(s, code, n) == 0)
			return 0;
		s += n + (s[n] == '+');
	}
	if (used + length + 2 > VALUE_LANG_MAX || ++*count > VALUE_LANGS_MAX)
		return -1;
	if (used > 0)
		languages[used++] = '+';
	memcpy(languages + used, code, length);
	languages[used + length] = '\0';
	return 0;
}

int
value_lang(const char *text, char out[static VALUE_LANG_MAX + 1])
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_/-";
	size_t length;
	int count = 0;

	out[0] = '\0';
	for (;;) {
		length = strspn(text, allowed);
		if (length == 0 || text[0] == '/' || text[0] == '-' ||
		    add_lang(out, text, length, &count) == -1)
			return -1;
		text += length;
		if (*text == '\0')
			return 0;
		if (strchr("+, ", *text) == NULL)
			return -1;
		text++;
	}
}
