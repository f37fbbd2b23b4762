/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * markdown: pages as Markdown.  Characters in the text of a page that would be
 * markup get a backslash.  Headings are recognized by the size of their
 * letters.  Each paragraph is written as one line, so that only its beginning
 * could be taken for a heading or a list.
 */
#include "output/markdown.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/joined_text.h"
#include "output/list_mark.h"

/*
 * The letters of headings of levels 1 to 3 are larger than most text by these
 * factors.
 */
static const double heading_sizes[] = {1.8, 1.4, 1.2};
#define LEVELS 3
/* The most lines of a heading. */
#define HEADING_LINES 3

/* A page while it is written. */
struct writer {
	struct buffer *out;
	struct buffer tables; /* pointers to the tables written so far */
	struct buffer text;   /* of the current paragraph or list item */
	char prefix[8];	      /* the markup before text */
	double size;	      /* of most letters of the page */
	bool is_item;	      /* text is a list item */
	bool is_in_list;      /* the last thing written was a list item */
};

/* --- text that is no markup --- */

/*
 * Appends the character c of text, with a backslash if it may be markup.  A
 * control character becomes a blank.
 */
static void
add_character(struct buffer *out, char c)
{
	if ((unsigned char)c < 0x20 || c == 0x7f)
		c = ' ';
	if (strchr("\\`*_[]<>&|~", c) != NULL)
		buffer_add(out, "\\", 1);
	buffer_add(out, &c, 1);
}

/*
 * Appends text at the start of a line, with a backslash before what would be
 * the mark of a heading or a list.  Skips blanks at its start.
 */
static void
add_text(struct buffer *out, const char *text)
{
	size_t digits;

	while (*text != '\0' && strchr(" \t\n\v\f\r", *text) != NULL)
		text++;
	digits = strspn(text, "0123456789");
	if (*text != '\0' && strchr("#+-=", *text) != NULL) {
		buffer_add(out, "\\", 1);
	} else if (digits > 0 && text[digits] != '\0' &&
		   strchr(".)", text[digits]) != NULL &&
		   (text[digits + 1] == ' ' || text[digits + 1] == '\0')) {
		buffer_add(out, text, digits);
		buffer_add(out, "\\", 1);
		text += digits;
	}
	for (; *text != '\0'; text++)
		add_character(out, *text);
}

/* --- what a paragraph is --- */

/* Whether the line begins a list item: with a mark, and a word behind it. */
static bool
begins_item(const struct page_line *l)
{
	const struct page_word *w = l->words;

	return w != NULL && w->next != NULL && w->table == NULL &&
	       list_mark_is_one(page_letters(w));
}

/*
 * Returns the height of the line's letters or, if that is unknown, of its box.
 */
static double
line_size(const struct page_line *l)
{
	if (l->height > 0)
		return (double)l->height;
	return l->box.bottom - l->box.top;
}

/* The size of a line's letters, and the number of its words. */
struct sample {
	double size;
	unsigned words;
};

/* Compares two samples by size, for qsort(). */
static int
compare_samples(const void *a, const void *b)
{
	double x = ((const struct sample *)a)->size;
	double y = ((const struct sample *)b)->size;

	return (x > y) - (x < y);
}

/*
 * Sets samples to the size of each line of the page and the number of its
 * words, without words in tables.  If samples is NULL, only counts the lines.
 * Returns the number of lines.
 */
static size_t
collect_sizes(const struct page *p, struct sample *samples)
{
	size_t n = 0;

	for (struct page_block *b = p->blocks; b != NULL; b = b->next)
		for (struct page_paragraph *a = b->paragraphs; a; a = a->next)
			for (struct page_line *l = a->lines; l; l = l->next) {
				struct sample s = {line_size(l), 0};

				for (struct page_word *w = l->words; w;
				     w = w->next)
					s.words += w->table == NULL;
				if (samples != NULL)
					samples[n] = s;
				n++;
			}
	return n;
}

/*
 * Returns the median size of letters on the page, by words; 0 without words or
 * without memory.
 */
static double
find_usual_size(const struct page *p)
{
	size_t n = collect_sizes(p, NULL), i = 0;
	struct sample *samples = calloc(n + 1, sizeof(*samples));
	unsigned words = 0, counted = 0;
	double size = 0;

	if (samples == NULL)
		return 0;
	collect_sizes(p, samples);
	qsort(samples, n, sizeof(*samples), compare_samples);
	for (size_t k = 0; k < n; k++)
		words += samples[k].words;
	for (; i < n && 2 * counted <= words; i++) {
		counted += samples[i].words;
		size = samples[i].size;
	}
	free(samples);
	return size;
}

/*
 * Returns the level of the heading that the paragraph is, by the size of its
 * letters; 0 if it is no heading.
 */
static int
heading_level(const struct writer *m, const struct page_paragraph *a)
{
	double least = 0;
	int lines = 0;

	for (struct page_line *l = a->lines; l != NULL; l = l->next) {
		if (lines++ == 0 || line_size(l) < least)
			least = line_size(l);
		if (begins_item(l))
			return 0;
	}
	if (lines > HEADING_LINES || m->size <= 0)
		return 0;
	for (int i = 0; i < LEVELS; i++)
		if (least >= heading_sizes[i] * m->size)
			return i + 1;
	return 0;
}

/* --- tables --- */

/* Adds the text of a cell. */
static void
add_cell(struct buffer *out, const struct page_cell *cell)
{
	struct buffer text = {0};

	joined_text_add_cell(&text, cell);
	for (size_t i = 0; i < text.size; i++)
		add_character(out, text.data[i]);
	out->failed |= text.failed;
	buffer_free(&text);
}

/* Adds the row of dashes that follows the first row of a table. */
static void
add_ruler(struct buffer *out, int columns)
{
	for (int i = 0; i < columns; i++)
		buffer_add_text(out, "| --- ");
	buffer_add_text(out, "|\n");
}

/*
 * Writes a table.  Markdown has no cells over several rows or columns: the text
 * of such a cell is written at its first place, and the other places are empty.
 */
static void
add_table(struct writer *m, const struct page_table *t)
{
	const struct page_cell *c = t->cells;

	for (int row = 0; row < t->rows; row++) {
		for (int column = 0; column < t->columns; column++) {
			buffer_add_text(m->out, "| ");
			if (c != NULL && c->row == row && c->column == column) {
				add_cell(m->out, c);
				c = c->next;
			}
			buffer_add_text(m->out, " ");
		}
		buffer_add_text(m->out, "|\n");
		if (row == 0)
			add_ruler(m->out, t->columns);
	}
	buffer_add_text(m->out, "\n");
}

/* Writes the table that w is in, unless an earlier word did that. */
static void
add_table_once(struct writer *m, const struct page_word *w)
{
	const struct page_table *table = w->table;
	const size_t size = sizeof(table);

	for (size_t offset = 0; offset + size <= m->tables.size; offset += size)
		if (memcmp(m->tables.data + offset, &table, size) == 0)
			return;
	buffer_add(&m->tables, &table, size);
	if (m->is_in_list)
		buffer_add_text(m->out, "\n");
	m->is_in_list = false;
	add_table(m, table);
}

/* --- paragraphs --- */

/*
 * Writes the paragraph or list item that has been collected in m->text, unless
 * it is blank, and empties m->text.
 */
static void
end_text(struct writer *m)
{
	struct buffer *text = &m->text;

	if (text->size > 0 &&
	    text->data[strspn(text->data, " \t\n\v\f\r")] != '\0') {
		if (m->is_in_list && !m->is_item)
			buffer_add_text(m->out, "\n");
		buffer_add_text(m->out, m->prefix);
		add_text(m->out, text->data);
		buffer_add_text(m->out, m->is_item ? "\n" : "\n\n");
		m->is_in_list = m->is_item;
	}
	m->out->failed |= text->failed;
	buffer_free(text);
	m->is_item = false;
	m->prefix[0] = '\0';
}

/*
 * Begins a list item, whose mark is the word w: a number, or a dash or bullet,
 * which becomes a dash.
 */
static void
begin_item(struct writer *m, const struct page_word *w)
{
	size_t digits = list_mark_digits(page_letters(w));

	end_text(m);
	m->is_item = true;
	snprintf(m->prefix, sizeof(m->prefix), digits > 0 ? "%.*s. " : "- ",
	    (int)digits, page_letters(w));
}

/*
 * Adds the words of l to m->text.  At a word in a table, writes the text before
 * it, and then the table.  If may_be_item, a list mark at the start of l begins
 * a list item.
 */
static void
add_line(struct writer *m, const struct page_line *l, bool may_be_item)
{
	const struct page_word *w = l->words;
	bool is_first = true;

	if (may_be_item && begins_item(l)) {
		begin_item(m, w);
		w = w->next;
	}
	for (; w != NULL; w = w->next) {
		if (w->table != NULL) {
			end_text(m);
			add_table_once(m, w);
			continue;
		}
		joined_text_add(&m->text, w, is_first);
		is_first = false;
	}
}

/*
 * Whether a, which is no heading, continues a word that m->text ends within,
 * for instance because a column ended there.
 */
static bool
goes_on(const struct writer *m, const struct page_paragraph *a)
{
	const struct page_line *l = a->lines;

	return m->prefix[0] != '#' && l != NULL && l->words != NULL &&
	       l->words->table == NULL && !begins_item(l) &&
	       joined_text_is_divided(&m->text, l->words);
}

/*
 * Writes the paragraph a.  Its text stays in m->text until end_text, since the
 * next paragraph may continue its last word.
 */
static void
add_paragraph(struct writer *m, const struct page_paragraph *a)
{
	int level = heading_level(m, a);

	if (level > 0 || !goes_on(m, a))
		end_text(m);
	for (int i = 0; i < level; i++)
		strcat(m->prefix, "#");
	if (level > 0)
		strcat(m->prefix, " ");
	for (struct page_line *l = a->lines; l != NULL; l = l->next)
		add_line(m, l, level == 0);
}

void
markdown_add_page(struct buffer *out, const struct page *p)
{
	struct writer m = {.out = out, .size = find_usual_size(p)};

	buffer_make_string(out);
	for (struct page_block *b = p->blocks; b != NULL; b = b->next)
		for (struct page_paragraph *a = b->paragraphs;
		     page_is_text(b) && a != NULL; a = a->next)
			add_paragraph(&m, a);
	end_text(&m);
	if (m.is_in_list)
		buffer_add_text(out, "\n");
	out->failed |= m.tables.failed;
	buffer_free(&m.tables);
}

void
markdown_add_break(struct buffer *out)
{
	buffer_add_text(out, "---\n\n");
}
