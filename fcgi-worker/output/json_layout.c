/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * json_layout: blocks, paragraphs, lines and words of a page, as JSON.
 * Elements without a word that has text are left out.
 */
#include "output/json_layout.h"

#include "base/utf8.h"
#include "output/joined_text.h"

/* Returns x, not negative, rounded to one decimal. */
static double
one_decimal(double x)
{
	return (double)(long)(x * 10 + 0.5) / 10;
}

double
json_layout_confidence(const struct json_layout_sum *sum)
{
	if (sum->words == 0)
		return 0;
	return one_decimal(sum->confidence / (double)sum->words);
}

static json_t *
make_box(const struct page_box *b)
{
	return json_pack("[iiii]", b->left, b->top, b->right, b->bottom);
}

/*
 * Appends an object with box, and with children under name, to list.  Appends
 * nothing if children is empty.  Takes over children; NULL means that there was
 * no memory for them.  Returns 0, or -1 without memory.
 */
static int
add_element(json_t *list, const struct page_box *box, const char *name,
    json_t *children)
{
	if (children == NULL)
		return -1;
	if (json_array_size(children) == 0) {
		json_decref(children);
		return 0;
	}
	return json_array_append_new(list,
	    json_pack("{s:o,s:o}", "bbox", make_box(box), name, children));
}

/* Returns list if rc is 0; otherwise frees it and returns NULL. */
static json_t *
finish_array(json_t *list, int rc)
{
	if (rc == 0)
		return list;
	json_decref(list);
	return NULL;
}

/*
 * Returns the words of a line that have text as JSON, and adds their confidence
 * to sum.  Returns NULL without memory.
 */
static json_t *
make_words(const struct page_line *line, struct json_layout_sum *sum)
{
	json_t *words = json_array();
	int rc = words == NULL ? -1 : 0;

	for (struct page_word *w = line->words; rc == 0 && w; w = w->next) {
		if (w->text[0] == '\0')
			continue;
		sum->confidence += (double)w->confidence;
		sum->words++;
		rc = json_array_append_new(words,
		    json_pack("{s:o,s:o,s:f}", "text", utf8_json(w->text),
			"bbox", make_box(&w->box), "confidence",
			one_decimal((double)w->confidence)));
	}
	return finish_array(words, rc);
}

/*
 * Returns the lines of a paragraph that have words, as JSON, and adds the
 * confidence of the words to sum.  Returns NULL without memory.
 */
static json_t *
make_lines(const struct page_paragraph *a, struct json_layout_sum *sum)
{
	json_t *lines = json_array();
	int rc = lines == NULL ? -1 : 0;

	for (struct page_line *l = a->lines; rc == 0 && l != NULL; l = l->next)
		rc = add_element(lines, &l->box, "words", make_words(l, sum));
	return finish_array(lines, rc);
}

/*
 * Returns the paragraphs of a block that have words, as JSON, and adds the
 * confidence of the words to sum.  Returns NULL without memory.
 */
static json_t *
make_paragraphs(const struct page_block *b, struct json_layout_sum *sum)
{
	json_t *list = json_array();
	int rc = list == NULL ? -1 : 0;

	for (struct page_paragraph *a = b->paragraphs; rc == 0 && a;
	     a = a->next)
		rc = add_element(list, &a->box, "lines", make_lines(a, sum));
	return finish_array(list, rc);
}

json_t *
json_layout_blocks(const struct page *p, struct json_layout_sum *sum)
{
	json_t *blocks = json_array();
	int rc = blocks == NULL ? -1 : 0;

	for (struct page_block *b = p->blocks; rc == 0 && b; b = b->next)
		if (page_is_text(b))
			rc = add_element(blocks, &b->box, "paragraphs",
			    make_paragraphs(b, sum));
	return finish_array(blocks, rc);
}

/* Returns a cell of a table as JSON; NULL without memory. */
static json_t *
make_cell(const struct page_cell *c)
{
	struct buffer text = {0};
	json_t *cell;

	joined_text_add_cell(&text, c);
	cell = text.failed
		   ? NULL
		   : json_pack("{s:i,s:i,s:i,s:i,s:o,s:o}", "row", c->row,
			 "column", c->column, "rows", c->rows, "columns",
			 c->columns, "bbox", make_box(&c->box), "text",
			 utf8_json(text.data));
	buffer_free(&text);
	return cell;
}

/* Returns the cells of a table as JSON; NULL without memory. */
static json_t *
make_cells(const struct page_table *t)
{
	json_t *cells = json_array();
	int rc = cells == NULL ? -1 : 0;

	for (struct page_cell *c = t->cells; rc == 0 && c != NULL; c = c->next)
		rc = json_array_append_new(cells, make_cell(c));
	return finish_array(cells, rc);
}

json_t *
json_layout_tables(const struct page *p)
{
	json_t *tables = json_array();
	int rc = tables == NULL ? -1 : 0;

	for (struct page_table *t = p->tables; rc == 0 && t; t = t->next)
		rc = json_array_append_new(
		    tables, json_pack("{s:o,s:i,s:i,s:b,s:o}", "bbox",
				make_box(&t->box), "rows", t->rows, "columns",
				t->columns, "ruled", (int)t->has_rules, "cells",
				make_cells(t)));
	return finish_array(tables, rc);
}
