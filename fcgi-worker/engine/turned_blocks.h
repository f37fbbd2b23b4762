/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * turned_blocks: text that Tesseract read from top to bottom, or the reverse.
 * It often takes a column of single digits in a table for one line that is
 * turned by a right angle, and reads it as something else.
 */
#ifndef FCGI_WORKER_ENGINE_TURNED_BLOCKS_H
#define FCGI_WORKER_ENGINE_TURNED_BLOCKS_H

#include "engine/page.h"

/* A block whose text was set aside, and that text. */
struct turned_block {
	struct turned_block *next;
	struct page_block *block;
	struct page_paragraph *paragraphs, *last;
};

/*
 * Sets aside the text of those blocks of p that are turned by a right angle and
 * doubted, so that what is in their places can be read as level lines.  The
 * blocks stay, without paragraphs.  Sets *aside to the list of what was set
 * aside, in the memory of p.  Returns 0, or -1 without memory.
 */
int turned_blocks_set_aside(struct page *p, struct turned_block **aside);

/* Puts a text that was set aside back into its block if hardly anything was
 * read in its place since then and it does not look like noise.  Takes the
 * other blocks of aside out of p. */
void turned_blocks_put_back(struct page *p, const struct turned_block *aside);

#endif
