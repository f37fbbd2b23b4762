/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * recognizer_vote: takes each word of a line from the better of two readings.
 */
#ifndef FCGI_WORKER_ENGINE_RECOGNIZER_VOTE_H
#define FCGI_WORKER_ENGINE_RECOGNIZER_VOTE_H

#include "engine/line_image.h"
#include "engine/line_reading.h"
#include "engine/page.h"

/*
 * Makes one line of two readings: line, which is Tesseract's and NULL if
 * Tesseract missed it, and r.  Both are in pixels of image.  Each word is the
 * better of the two; one that both read alike gets the higher confidence.
 * Returns the line, which may be the same one, changed; or NULL if nothing is
 * left to read, or without memory, with p->failed set.
 */
struct page_line *recognizer_vote(struct page *p, struct page_line *line,
    const struct line_reading *r, const struct line_image *image);

#endif
