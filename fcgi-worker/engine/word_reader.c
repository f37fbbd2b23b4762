/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * word_reader: one word that Tesseract has recognized, with its letters and the
 * alternatives that were weighed for them.
 */
#include "engine/word_reader.h"

#include <string.h>

#include "engine/iterator.h"
#include "engine/misread_rules.h"
#include "engine/result_place.h"

/* Tesseract's doubt about a word is its doubt about the most doubtful letter
 * times this (kCertaintyScale in its linerec.cpp). */
#define WORD_DOUBT 7
/* In percents: the letters of a word are looked at if it is trusted less. */
#define DOUBTED 80

/* Where choices are added. */
struct choices {
	struct page *page;
	struct page_choice **end;
};

/* Appends a choice of this kind to the list.  Returns it, or NULL without
 * memory. */
static struct page_choice *
add_choice(struct choices *c, int kind)
{
	struct page_choice *new = page_alloc(c->page, sizeof(*new));

	if (new == NULL)
		return NULL;
	new->kind = kind;
	*c->end = new;
	c->end = &new->next;
	return new;
}

static void
add_letter(void *choices)
{
	add_choice(choices, PAGE_CHOICE_LETTER);
}

static void
add_step(void *choices)
{
	add_choice(choices, PAGE_CHOICE_STEP);
}

/* Appends an alternative to the choices: the text, and how far it is trusted.
 * For iterator_visitor. */
static void
add_text(void *choices, const char *text, float confidence)
{
	struct choices *c = choices;
	struct page_choice *new = add_choice(c, PAGE_CHOICE_TEXT);

	if (new == NULL)
		return;
	new->confidence = confidence;
	new->text = page_copy(c->page, text);
}

/* Returns a copy, in memory of p, of the text at level where the iterator
 * stands; or NULL without memory. */
static const char *
copy_text(
    struct page *p, const TessResultIterator *it, TessPageIteratorLevel level)
{
	char *text = TessResultIteratorGetUTF8Text(it, level);
	const char *copy = page_copy(p, text == NULL ? "" : text);

	TessDeleteText(text);
	return copy;
}

/* Returns the letter at which the iterator it stands, with its choices, in
 * memory of p; or NULL without memory. */
static struct page_symbol *
add_symbol(struct page *p, const TessResultIterator *it)
{
	struct page_symbol *s = page_alloc(p, sizeof(*s));
	struct choices c = {p, s == NULL ? NULL : &s->choices};
	const struct iterator_visitor v = {add_letter, add_step, add_text, &c};

	if (s == NULL)
		return NULL;
	s->text = copy_text(p, it, RIL_SYMBOL);
	s->confidence = TessResultIteratorConfidence(it, RIL_SYMBOL);
	result_place_get_box(it, RIL_SYMBOL, &s->box);
	iterator_symbol_choices(it, p->choice_mode, &v);
	return s;
}

void
word_reader_begin(struct word_reader *r, struct page *p, const TessBaseAPI *api)
{
	BOOL fonts = FALSE, boxes = FALSE, blanks = FALSE;
	int mode = 0;

	*r = (struct word_reader){.page = p};
	TessBaseAPIGetBoolVariable(api, "hocr_font_info", &fonts);
	TessBaseAPIGetBoolVariable(api, "hocr_char_boxes", &boxes);
	TessBaseAPIGetBoolVariable(api, "preserve_interword_spaces", &blanks);
	TessBaseAPIGetIntVariable(api, "lstm_choice_mode", &mode);
	TessBaseAPIGetDoubleVariable(
	    api, "lstm_rating_coefficient", &r->rating_factor);
	p->has_fonts = fonts;
	p->has_symbols = boxes;
	p->choice_mode = mode;
	r->keeps_blanks = blanks;
}

/* Adds the heights of the word's letters to r->heights, and the letters to word
 * if their boxes were asked for. */
static void
read_symbols(
    struct word_reader *r, const TessResultIterator *at, struct page_word *word)
{
	struct page_symbol **end = &word->symbols;
	TessResultIterator *it = TessResultIteratorCopy(at);
	struct page_box box;

	do {
		box = (struct page_box){0, 0, 0, 0};
		result_place_get_box(it, RIL_SYMBOL, &box);
		resolution_add(&r->heights, box.top, box.bottom);
		if (!r->page->has_symbols)
			continue;
		*end = add_symbol(r->page, it);
		if (*end == NULL)
			break;
		end = &(*end)->next;
	} while (TessResultIteratorNext(it, RIL_SYMBOL) &&
		 !result_place_begins(it, RIL_WORD));
	TessResultIteratorDelete(it);
}

/*
 * Returns the confidence, in percent, that the word would have without the bars
 * and brackets at its ends: Tesseract misread rules of a table as these.
 * As Tesseract does, derives it from the letter that is trusted least. bars is
 * the least confidence of the bars since the last letter; it counts only if
 * another letter follows.  Returns 0 if the word has no letters.
 */
static float
letters_confidence(const TessResultIterator *at)
{
	TessResultIterator *it = TessResultIteratorCopy(at);
	float least = 100, bars = 100;
	bool has_letter = false;

	do {
		float confidence = TessResultIteratorConfidence(it, RIL_SYMBOL);
		char *text = TessResultIteratorGetUTF8Text(it, RIL_SYMBOL);

		if (text != NULL && has_letter &&
		    misread_rules_is_right(text)) {
			bars = confidence < bars ? confidence : bars;
		} else if (text == NULL || has_letter ||
			   !misread_rules_is_left(text)) {
			/* What was a bar is within the word now. */
			least = bars < least ? bars : least;
			least = confidence < least ? confidence : least;
			has_letter = true;
		}
		TessDeleteText(text);
	} while (TessResultIteratorNext(it, RIL_SYMBOL) &&
		 !result_place_begins(it, RIL_WORD));
	TessResultIteratorDelete(it);
	least = 100 - WORD_DOUBT * (100 - least);
	return has_letter && least > 0 ? least : 0;
}

/* Returns the direction of the word at which the iterator stands. */
static enum page_direction
word_direction(const TessResultIterator *it)
{
	static const enum page_direction directions[] = {
	    PAGE_NEUTRAL, PAGE_LEFT_TO_RIGHT, PAGE_RIGHT_TO_LEFT, PAGE_MIXED};

	return directions[iterator_word_direction(it) & 3];
}

/* Sets the font of word, its size, and whether it is bold or italic. */
static void
read_font(
    struct word_reader *r, const TessResultIterator *at, struct page_word *word)
{
	BOOL bold = FALSE, italic = FALSE, other[4];
	int id;

	word->font = page_copy(r->page,
	    TessResultIteratorWordFontAttributes(at, &bold, &italic, &other[0],
		&other[1], &other[2], &other[3], &word->font_size, &id));
	word->is_bold = bold;
	word->is_italic = italic;
}

/*
 * Returns the language of the word, or NULL.  Words of the same language, one
 * after the other, share a copy.
 */
static const char *
word_language(struct word_reader *r, const TessResultIterator *at)
{
	const char *language = TessResultIteratorWordRecognitionLanguage(at);

	if (language != NULL &&
	    (r->language == NULL || strcmp(language, r->language) != 0))
		r->language = page_copy(r->page, language);
	return language == NULL ? NULL : r->language;
}

/*
 * Returns the bytes of the mark of a direction, U+200E or U+200F, that text
 * begins with: Tesseract puts one before a word that changes the direction.
 */
static unsigned
mark_size(const char *text)
{
	return strncmp(text, "\u200e", 3) == 0 ||
		       strncmp(text, "\u200f", 3) == 0
		   ? 3
		   : 0;
}

int
word_reader_add(
    struct word_reader *r, const TessResultIterator *at, struct page_line *line)
{
	struct page *p = r->page;
	bool is_first = line->words == NULL;
	struct page_word *word = page_add_word(p, line);
	struct choices c = {p, word == NULL ? NULL : &word->choices};
	const struct iterator_visitor v = {add_letter, add_step, add_text, &c};

	if (word == NULL)
		return -1;
	word->text = copy_text(p, at, RIL_WORD);
	word->mark = word->text == NULL ? 0 : mark_size(word->text);
	word->blanks = r->keeps_blanks
			   ? (unsigned)iterator_blanks_before_word(at)
			   : !is_first;
	word->confidence = TessResultIteratorConfidence(at, RIL_WORD);
	word->letters_confidence =
	    p->quality != QUALITY_STANDARD && word->confidence < DOUBTED
		? letters_confidence(at)
		: word->confidence;
	word->direction = word_direction(at);
	word->language = word_language(r, at);
	result_place_get_box(at, RIL_WORD, &word->box);
	result_place_get_baseline(at, RIL_WORD, &word->baseline);
	read_font(r, at, word);
	if (r->measures || p->has_symbols)
		read_symbols(r, at, word);
	if (p->choice_mode > 0 && !p->has_symbols)
		iterator_reread_choices(
		    at, p->choice_mode, r->rating_factor, &v);
	return p->failed ? -1 : 0;
}
