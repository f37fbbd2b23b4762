/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where tables are found, what is in their cells, and that they are read row by
 * row; columns of prose and lists are no tables.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <string.h>

#include "fcgi-worker/engine/table_order.h"
#include "fcgi-worker/engine/tables.h"
#include "fcgi-worker/output/text.h"

#define WIDTH 12  /* of a letter */
#define HEIGHT 20 /* of a word */
#define RULES 16

static bool has_baselines; /* whether those of words are known */

static struct page *
make_page(void)
{
	struct page *p = page_create();

	assert_non_null(p);
	p->width = 1200;
	p->height = 1600;
	p->area = (struct page_box){0, 0, 1200, 1600};
	return p;
}

static struct page_paragraph *
add_block(struct page *p)
{
	struct page_block *b = page_add_block(p);

	b->type = PAGE_TEXT;
	b->box = (struct page_box){10000, 10000, 0, 0};
	page_add_paragraph(p, b)->is_left_to_right = true;
	return b->last;
}

/* Adds a line of text to the last block of p. */
static void
add_line(struct page *p, const char *text, int x, int y)
{
	struct page_paragraph *a = p->last->last;
	struct page_line *l = page_add_line(p, a);
	struct page_box *box = &p->last->box;
	char copy[256], *save = NULL;

	snprintf(copy, sizeof(copy), "%s", text);
	l->box = (struct page_box){x, y, x, y + HEIGHT};
	for (char *t = strtok_r(copy, " ", &save); t != NULL;
	     t = strtok_r(NULL, " ", &save)) {
		struct page_word *w = page_add_word(p, l);

		w->text = page_copy(p, t);
		w->confidence = 95;
		w->blanks = w != l->words;
		w->box = (struct page_box){
		    x, y, x + WIDTH * (int)strlen(t), y + HEIGHT};
		w->baseline = (struct page_baseline){x, w->box.bottom,
		    w->box.right, w->box.bottom, has_baselines};
		l->box.right = w->box.right;
		x = w->box.right + WIDTH;
	}
	box->left = l->box.left < box->left ? l->box.left : box->left;
	box->right = l->box.right > box->right ? l->box.right : box->right;
	box->top = y < box->top ? y : box->top;
	box->bottom = y + HEIGHT > box->bottom ? y + HEIGHT : box->bottom;
	a->box = *box;
}

/* Adds a column of texts, each a line of one block. */
static void
add_column(struct page *p, const char *const *texts, int x, int y, int step)
{
	add_block(p);
	for (; *texts != NULL; texts++, y += step)
		if (**texts != '\0')
			add_line(p, *texts, x, y);
}

/* Checks that the table has this cell, with these words. */
static void
check_cell(const struct page_table *t, int row, int column, const char *want)
{
	const struct page_cell *c = t->cells;
	char got[256] = "";

	while (c != NULL && (c->row != row || c->column != column))
		c = c->next;
	assert_non_null(c);
	for (unsigned i = 0; i < c->count; i++) {
		strcat(got, i > 0 ? " " : "");
		strcat(got, c->words[i]->text);
		assert_true(c->words[i]->box.left >= c->box.left);
		assert_true(c->words[i]->box.bottom <= c->box.bottom);
		assert_ptr_equal(c->words[i]->table, t);
	}
	assert_string_equal(got, want);
}

static void
check_text(const struct page *p, const char *want)
{
	struct buffer out = {0};

	text_add_page(&out, p);
	assert_string_equal(out.data, want);
	buffer_free(&out);
}

static const char *const names[] = {
    "Item", "Chair", "Stool with arms", "Table", NULL};
static const char *const counts[] = {"Count", "2", "", "11", NULL};
static const char *const prices[] = {"Price", "12.50", "9.99", "250.00", NULL};

/* What the engine has read column by column becomes rows. */
static void
test_aligned(void **state)
{
	struct page *p = make_page();

	(void)state;
	add_block(p);
	add_line(p, "Invoice of the third of March", 100, 40);
	add_column(p, names, 100, 100, 40);
	add_line(p, "Thank you very much for coming here", 100, 400);
	add_column(p, counts, 500, 100, 40);
	add_column(p, prices, 700, 100, 40);
	assert_int_equal(tables_find(p, NULL), 0);
	assert_non_null(p->tables);
	assert_null(p->tables->next);
	assert_false(p->tables->has_rules);
	assert_int_equal(p->tables->rows, 4);
	assert_int_equal(p->tables->columns, 3);
	check_cell(p->tables, 2, 0, "Stool with arms");
	check_cell(p->tables, 2, 1, "");
	check_cell(p->tables, 3, 2, "250.00");
	assert_int_equal(table_order_arrange(p), 0);
	check_text(p,
	    "Invoice of the third of March\n\n"
	    "Item Count Price\nChair 2 12.50\nStool with arms 9.99\n"
	    "Table 11 250.00\n\nThank you very much for coming here\n");
	page_free(p);
}

/* The rows may go downward, as in a photo. */
static void
test_falling(void **state)
{
	struct page *p = make_page();

	(void)state;
	add_column(p, names, 100, 100, 40);
	add_column(p, prices, 900, 124, 40);
	assert_int_equal(tables_find(p, NULL), 0);
	assert_non_null(p->tables);
	check_cell(p->tables, 1, 1, "12.50");
	assert_int_equal(table_order_arrange(p), 0);
	check_text(p, "Item Price\nChair 12.50\nStool with arms 9.99\n"
		      "Table 250.00\n");
	page_free(p);
}

static void
add_rule(struct line_finder *f, int left, int top, int right, int bottom)
{
	assert_true(f->rules.count < RULES);
	f->rules.list[f->rules.count++] =
	    (struct page_box){left, top, right + 2, bottom + 2};
}

/* Where a rule is missing, two cells become one. */
static void
test_ruled(void **state)
{
	struct page_box rules[RULES];
	struct line_finder found = {.rules.list = rules};
	struct page *p = make_page();

	(void)state;
	for (int i = 0; i < 4; i++)
		add_rule(&found, 90, 90 + 60 * i, 890, 90 + 60 * i);
	add_rule(&found, 90, 90, 90, 270);
	add_rule(&found, 890, 90, 890, 270);
	add_rule(&found, 490, 150, 490, 270);
	add_block(p);
	add_line(p, "Personal data", 100, 110);
	add_line(p, "Name", 100, 155);
	add_line(p, "Ada King", 100, 182);
	add_line(p, "Born", 500, 155);
	add_line(p, "1815", 500, 182);
	add_line(p, "Town", 100, 230);
	add_line(p, "London", 500, 230);
	assert_int_equal(tables_find(p, &found), 0);
	assert_non_null(p->tables);
	assert_true(p->tables->has_rules);
	assert_int_equal(p->tables->cells->columns, 2);
	check_cell(p->tables, 0, 0, "Personal data");
	check_cell(p->tables, 1, 0, "Name Ada King");
	check_cell(p->tables, 1, 1, "Born 1815");
	assert_int_equal(table_order_arrange(p), 0);
	check_text(
	    p, "Personal data\nName\nAda King\nBorn\n1815\nTown London\n");
	page_free(p);
}

/* Where there are no rules between rows, the words tell the rows. */
static void
test_open_rows(void **state)
{
	struct page_box rules[RULES];
	struct line_finder found = {.rules.list = rules};
	struct page *p = make_page();

	(void)state;
	add_rule(&found, 90, 90, 890, 90);
	add_rule(&found, 90, 260, 890, 260);
	add_rule(&found, 450, 90, 450, 260);
	add_rule(&found, 650, 90, 650, 260);
	add_column(p, names, 100, 100, 40);
	add_column(p, counts, 500, 100, 40);
	add_column(p, prices, 700, 100, 40);
	assert_int_equal(tables_find(p, &found), 0);
	assert_non_null(p->tables);
	assert_true(p->tables->has_rules);
	assert_int_equal(p->tables->rows, 4);
	check_cell(p->tables, 2, 0, "Stool with arms");
	check_cell(p->tables, 2, 2, "9.99");
	page_free(p);
}

/* Cells of three words are no prose; and Tesseract may make a word's box as
 * wide as its line. */
static void
test_cells_of_many_words(void **state)
{
	static const char *const articles[] = {"Kettle in green",
	    "Table in white", "Desk of glass", "Lamp of wood", NULL};
	struct page *p = make_page();
	struct page_line *l;

	(void)state;
	add_column(p, articles, 100, 100, 40);
	l = p->last->last->lines->next->next;
	l->words->box.right = l->box.right;
	add_column(p, counts, 500, 100, 40);
	add_column(p, prices, 700, 100, 40);
	assert_int_equal(tables_find(p, NULL), 0);
	assert_non_null(p->tables);
	assert_int_equal(p->tables->rows, 4);
	assert_int_equal(p->tables->columns, 3);
	check_cell(p->tables, 0, 0, "Kettle in green");
	check_cell(p->tables, 2, 0, "Desk of glass");
	check_cell(p->tables, 2, 2, "9.99");
	page_free(p);
}

/* A title above a table, whose words have gaps as wide as they are high, is no
 * row of it. */
static void
test_title(void **state)
{
	struct page *p = make_page();

	(void)state;
	add_block(p);
	add_line(p, "Food", 100, 30);
	add_line(p, "facts", 100 + 4 * WIDTH + 50, 30);
	for (struct page_line *l = p->last->last->lines; l; l = l->next) {
		l->words->box.bottom = 30 + 3 * HEIGHT;
		l->box.bottom = 30 + 3 * HEIGHT;
	}
	p->last->last->lines->next->words->box.right = 495;
	add_column(p, names, 100, 120, 40);
	add_column(p, counts, 500, 120, 40);
	add_column(p, prices, 700, 120, 40);
	assert_int_equal(tables_find(p, NULL), 0);
	assert_non_null(p->tables);
	assert_int_equal(p->tables->rows, 4);
	assert_int_equal(p->tables->columns, 3);
	check_cell(p->tables, 0, 1, "Count");
	page_free(p);
}

/* On a label, percentages may stand lower than what they are of. */
static void
test_percentages(void **state)
{
	static const char *const shares[] = {
	    "of a day", "4%", "7%", "9%", NULL};
	struct page *p = make_page();

	(void)state;
	has_baselines = true;
	add_column(p, names, 100, 100, 28);
	add_column(p, shares, 500, 108, 28);
	assert_int_equal(tables_find(p, NULL), 0);
	assert_non_null(p->tables);
	page_free(p);
	has_baselines = false;
}

/* Columns of prose, a list, and a page without words are no tables. */
static void
test_no_tables(void **state)
{
	static const char *const prose[] = {"The morning was cold and the",
	    "river lay still under a thin", "sheet of ice that nobody had",
	    "dared to walk upon since the", "first frost of the long year",
	    NULL};
	static const char *const marks[] = {"1.", "2.", "3.", "4.", NULL};
	static const char *const items[] = {
	    "Open the lid", "Take the battery out", "Wait", "Close", NULL};
	struct page *p = make_page();

	(void)state;
	assert_int_equal(tables_find(p, NULL), 0);
	add_column(p, prose, 100, 100, 30);
	add_column(p, prose, 600, 100, 30);
	add_column(p, marks, 100, 500, 30);
	add_column(p, items, 200, 500, 30);
	assert_int_equal(tables_find(p, NULL), 0);
	assert_null(p->tables);
	page_free(p);
}

/* An index, whose alphabet goes on in the next column, is no table; neither are
 * columns of lines that do not fill them but have many words. */
static void
test_lists(void **state)
{
	static const char *const first[] = {"abbey 12", "bakers 4",
	    "canals 31, 48", "dams 77", "ferries 9", "gates 16", NULL};
	static const char *const second[] = {"hedges 5", "inns 21", "keys 8",
	    "ledgers 61, 71", "looms 19", "mills 3", NULL};
	static const char *const verse[] = {"The day goes by at last",
	    "and all the meadows lie in dew", "the wind has put a hand",
	    "upon the roofs so gray and still", NULL};
	struct page *p = make_page();

	(void)state;
	add_column(p, first, 100, 100, 40);
	add_column(p, second, 500, 100, 40);
	assert_int_equal(tables_find(p, NULL), 0);
	assert_null(p->tables);
	add_column(p, verse, 100, 700, 40);
	add_column(p, verse, 600, 700, 40);
	assert_int_equal(tables_find(p, NULL), 0);
	assert_null(p->tables);
	page_free(p);
	/* Exchanged, the columns are those of a table. */
	p = make_page();
	add_column(p, second, 100, 100, 40);
	add_column(p, first, 500, 100, 40);
	assert_int_equal(tables_find(p, NULL), 0);
	assert_non_null(p->tables);
	page_free(p);
}

/* Marks the words of p that begin with a digit: a row of dots leads there. */
static void
mark_numbers(struct page *p)
{
	for (struct page_block *b = p->blocks; b != NULL; b = b->next)
		for (struct page_line *l = b->paragraphs->lines; l; l = l->next)
			for (struct page_word *w = l->words; w; w = w->next)
				w->ends_leader =
				    *w->text >= '0' && *w->text <= '9';
}

/* Two lists side by side, as on a menu, with leaders to their prices, are no
 * table; one is, also if a second leader goes on from each price. */
static void
test_leaders(void **state)
{
	struct page *p;

	(void)state;
	for (int lists = 1; lists <= 2; lists++) {
		p = make_page();
		add_column(p, names, 100, 100, 40);
		add_column(p, prices, 400, 100, 40);
		if (lists == 2)
			add_column(p, names, 600, 100, 40);
		add_column(p, prices, 900, 100, 40);
		mark_numbers(p);
		assert_int_equal(tables_find(p, NULL), 0);
		assert_int_equal(p->tables != NULL, lists == 1);
		page_free(p);
	}
	/* Without leaders, all are columns of one table. */
	p = make_page();
	add_column(p, names, 100, 100, 40);
	add_column(p, prices, 400, 100, 40);
	add_column(p, names, 600, 100, 40);
	add_column(p, prices, 900, 100, 40);
	assert_int_equal(tables_find(p, NULL), 0);
	assert_non_null(p->tables);
	page_free(p);
}

/* Between the covers and the fold of a book, lines of its pages are no rows. */
static void
test_book(void **state)
{
	static const char *const prose[] = {"The morning was cold and the",
	    "river lay still under a thin", "sheet of ice",
	    "that nobody had dared to walk", "upon since the long winter",
	    NULL};
	struct page_box rules[RULES];
	struct line_finder found = {.rules.list = rules};
	struct page *p = make_page();

	(void)state;
	add_rule(&found, 50, 10, 1100, 10);
	add_rule(&found, 50, 60, 1100, 60);
	add_rule(&found, 50, 400, 1100, 400);
	add_rule(&found, 550, 60, 550, 400);
	add_column(p, prose, 100, 100, 40);
	add_column(p, prose, 600, 100, 40);
	assert_int_equal(tables_find(p, &found), 0);
	assert_null(p->tables);
	page_free(p);
}

/* Lines of two speech bubbles, one of which begins a little lower, are not
 * rows; where both begin alike, as cells do, they are. */
static void
test_speech_bubbles(void **state)
{
	static const char *const left[] = {
	    "WHO IS", "AT THE OLD", "DOOR NOW?", "LOOK!", NULL};
	static const char *const right[] = {
	    "ONLY THE", "WIND, AS", "ALWAYS.", "SLEEP", NULL};

	(void)state;
	has_baselines = true;
	for (int lower = 0; lower <= 8; lower += 8) {
		struct page *p = make_page();

		add_column(p, left, 100, 100, 28);
		add_column(p, right, 500, 100 + lower, 28);
		assert_int_equal(tables_find(p, NULL), 0);
		assert_int_equal(p->tables != NULL, lower == 0);
		page_free(p);
	}
	has_baselines = false;
}

/* On a receipt that is bent, prices stand lower than what they are for. */
static void
test_bent_receipt(void **state)
{
	struct page *p = make_page();

	(void)state;
	has_baselines = true;
	add_column(p, names, 100, 100, 28);
	add_column(p, prices, 500, 108, 28);
	assert_int_equal(tables_find(p, NULL), 0);
	assert_non_null(p->tables);
	page_free(p);
	has_baselines = false;
}

/* Lines in two windows side by side are not rows; with one rule between the
 * columns, they are. */
static void
test_windows(void **state)
{
	(void)state;
	for (int frames = 1; frames <= 2; frames++) {
		struct page_box rules[RULES];
		struct line_finder found = {.rules.list = rules};
		struct page *p = make_page();

		add_column(p, names, 100, 100, 40);
		add_column(p, prices, 700, 100, 40);
		for (int i = 0; i < frames; i++)
			add_rule(&found, 600 + 50 * i, 20, 600 + 50 * i, 900);
		assert_int_equal(tables_find(p, &found), 0);
		assert_int_equal(p->tables != NULL, frames == 1);
		page_free(p);
	}
}

/* Text from right to left stays as it is, since its words are in that order. */
static void
test_right_to_left(void **state)
{
	struct page *p = make_page();

	(void)state;
	add_column(p, names, 100, 100, 40);
	p->last->last->is_left_to_right = false;
	add_column(p, prices, 700, 100, 40);
	p->last->last->is_left_to_right = false;
	assert_int_equal(tables_find(p, NULL), 0);
	assert_null(p->tables);
	page_free(p);
}

/* A frame around a picture, and rules that do not meet, make no table. */
static void
test_frames(void **state)
{
	struct page_box rules[RULES];
	struct line_finder found = {.rules.list = rules};
	struct page *p = make_page();

	(void)state;
	for (int i = 0; i < 3; i++) {
		add_rule(&found, 90, 90 + 200 * i, 890, 90 + 200 * i);
		add_rule(&found, 90 + 400 * i, 90, 90 + 400 * i, 490);
	}
	add_rule(&found, 90, 900, 890, 900);
	add_block(p);
	add_line(p, "A picture", 100, 120);
	add_line(p, "with a caption", 100, 700);
	assert_int_equal(tables_find(p, &found), 0);
	assert_null(p->tables);
	page_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_aligned),
	    cmocka_unit_test(test_falling),
	    cmocka_unit_test(test_ruled),
	    cmocka_unit_test(test_open_rows),
	    cmocka_unit_test(test_cells_of_many_words),
	    cmocka_unit_test(test_title),
	    cmocka_unit_test(test_percentages),
	    cmocka_unit_test(test_no_tables),
	    cmocka_unit_test(test_lists),
	    cmocka_unit_test(test_leaders),
	    cmocka_unit_test(test_book),
	    cmocka_unit_test(test_speech_bubbles),
	    cmocka_unit_test(test_bent_receipt),
	    cmocka_unit_test(test_windows),
	    cmocka_unit_test(test_right_to_left),
	    cmocka_unit_test(test_frames),
	};

	return cmocka_run_group_tests_name("tables", tests, NULL, NULL);
}
