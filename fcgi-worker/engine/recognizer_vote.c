/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * recognizer_vote: aligns what two recognizers read of a line, letter by
 * letter, and takes each word from the one whose reading is more likely right.
 * Which of two readings by Tesseract is kept is decided in line_repair.c.
 */
#include "engine/recognizer_vote.h"

#include <stdlib.h>
#include <string.h>

#include "engine/letters.h"
#include "engine/recognized_line.h"

/*
 * In percents: the least trust in a line that only one recognizer read, and in
 * a word where the other one read nothing.
 */
#define ALONE 60
/* A word that Tesseract trusts at least this much is kept. */
#define TRUSTED 90
/* A line that Tesseract trusts less is replaced as a whole. */
#define DOUBTED 50
/* The other recognizer's word is taken when each of its letters is trusted as
 * much as this, or when its mean is better by this many percent. */
#define LETTER_LEAST 0.85
#define GAIN 10
/* A space that was read with this confidence counts even within a word of
 * Tesseract. */
#define SPACE_LEAST 0.97

/* Both readings, aligned. */
struct ballot {
	struct recognized_line read;
	struct letters letters; /* of Tesseract's line */
	size_t *word_of; /* of each letter of reading: Tesseract's word */
};

/* Whether the letters of the reading from begin to before end are those of the
 * nth word of Tesseract. */
static bool
is_same(const struct ballot *b, size_t nth, size_t begin, size_t end)
{
	size_t at = letters_first(&b->letters, nth);

	for (size_t i = begin; i < end; i++, at++)
		if (at == b->letters.count || b->letters.word[at] != nth ||
		    b->letters.code[at] !=
			letters_fold(b->read.reading->characters[i].code))
			return false;
	return at == b->letters.count || b->letters.word[at] != nth;
}

/* Whether the letters of the reading that begin at from continue the last word
 * of line: a number that Tesseract has cut in two. */
static bool
continues_number(
    const struct ballot *b, const struct page_line *line, size_t from)
{
	const char *last = line->last == NULL ? "" : line->last->text;
	size_t n = strlen(last);
	const struct line_reading_character *c =
	    &b->read.reading->characters[from];

	return n > 0 && !c->begins_word && c->code >= '0' && c->code <= '9' &&
	       strchr("0123456789-/.", last[n - 1]) != NULL;
}

/* Appends w to the last word of line, as one word.  Returns 0, or -1 without
 * memory. */
static int
continue_word(struct page *p, struct page_line *line, const struct page_word *w)
{
	struct page_word *last = line->last;
	size_t size = strlen(last->text) + strlen(page_letters(w)) + 1;
	char *text = page_alloc(p, size);
	struct page_symbol **end = &last->symbols;

	if (text == NULL)
		return -1;
	strcat(strcpy(text, last->text), page_letters(w));
	last->text = text;
	while (*end != NULL)
		end = &(*end)->next;
	*end = w->symbols;
	if (w->box.right > last->box.right)
		last->box.right = w->box.right;
	if (w->confidence < last->confidence)
		last->confidence = w->confidence;
	return 0;
}

/*
 * Appends w to line: as a word of its own, or, if it continues the last word of
 * line, to that one.  Returns 0, or -1 without memory.
 */
static int
add_word(const struct ballot *b, struct page_line *line, struct page_word *w,
    bool continues)
{
	if (continues && line->last != NULL)
		return continue_word(b->read.page, line, w);
	w->next = NULL;
	page_append_word(line, w);
	return 0;
}

/*
 * Appends to line either w, the nth word of Tesseract, or what the other
 * recognizer read in its place: its letters from begin to before end.  Appends
 * nothing if neither is trusted.  Returns 0, or -1 without memory.
 */
static int
add_better_word(const struct ballot *b, struct page_line *line,
    struct page_word *w, size_t nth, size_t begin, size_t end)
{
	struct recognized_line_worth other =
	    recognized_line_weigh(b->read.reading, begin, end);
	struct page_line apart = {.words = NULL};
	bool continues;

	/* The other recognizer read nothing here. */
	if (begin == end)
		return w->confidence < ALONE ? 0 : add_word(b, line, w, false);
	continues = continues_number(b, line, begin);
	if (is_same(b, nth, begin, end)) {
		if (w->confidence < (float)(100 * other.mean))
			w->confidence = (float)(100 * other.mean);
		return add_word(b, line, w, continues);
	}
	/* Tesseract's word stays if it is trusted, or if the other one is not
	 * clearly better. */
	if (w->confidence >= TRUSTED ||
	    (other.least < LETTER_LEAST &&
		100 * other.mean <= (double)w->confidence + GAIN))
		return add_word(b, line, w, continues);
	/* The other recognizer may have read several words in its place. */
	if (!continues)
		return recognized_line_add_words(
		    &b->read, line, begin, end, SPACE_LEAST);
	w = recognized_line_add_word(&b->read, &apart, begin, end);
	return w == NULL ? -1 : continue_word(b->read.page, line, w);
}

/* Puts the better word of the two readings in the place of each word of line.
 * Returns line, or NULL if no word is left or without memory. */
static struct page_line *
elect_words(struct ballot *b, struct page_line *line)
{
	struct page_word *w = line->words, *next;
	size_t begin = 0, end;

	line->words = line->last = NULL;
	for (size_t nth = 0; w != NULL; nth++, w = next) {
		next = w->next;
		for (end = begin;
		     end < b->read.reading->count && b->word_of[end] == nth;)
			end++;
		if (add_better_word(b, line, w, nth, begin, end) == -1)
			return NULL;
		begin = end;
	}
	if (line->words == NULL)
		return NULL;
	line->words->blanks = 0;
	recognized_line_measure(line);
	return line;
}

/* Removes the words of line that are not trusted enough, since the other
 * recognizer read nothing.  Returns line, or NULL if no word is left. */
static struct page_line *
keep_trusted(struct page_line *line)
{
	struct page_word **at = &line->words;

	line->last = NULL;
	while (*at != NULL) {
		if ((*at)->confidence < ALONE) {
			*at = (*at)->next;
			continue;
		}
		line->last = *at;
		at = &(*at)->next;
	}
	if (line->words == NULL)
		return NULL;
	recognized_line_measure(line);
	return line;
}

/* Returns the better of Tesseract's line and the reading, or a line with words
 * of both.  Both must have letters.  Returns NULL if no word is left, or
 * without memory. */
static struct page_line *
elect_line(struct ballot *b, struct page_line *line)
{
	const struct line_reading *r = b->read.reading;
	size_t longer =
	    b->letters.count > r->count ? b->letters.count : r->count;
	size_t distance;

	b->word_of = calloc(r->count + 1, sizeof(*b->word_of));
	if (b->word_of == NULL ||
	    letters_align(&b->letters, r, b->word_of, &distance) == -1) {
		b->read.page->failed = true;
		return NULL;
	}
	/* If the two readings are much alike, the better words are taken. */
	if (2 * distance <= longer && b->letters.trust >= DOUBTED)
		return elect_words(b, line);
	/* Otherwise one of them is taken whole: Tesseract's, unless the reading
	 * is trusted clearly more. */
	return b->letters.trust / 100 <= r->confidence - 0.05
		   ? recognized_line_make(&b->read)
		   : line;
}

struct page_line *
recognizer_vote(struct page *p, struct page_line *line,
    const struct line_reading *r, const struct line_image *image)
{
	struct ballot b = {.read = {p, image, r}};
	struct page_line *elected;

	/* Where only one of the two read a line, it has to be trusted alone. */
	if (line == NULL)
		return 100 * r->confidence >= ALONE
			   ? recognized_line_make(&b.read)
			   : NULL;
	if (r->count == 0)
		return keep_trusted(line);
	if (letters_take(&b.letters, line) == -1) {
		p->failed = true;
		return NULL;
	}
	elected = b.letters.count == 0 ? recognized_line_make(&b.read)
				       : elect_line(&b, line);
	letters_free(&b.letters);
	free(b.word_of);
	return elected;
}
