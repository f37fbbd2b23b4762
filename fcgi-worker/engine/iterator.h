/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * iterator: what Tesseract's iterators know and its interface for C lacks.
 */
#ifndef FCGI_WORKER_ENGINE_ITERATOR_H
#define FCGI_WORKER_ENGINE_ITERATOR_H

#include <stdbool.h>
#include <tesseract/capi.h>

#ifdef __cplusplus
extern "C" {
#endif

struct Pta;

/* Whether there is no word, as at the end and in a picture. */
bool iterator_has_no_word(const TessResultIterator *it);

/* Whether all blocks of the page are passed. */
bool iterator_is_at_end(const TessResultIterator *it);

/*
 * Returns which way the letters of the word run: one of StrongScriptDirection.
 */
int iterator_word_direction(const TessResultIterator *it);
bool iterator_paragraph_is_ltr(const TessResultIterator *it);

/* Returns how many blanks the page has before the word. */
int iterator_blanks_before_word(const TessResultIterator *it);

/* Sets the height of the line, and how far its letters reach below and above,
 * in pixels; descenders are negative. */
void iterator_row_attributes(const TessResultIterator *it, float *height,
    float *descenders, float *ascenders);

/* Returns the block's outline, to be freed with ptaDestroy, or NULL. */
struct Pta *iterator_block_polygon(const TessResultIterator *it);

/* The functions that are called with each part of a list of choices. */
struct iterator_visitor {
	void (*letter)(void *context);
	void (*step)(void *context);
	void (*choice)(void *context, const char *text, float confidence);
	void *context;
};

/*
 * Visits the alternatives that Tesseract weighed for the letters of the word.
 * The mode is that of its variable lstm_choice_mode: in mode 1 each step in
 * time of a letter has choices, in mode 2 the letter itself.  In mode 2 a
 * rating lowers the confidence by factor percents.
 */
void iterator_reread_choices(const TessResultIterator *it, int mode,
    double factor, const struct iterator_visitor *v);

/* Visits the alternatives for one letter, the symbol at which the iterator
 * stands.  The mode is as in iterator_reread_choices. */
void iterator_symbol_choices(
    const TessResultIterator *it, int mode, const struct iterator_visitor *v);

#ifdef __cplusplus
}
#endif

#endif
