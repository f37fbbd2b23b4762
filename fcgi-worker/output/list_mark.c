/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * list_mark: words that begin an item of a list.
 */
#include "output/list_mark.h"

#include <string.h>

/* Whether word is one of the signs that begin an item of a list. */
static bool
is_bullet(const char *word)
{
	static const char *const bullets[] = {"-", "*", "+", "\xe2\x80\xa2",
	    "\xc2\xb7", "\xe2\x80\xa3", "\xe2\x97\xa6", "\xe2\x96\xaa",
	    "\xe2\x80\x93", "\xe2\x96\xa0", "\xe2\x97\x8f"};

	for (size_t i = 0; i < sizeof(bullets) / sizeof(bullets[0]); i++)
		if (strcmp(word, bullets[i]) == 0)
			return true;
	return false;
}

size_t
list_mark_digits(const char *word)
{
	size_t digits = strspn(word, "0123456789");

	return digits > 0 && digits <= 3 &&
		       (word[digits] == '.' || word[digits] == ')') &&
		       word[digits + 1] == '\0'
		   ? digits
		   : 0;
}

bool
list_mark_is_one(const char *word)
{
	return is_bullet(word) || list_mark_digits(word) > 0;
}
