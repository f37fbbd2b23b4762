/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reread_choice: which of two readings of a word is kept, where a line was read
 * twice by the same engine.
 */
#ifndef FCGI_WORKER_ENGINE_REREAD_CHOICE_H
#define FCGI_WORKER_ENGINE_REREAD_CHOICE_H

#include "engine/page.h"
#include "engine/page_spot.h"

/*
 * Compares the words of new_line with those that were read before in the same
 * places: old_words, a list.  Where one word stands in the place of one other,
 * both become the one that is trusted more, or the old one if new_line cuts it
 * short; if the new one is trusted more by little, each stays.  So whichever of
 * the two lines is kept has the better words; those that have no counterpart
 * stay as they are.
 */
void reread_choice_make(
    struct page_spot *old_words, struct page_line *new_line);

#endif
