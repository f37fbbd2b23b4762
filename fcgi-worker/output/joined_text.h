/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * joined_text: joins words that stood on several lines into one line of text.
 */
#ifndef FCGI_WORKER_OUTPUT_JOINED_TEXT_H
#define FCGI_WORKER_OUTPUT_JOINED_TEXT_H

#include <stdbool.h>

#include "base/buffer.h"
#include "engine/page.h"

/*
 * Appends w to the words in out, after a blank.  Where w begins a line, and the
 * line before ends in a hyphen that divides a word, the hyphen is removed and
 * no blank added.
 */
void joined_text_add(
    struct buffer *out, const struct page_word *w, bool begins_line);

/* Whether w, the first word of a line, is the rest of a word that a hyphen
 * divides.  The hyphen ends out and follows a letter, and w begins with a small
 * letter. */
bool joined_text_is_divided(
    const struct buffer *out, const struct page_word *w);

/* Appends the words of the cell to out, which is empty. */
void joined_text_add_cell(struct buffer *out, const struct page_cell *cell);

#endif
