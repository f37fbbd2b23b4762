/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * line_vote: of two readings of a line, the better one of each word.
 */
#ifndef FCGI_WORKER_ENGINE_LINE_VOTE_H
#define FCGI_WORKER_ENGINE_LINE_VOTE_H

#include "engine/line_image.h"
#include "engine/page.h"
#include "engine/reading.h"

/*
 * The line of the better words: line's, which Tesseract read and which may be
 * NULL, or those of r.  Both are in pixels of image.  A word that both read
 * alike is trusted as the one does that trusts it more.  Returns it, which may
 * be line, changed, or NULL: there is nothing to read, or memory ran out.
 */
struct page_line *line_vote(struct page *p, struct page_line *line,
    const struct reading *r, const struct line_image *image);

#endif
