/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_spot: a place in the tree of a page, where words are taken out and put
 * in.
 */
#ifndef FCGI_WORKER_ENGINE_PAGE_SPOT_H
#define FCGI_WORKER_ENGINE_PAGE_SPOT_H

#include "engine/page.h"

/* A word, and where it is in the page; word may be NULL. */
struct page_spot {
	struct page_block *block;
	struct page_paragraph *paragraph;
	struct page_line *line;
	struct page_word *word;
	struct page_spot *next; /* the next word of a list; see its owner */
};

/* Returns the first block of text from b on, or NULL.  Skips rules: their
 * blocks have a word, too, but a blank one. */
struct page_block *page_spot_text_block(struct page_block *b);

/* Moves s to the next line of text of p, or to the first if s->block is NULL.
 * Returns that line, or NULL behind the last one. */
struct page_line *page_spot_next_line(
    struct page_spot *s, const struct page *p);

/* Whether p has a word in the place of box that is at most twice as high as
 * box. */
bool page_spot_has_word_at(const struct page *p, const struct page_box *box);

/* Returns how many pixels of the width of box are covered by words of p in the
 * row of box. */
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

/* Enlarges the boxes of the paragraph and the block of s to cover the line of
 * s. */
void page_spot_extend_boxes(const struct page_spot *s);

/* Returns the box around all words of line, which must have one. */
struct page_box page_spot_words_box(const struct page_line *line);

/*
 * Takes out of line each word for which stays returns false.  stays is called
 * once with each word, in their order.  Fits the box of line to the words that
 * are left.
 */
void page_spot_filter_words(struct page_line *line,
    bool (*stays)(void *context, const struct page_word *w), void *context);

/* Puts the words of new_line into the line of s: before *link, where link is
 * one of the links in its list of words.  Extends the boxes around them.  If
 * the line of s was empty, it takes over the measures of new_line. */
void page_spot_put_words(const struct page_spot *s, struct page_word **link,
    struct page_line *new_line);

#endif
