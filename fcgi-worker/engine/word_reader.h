/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * word_reader: the words that Tesseract has recognized, one after the other.
 */
#ifndef FCGI_WORKER_ENGINE_WORD_READER_H
#define FCGI_WORKER_ENGINE_WORD_READER_H

#include <tesseract/capi.h>

#include "engine/page.h"
#include "engine/resolution.h"

/* The page to which words are added, and what is known from earlier words. */
struct word_reader {
	struct page *page;
	struct resolution heights; /* of letters, if they are measured */
	const char *language;	   /* of the word that was added last */
	double rating_factor;
	bool keeps_blanks;
	bool measures; /* the heights of letters, for the resolution */
};

/* Gets ready to read words for p.  p will have what the variables of api ask
 * for, such as fonts and boxes of letters. */
void word_reader_begin(
    struct word_reader *r, struct page *p, const TessBaseAPI *api);

/*
 * Appends the word at which at stands to line, with its letters if they are
 * wanted.  Returns 0, or -1 without memory.
 */
int word_reader_add(struct word_reader *r, const TessResultIterator *at,
    struct page_line *line);

#endif
