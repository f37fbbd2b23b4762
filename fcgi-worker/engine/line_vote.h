/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * line_vote: takes each word of a line from the better of two readings.
 */
#ifndef FCGI_WORKER_ENGINE_LINE_VOTE_H
#define FCGI_WORKER_ENGINE_LINE_VOTE_H

#include "engine/line_image.h"
#include "engine/line_reading.h"
#include "engine/page.h"

/*
 * Makes a line of the better words: those of line, which Tesseract read and
 * which may be NULL, or those of r.  Both are in pixels of image.  A word that
 * both read alike gets the higher of the two confidences.  Returns it, which
 * may be line, changed, or NULL: there is nothing to read, or memory ran out.
 */
struct page_line *line_vote(struct page *p, struct page_line *line,
    const struct line_reading *r, const struct line_image *image);

#endif
