/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_words: the words that a PDF has as text, as poppler finds them.
 */
#ifndef FCGI_WORKER_INPUT_PDF_WORDS_H
#define FCGI_WORKER_INPUT_PDF_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct pdf_words;

/* Lengths in points, from the top left corner of the page as a viewer has it.
 */
struct pdf_words_word {
	double left, top, right, bottom;
	double font_size;
	int turns;	      /* right angles clockwise from upright */
	bool has_blank;	      /* behind it */
	const char *font;     /* its name */
	const uint16_t *text; /* UTF-16, in the order in which it is seen */
	size_t length;
};

/* The function that gets the words of a page; a word exists only during the
 * call. */
struct pdf_words_visitor {
	void (*word)(void *context, const struct pdf_words_word *word);
	void *context;
};

/*
 * To be called before the process confines itself.  Loads the C library's
 * converters that poppler needs for text, and keeps poppler from writing to
 * stderr.
 */
void pdf_words_init(void);

/* Opens the PDF, which is borrowed until pdf_words_close, or returns NULL. */
struct pdf_words *pdf_words_open(const void *data, size_t size);

/* Closes w; NULL is allowed. */
void pdf_words_close(struct pdf_words *w);

/* Shows v the words of page, counted from 0.  Returns 0, or -1. */
int pdf_words_visit(
    struct pdf_words *w, int page, const struct pdf_words_visitor *v);

#ifdef __cplusplus
}
#endif

#endif
