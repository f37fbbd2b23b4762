/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * letters: two readings of a line, letter by letter (Levenshtein, 1965).
 */
#include "engine/letters.h"

#include <stdlib.h>
#include <string.h>

#include "engine/line_reading.h"
#include "engine/page.h"

/* The most letters of a line that are looked at. */
#define LETTERS_MAX 1000

static const struct {
	uint32_t code;
	const char *text, *plain;
} forms[] = {
    {0x2018, "\u2018", "'"},
    {0x2019, "\u2019", "'"},
    {0x201c, "\u201c", "\""},
    {0x201d, "\u201d", "\""},
    {0x201e, "\u201e", "\""},
    {0x2013, "\u2013", "-"},
    {0x2014, "\u2014", "-"},
    {0x2212, "\u2212", "-"},
    {0xff01, "\uff01", "!"},
    {0xff08, "\uff08", "("},
    {0xff09, "\uff09", ")"},
    {0xff0c, "\uff0c", ","},
    {0xff1a, "\uff1a", ":"},
    {0xff1b, "\uff1b", ";"},
    {0xff1f, "\uff1f", "?"},
};

#define FORMS (sizeof(forms) / sizeof(forms[0]))

uint32_t
letters_fold(uint32_t code)
{
	for (size_t i = 0; i < FORMS; i++)
		if (forms[i].code == code)
			return (unsigned char)forms[i].plain[0];
	return code;
}

const char *
letters_plain(const char *text)
{
	for (size_t i = 0; i < FORMS; i++)
		if (forms[i].code >= 0xff00 && strcmp(forms[i].text, text) == 0)
			return forms[i].plain;
	return text;
}

/* Returns the first code point of *text, which is valid UTF-8, and moves *text
 * behind it. */
static uint32_t
next_code(const unsigned char **text)
{
	uint32_t code = *(*text)++;

	if (code >= 0xc0)
		code &= code < 0xe0 ? 0x1f : code < 0xf0 ? 0x0f : 0x07;
	while ((**text & 0xc0) == 0x80)
		code = code << 6 | (*(*text)++ & 0x3fU);
	return code;
}

int
letters_take(struct letters *l, const struct page_line *line)
{
	size_t nth = 0;

	*l = (struct letters){.code = calloc(LETTERS_MAX, sizeof(*l->code)),
	    .word = calloc(LETTERS_MAX, sizeof(*l->word))};
	if (l->code == NULL || l->word == NULL) {
		letters_free(l);
		return -1;
	}
	for (const struct page_word *w = line->words; w; w = w->next, nth++) {
		const unsigned char *text =
		    (const unsigned char *)page_letters(w);

		while (*text != '\0' && l->count < LETTERS_MAX) {
			l->code[l->count] = letters_fold(next_code(&text));
			l->word[l->count++] = nth;
			l->trust += (double)w->confidence;
		}
	}
	if (l->count > 0)
		l->trust /= (double)l->count;
	return 0;
}

void
letters_free(struct letters *l)
{
	free(l->code);
	free(l->word);
	*l = (struct letters){.code = NULL};
}

size_t
letters_first(const struct letters *l, size_t word)
{
	size_t i = 0;

	while (i < l->count && l->word[i] < word)
		i++;
	return i;
}

/*
 * Levenshtein's table: the cell in row i and column j is the fewest edits that
 * make the first j letters of one reading out of the first i letters of the
 * other.
 */
struct table {
	uint16_t *edits;
	size_t columns;
};

/* Returns the cell of the table of edits. */
static uint16_t *
cell_at(const struct table *t, size_t row, size_t column)
{
	return &t->edits[row * t->columns + column];
}

/* Returns the cost of an edit that puts letter j of r in the place of letter i
 * of l: 0 if they are the same once folded. */
static unsigned
cost_of_letter(
    const struct letters *l, const struct line_reading *r, size_t i, size_t j)
{
	return l->code[i] != letters_fold(r->characters[j].code);
}

/* Fills t, the table of edits: its rows are for the letters of l, its columns
 * for those of r. */
static void
count_edits(const struct table *t, const struct letters *l,
    const struct line_reading *r)
{
	for (size_t i = 0; i <= l->count; i++)
		for (size_t j = 0; j <= r->count; j++) {
			unsigned best = (unsigned)(i + j);

			if (i > 0 && j > 0)
				best = *cell_at(t, i - 1, j - 1) +
				       cost_of_letter(l, r, i - 1, j - 1);
			if (i > 0 && *cell_at(t, i - 1, j) + 1U < best)
				best = *cell_at(t, i - 1, j) + 1U;
			if (j > 0 && *cell_at(t, i, j - 1) + 1U < best)
				best = *cell_at(t, i, j - 1) + 1U;
			*cell_at(t, i, j) = (uint16_t)best;
		}
}

/*
 * Finds which letters match, going back through t from its end, on the way with
 * the fewest edits.  Sets word_of, for each letter of r, to the word of the
 * letter of l that it matches or replaces; where l has none, to the word of the
 * letter before that place.
 */
static void
match_words(const struct table *t, const struct letters *l,
    const struct line_reading *r, size_t *word_of)
{
	size_t i = l->count, j = r->count;

	while (j > 0) {
		if (i > 0 && *cell_at(t, i, j) ==
				 *cell_at(t, i - 1, j - 1) +
				     cost_of_letter(l, r, i - 1, j - 1)) {
			word_of[--j] = l->word[--i];
		} else if (i > 0 &&
			   *cell_at(t, i, j) == *cell_at(t, i - 1, j) + 1) {
			i--;
		} else {
			j--;
			word_of[j] = i > 0 ? l->word[i - 1] : 0;
		}
	}
}

int
letters_align(const struct letters *l, const struct line_reading *r,
    size_t *word_of, size_t *distance)
{
	struct table t = {.columns = r->count + 1};

	t.edits = calloc((l->count + 1) * t.columns, sizeof(*t.edits));
	if (t.edits == NULL)
		return -1;
	count_edits(&t, l, r);
	*distance = *cell_at(&t, l->count, r->count);
	match_words(&t, l, r, word_of);
	free(t.edits);
	return 0;
}
