/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tsv: pages as a table with tabs between its columns.  Each element of a page
 * is a row; only the rows of words have a confidence and text.
 */
#include "output/tsv.h"

enum level {
	LEVEL_PAGE = 1,
	LEVEL_BLOCK,
	LEVEL_PARAGRAPH,
	LEVEL_LINE,
	LEVEL_WORD
};

/*
 * The numbers of the current element: those of its page, block, paragraph, line
 * and word.
 */
struct place {
	unsigned numbers[LEVEL_WORD + 1];
};

/*
 * Moves to the next element of level.  The elements below it are counted from 0
 * again.
 */
static void
count_element(struct place *position, enum level level)
{
	position->numbers[level]++;
	for (int below = (int)level + 1; below <= LEVEL_WORD; below++)
		position->numbers[below] = 0;
}

/* Begins a row: its level, its numbers, and its box. */
static void
add_head(struct buffer *out, enum level level, const struct place *position,
    const struct page_box *box)
{
	buffer_add_format(out, "%d", (int)level);
	for (int n = LEVEL_PAGE; n <= LEVEL_WORD; n++)
		buffer_add_format(out, "\t%u", position->numbers[n]);
	buffer_add_format(out, "\t%d\t%d\t%d\t%d", box->left, box->top,
	    box->right - box->left, box->bottom - box->top);
}

/* Adds the row of the next element of level.  Words have rows of another kind.
 */
static void
add_row(struct buffer *out, enum level level, struct place *position,
    const struct page_box *box)
{
	count_element(position, level);
	add_head(out, level, position, box);
	buffer_add_text(out, "\t-1\t\n");
}

/* Adds a row for each word of a line. */
static void
add_words(
    struct buffer *out, struct place *position, const struct page_line *line)
{
	for (struct page_word *w = line->words; w != NULL; w = w->next) {
		count_element(position, LEVEL_WORD);
		add_head(out, LEVEL_WORD, position, &w->box);
		buffer_add_format(
		    out, "\t%f\t%s\n", (double)w->confidence, page_letters(w));
	}
}

/*
 * Appends the rows of a block, with those of its paragraphs, lines and words.
 */
static void
add_block(
    struct buffer *out, struct place *position, const struct page_block *block)
{
	if (block->paragraphs == NULL)
		return;
	add_row(out, LEVEL_BLOCK, position, &block->box);
	for (struct page_paragraph *a = block->paragraphs; a; a = a->next) {
		add_row(out, LEVEL_PARAGRAPH, position, &a->box);
		for (struct page_line *l = a->lines; l != NULL; l = l->next) {
			add_row(out, LEVEL_LINE, position, &l->box);
			add_words(out, position, l);
		}
	}
}

void
tsv_begin(struct buffer *out)
{
	buffer_add_text(out,
	    "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\t"
	    "left\ttop\twidth\theight\tconf\ttext\n");
}

void
tsv_add_page(struct buffer *out, const struct page *p)
{
	struct place position = {.numbers = {[LEVEL_PAGE] = p->number}};

	add_row(out, LEVEL_PAGE, &position, &p->area);
	for (struct page_block *b = p->blocks; b != NULL; b = b->next)
		add_block(out, &position, b);
}
