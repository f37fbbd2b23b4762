/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page: what was read on one page.  Memory is taken in large chunks and freed
 * all at once.  This knows nothing of how pages are read or written.
 */
#include "engine/page.h"

#include <stdlib.h>
#include <string.h>

/* One chunk is enough for a small page. */
#define CHUNK 32768

struct page_chunk {
	struct page_chunk *next;
	size_t used, room;
	max_align_t data[];
};

struct page *
page_create(void)
{
	return calloc(1, sizeof(struct page));
}

void
page_free(struct page *p)
{
	struct page_chunk *next;

	if (p == NULL)
		return;
	for (struct page_chunk *c = p->chunks; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	free(p);
}

/* Makes a new first chunk of memory for p, with room for size bytes at least.
 * Returns it, or NULL without memory. */
static struct page_chunk *
add_chunk(struct page *p, size_t size)
{
	size_t room = size < CHUNK ? CHUNK : size;
	struct page_chunk *c = calloc(1, sizeof(*c) + room);

	if (c == NULL)
		return NULL;
	c->room = room;
	c->next = p->chunks;
	p->chunks = c;
	return c;
}

/*
 * Returns room for size bytes at a multiple of align, a power of 2, in memory
 * of p; or NULL without memory, and sets p->failed.
 */
static void *
allocate_room(struct page *p, size_t size, size_t align)
{
	struct page_chunk *c = p->chunks;
	size_t begin = c == NULL ? 0 : (c->used + align - 1) & ~(align - 1);

	/* Sums with a smaller size cannot overflow. */
	if (size > SIZE_MAX / 4) {
		p->failed = true;
		return NULL;
	}
	if (c == NULL || begin > c->room || size > c->room - begin) {
		c = add_chunk(p, size);
		begin = 0;
	}
	if (c == NULL) {
		p->failed = true;
		return NULL;
	}
	c->used = begin + size;
	return (char *)c->data + begin;
}

void *
page_alloc(struct page *p, size_t size)
{
	return allocate_room(p, size, _Alignof(max_align_t));
}

const char *
page_copy(struct page *p, const char *text)
{
	size_t size;
	char *copy;

	if (text == NULL)
		return NULL;
	size = strlen(text) + 1;
	copy = allocate_room(p, size, 1); /* Text needs no alignment. */
	return copy == NULL ? NULL : memcpy(copy, text, size);
}

/* Appends the element e to the list from first to last.  Does nothing if e is
 * NULL. */
#define APPEND(first, last, e)                                                 \
	do {                                                                   \
		if ((e) == NULL)                                               \
			break;                                                 \
		if ((last) == NULL)                                            \
			(first) = (e);                                         \
		else                                                           \
			(last)->next = (e);                                    \
		(last) = (e);                                                  \
	} while (0)

struct page_block *
page_add_block(struct page *p)
{
	struct page_block *b = page_alloc(p, sizeof(*b));

	APPEND(p->blocks, p->last, b);
	return b;
}

struct page_paragraph *
page_add_paragraph(struct page *p, struct page_block *block)
{
	struct page_paragraph *a = page_alloc(p, sizeof(*a));

	APPEND(block->paragraphs, block->last, a);
	return a;
}

void
page_append_line(struct page_paragraph *paragraph, struct page_line *line)
{
	APPEND(paragraph->lines, paragraph->last, line);
}

struct page_line *
page_add_line(struct page *p, struct page_paragraph *paragraph)
{
	struct page_line *l = page_alloc(p, sizeof(*l));

	page_append_line(paragraph, l);
	return l;
}

void
page_append_word(struct page_line *line, struct page_word *word)
{
	APPEND(line->words, line->last, word);
}

struct page_word *
page_add_word(struct page *p, struct page_line *line)
{
	struct page_word *w = page_alloc(p, sizeof(*w));

	page_append_word(line, w);
	return w;
}

struct page_word *
page_add_copy(struct page *p, struct page_line *line, struct page_word *word)
{
	struct page_word *copy = page_alloc(p, sizeof(*copy));

	if (copy == NULL)
		return NULL;
	*copy = *word;
	word->next = copy;
	if (line->last == word)
		line->last = copy;
	return copy;
}

struct page_table *
page_add_table(struct page *p)
{
	struct page_table *t = page_alloc(p, sizeof(*t));

	APPEND(p->tables, p->last_table, t);
	return t;
}

struct page_cell *
page_add_cell(struct page *p, struct page_table *table)
{
	struct page_cell *c = page_alloc(p, sizeof(*c));

	APPEND(table->cells, table->last, c);
	return c;
}

bool
page_is_text(const struct page_block *block)
{
	return block->type != PAGE_PICTURE && block->type != PAGE_RULE &&
	       block->type != PAGE_NOISE;
}

/* Adds the number of words of block to *words, and their confidences, each in
 * whole percents, to *percents. */
static void
count_words(const struct page_block *block, size_t *words, size_t *percents)
{
	for (struct page_paragraph *a = block->paragraphs; a; a = a->next)
		for (struct page_line *l = a->lines; l; l = l->next)
			for (struct page_word *w = l->words; w; w = w->next) {
				(*words)++;
				*percents += (size_t)w->confidence;
			}
}

bool
page_has_text(const struct page *p)
{
	for (const struct page_block *b = p->blocks; b != NULL; b = b->next)
		if (page_is_text(b) && b->paragraphs != NULL)
			return true;
	return false;
}

bool
page_is_blank(const struct page *p)
{
	size_t words = 0, percents = 0;

	for (struct page_block *b = p->blocks; b != NULL; b = b->next)
		count_words(b, &words, &percents);
	return percents < words || words == 0;
}

const char *
page_letters(const struct page_word *word)
{
	return word->text + word->mark;
}
