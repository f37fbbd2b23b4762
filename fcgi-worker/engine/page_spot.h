/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_spot: a place in the tree of a page, where words are taken out and put
 * in.
 */
#ifndef FCGI_WORKER_ENGINE_PAGE_SPOT_H
#define FCGI_WORKER_ENGINE_PAGE_SPOT_H

#include "engine/page.h"

/* A word of the page, which may be NULL, and where it is. */
struct page_spot {
	struct page_block *block;
	struct page_paragraph *paragraph;
	struct page_line *line;
	struct page_word *word;
	struct page_spot *next; /* of the same found line */
};

/* Returns the first block of text from b on.  Rules are skipped; they have a
 * word, too, which is blank. */
struct page_block *page_spot_text_block(struct page_block *b);

/* Whether p has a word in the place of box, at most twice as high. */
bool page_spot_has_word_at(const struct page *p, const struct page_box *box);

/* Returns how much of the width of box the words of p in its row cover. */
int page_spot_covered(const struct page *p, const struct page_box *box);

/* Takes s->word out of its line.  Returns the pointer to it in the list, which
 * now points to the next word. */
struct page_word **page_spot_unlink_word(const struct page_spot *s);

/* If the line of s has no words any more, removes it from the page, and its
 * paragraph and its block if they have no others. */
void page_spot_unlink_if_empty(struct page *p, const struct page_spot *s);

/* Takes s->word out of p, and its line, paragraph and block if they have no
 * other words. */
void page_spot_take_out(struct page *p, const struct page_spot *s);

/* Enlarge the boxes of the paragraph and the block around the line of s as
 * needed. */
void page_spot_extend_boxes(const struct page_spot *s);

/* Returns the box around the words of line, which has some. */
struct page_box page_spot_words_box(const struct page_line *line);

/*
 * Takes those words out of line that have no place in it: stays is called with
 * each of them in their order, and returns whether it stays.
 */
void page_spot_filter_words(struct page_line *line,
    bool (*stays)(void *context, const struct page_word *w), void *context);

/* Puts the words of the line new into the line of s, before the word to which
 * link, one of its links, leads. */
void page_spot_put_words(
    const struct page_spot *s, struct page_word **link, struct page_line *new);

#endif
