/* SPDX-License-Identifier: BSD-3-Clause */
/* joined_text: joins words of several lines into one line of text. */
#ifndef FCGI_WORKER_OUTPUT_JOINED_TEXT_H
#define FCGI_WORKER_OUTPUT_JOINED_TEXT_H

#include <stdbool.h>

#include "base/buffer.h"
#include "engine/page.h"

/*
 * Appends w to the words in out, after a blank.  If w begins a line and
 * continues a word that is divided at the end of out, removes the hyphen there
 * and adds no blank.
 */
void joined_text_add(
    struct buffer *out, const struct page_word *w, bool begins_line);

/*
 * Whether w, the first word of a line, continues a word that is divided at the
 * end of out: out ends with a letter and a hyphen, and w begins with a small
 * letter.
 */
bool joined_text_is_divided(
    const struct buffer *out, const struct page_word *w);

/* Appends the words of the cell, joined to one line, to out, which is empty. */
void joined_text_add_cell(struct buffer *out, const struct page_cell *cell);

#endif
