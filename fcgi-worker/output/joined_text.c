/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * joined_text: joins words of several lines into one line of text.  Without a
 * dictionary, it takes a hyphen at the end of a line for the division of a word
 * if a small letter follows.
 */
#include "output/joined_text.h"

#include <stdint.h>
#include <string.h>

#define SOFT_HYPHEN "\xc2\xad"
#define HYPHEN "\xe2\x80\x90"

static bool
is_in(unsigned c, unsigned first, unsigned last)
{
	return c >= first && c <= last;
}

/*
 * Returns the first character of text, if that has one or two bytes of UTF-8;
 * else 0.
 */
static unsigned
character(const char *text)
{
	const unsigned char *s = (const unsigned char *)text;

	if (s[0] < 0x80)
		return s[0];
	if (is_in(s[0], 0xc2, 0xdf) && is_in(s[1], 0x80, 0xbf))
		return (s[0] & 0x1fU) << 6 | (s[1] & 0x3fU);
	return 0;
}

/*
 * Whether c is the small letter of a pair in Latin Extended-A.  The order of
 * small and capital letters is reversed in parts of that block.
 */
static bool
is_small_of_pair(unsigned c)
{
	if (is_in(c, 0x139, 0x148) || is_in(c, 0x179, 0x17e))
		return c % 2 == 0;
	return is_in(c, 0x100, 0x177) && c % 2 == 1;
}

/* Whether text begins with a small letter: Latin, Greek or Cyrillic. */
static bool
begins_small(const char *text)
{
	unsigned c = character(text);

	return is_in(c, 'a', 'z') || (is_in(c, 0xdf, 0xff) && c != 0xf7) ||
	       is_small_of_pair(c) || is_in(c, 0x3ac, 0x3ce) ||
	       is_in(c, 0x430, 0x45f);
}

/*
 * Returns the length in bytes of the hyphen at the end of b; 0 if b does not
 * end with a letter and a hyphen.
 */
static size_t
hyphen_length(const struct buffer *b)
{
	static const char *const hyphens[] = {"-", SOFT_HYPHEN, HYPHEN};

	for (size_t i = 0; i < sizeof(hyphens) / sizeof(hyphens[0]); i++) {
		size_t n = strlen(hyphens[i]);
		unsigned char before;

		if (b->size < n + 2 ||
		    memcmp(b->data + b->size - n, hyphens[i], n) != 0)
			continue;
		before = (unsigned char)b->data[b->size - n - 1];
		if (before >= 0x80 || is_in(before | 0x20U, 'a', 'z'))
			return n;
	}
	return 0;
}

bool
joined_text_is_divided(const struct buffer *out, const struct page_word *w)
{
	return begins_small(page_letters(w)) && hyphen_length(out) > 0;
}

void
joined_text_add(struct buffer *out, const struct page_word *w, bool begins_line)
{
	size_t hyphen = 0;

	/* The rest of a divided word replaces the hyphen, without a blank. */
	if (begins_line && joined_text_is_divided(out, w))
		hyphen = hyphen_length(out);
	out->size -= hyphen;
	if (hyphen == 0 && out->size > 0 && w->text[0] != '\0')
		buffer_add(out, " ", 1);
	buffer_add_text(out, w->text);
}

void
joined_text_add_cell(struct buffer *out, const struct page_cell *cell)
{
	buffer_make_string(out);
	/* A word that is not right of the one before begins a line. */
	for (unsigned i = 0; i < cell->count; i++)
		joined_text_add(out, cell->words[i],
		    i > 0 && cell->words[i]->box.left <=
				 cell->words[i - 1]->box.left);
}
