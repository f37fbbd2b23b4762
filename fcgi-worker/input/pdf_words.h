/* SPDX-License-Identifier: BSD-3-Clause */
/* pdf_words: the words that a PDF has as text, as poppler finds them. */
#ifndef FCGI_WORKER_INPUT_PDF_WORDS_H
#define FCGI_WORKER_INPUT_PDF_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct pdf_words;

/*
 * A word.  Lengths are in points, from the top left corner of the page as a
 * viewer shows it.
 */
struct pdf_words_word {
	double left, top, right, bottom;
	double font_size;
	int turns;	      /* right angles clockwise from upright */
	bool has_blank;	      /* a blank follows */
	const char *font;     /* the font's name */
	const uint16_t *text; /* UTF-16, in visual order */
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

/*
 * Opens the PDF of size bytes, which is borrowed until pdf_words_close.
 * Returns NULL if that fails.
 */
struct pdf_words *pdf_words_open(const void *data, size_t size);

/* Closes w; NULL is allowed. */
void pdf_words_close(struct pdf_words *w);

/*
 * Calls v's function with each word of page, counted from 0.  Returns 0, or -1
 * if that failed.
 */
int pdf_words_visit(
    struct pdf_words *w, int page, const struct pdf_words_visitor *v);

#ifdef __cplusplus
}
#endif

#endif
