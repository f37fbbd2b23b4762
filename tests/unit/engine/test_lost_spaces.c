/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A word is divided between its number and its letters where the ink has a gap
 * there that is as wide as a space and wider than its others; no other word is.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <string.h>

#include "fcgi-worker/engine/lost_spaces.h"

/* In pixels: the letters, which are black boxes, and the gaps between those of
 * the same word. */
enum { LEFT = 200, TOP = 100, LETTER = 16, HEIGHT = 24, NARROW = 3 };
/* A gap as wide as a space. */
enum { SPACE = 12 };

/* A page of one line, and its ink. */
struct sheet {
	struct page *page;
	struct page_line *line;
	struct ink ink;
};

/* Adds a symbol behind those of the sheet's only word. */
static void
add_symbol(struct sheet *s, const char *text, const struct page_box *box)
{
	struct page_symbol **end = &s->line->words->symbols;
	struct page_symbol *symbol = page_alloc(s->page, sizeof(*symbol));

	assert_non_null(symbol);
	symbol->text = text;
	symbol->box = *box;
	while (*end != NULL)
		end = &(*end)->next;
	*end = symbol;
}

/* Returns a sheet whose only word, text, has count letters, with gaps[i] behind
 * letter i.  The ink is factor times smaller than the page, and begins at (40,
 * 60) on it.  To be erased. */
static struct sheet
draw(const char *text, size_t count, const int *gaps, int factor)
{
	struct sheet s = {.page = page_create(),
	    .ink = {.area = {40, 60, 840, 360}, .factor = factor}};
	struct page_block *b = page_add_block(s.page);
	struct page_paragraph *a = page_add_paragraph(s.page, b);
	struct page_word *w;
	int x = LEFT;

	b->type = PAGE_TEXT;
	s.line = page_add_line(s.page, a);
	w = page_add_word(s.page, s.line);
	w->text = text;
	w->confidence = 70;
	s.ink.pix = pixCreate(800 / factor, 300 / factor, 1);
	assert_non_null(s.ink.pix);
	for (size_t i = 0; i < count; i++) {
		BOX *letter = boxCreate((x - 40) / factor, (TOP - 60) / factor,
		    LETTER / factor, HEIGHT / factor);

		pixSetInRect(s.ink.pix, letter);
		boxDestroy(&letter);
		add_symbol(&s, "?",
		    &(struct page_box){x, TOP, x + LETTER, TOP + HEIGHT});
		x += LETTER + gaps[i];
	}
	w->box =
	    (struct page_box){LEFT, TOP, x - gaps[count - 1], TOP + HEIGHT};
	w->baseline = (struct page_baseline){
	    w->box.left, TOP + 30, w->box.right, TOP + 30, true};
	return s;
}

static void
erase(struct sheet *s)
{
	ink_free(&s->ink);
	page_free(s->page);
}

static void
test_which_words(void **state)
{
	static const struct {
		const char *text;
		size_t count;
		int gaps[5]; /* behind each letter; the last does not count */
		const char *first, *second; /* NULL: it stays one word */
	} table[] = {
	    {"10D", 3, {NARROW, SPACE}, "10", "D"},
	    {"4x", 2, {SPACE}, "4", "x"},
	    {"B12", 3, {SPACE, NARROW}, "B", "12"},
	    {"1.5kg", 5, {NARROW, NARROW, SPACE, NARROW}, "1.5", "kg"},
	    {"13\u0421", 3, {NARROW, SPACE}, "13", "\u0421"},
	    /* Digits may stand apart a little, as 11 often does. */
	    {"11A", 3, {8, SPACE}, "11", "A"},
	    /* A single 1 has more room at its right. */
	    {"21D", 3, {NARROW, 10}, "21D", NULL},
	    {"1D", 2, {10}, "1D", NULL},
	    {"21D", 3, {NARROW, SPACE + 2}, "21", "D"},
	    /* No gap, or none that is wider than the others. */
	    {"16A", 3, {NARROW, NARROW}, "16A", NULL},
	    {"16A", 3, {10, SPACE}, "16A", NULL},
	    {"16A", 3, {NARROW, HEIGHT / 4}, "16A", NULL},
	    /* The gap is elsewhere. */
	    {"16A", 3, {SPACE, NARROW}, "16A", NULL},
	    {"123A", 4, {SPACE, NARROW, NARROW}, "123A", NULL},
	    /* There is no seam, or more than one, or one at a mark. */
	    {"1684", 4, {NARROW, NARROW, SPACE}, "1684", NULL},
	    {"Bath", 4, {NARROW, NARROW, SPACE}, "Bath", NULL},
	    {"A1B2", 4, {NARROW, NARROW, SPACE}, "A1B2", NULL},
	    {"inc.", 4, {NARROW, NARROW, SPACE}, "inc.", NULL},
	    {"10-D", 4, {NARROW, NARROW, SPACE}, "10-D", NULL},
	    /* Chinese has no spaces. */
	    {"12\u6708", 3, {NARROW, SPACE}, "12\u6708", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		for (int factor = 1; factor <= 2; factor++) {
			struct sheet s = draw(table[i].text, table[i].count,
			    table[i].gaps, factor);
			const struct page_word *w = s.line->words;

			assert_int_equal(
			    lost_spaces_restore(s.page, &s.ink), 0);
			assert_string_equal(w->text, table[i].first);
			if (table[i].second == NULL)
				assert_null(w->next);
			else
				assert_string_equal(
				    w->next->text, table[i].second);
			erase(&s);
		}
}

/* Both words have their own letters and boxes, and the mark stays with the
 * first. */
static void
test_both_words(void **state)
{
	static const int gaps[] = {NARROW, SPACE, 0};
	struct sheet s = draw("\u200e10D", 3, gaps, 1);
	struct page_word *first = s.line->words, *second;

	(void)state;
	first->mark = 3;
	first->blanks = 3;
	assert_int_equal(lost_spaces_restore(s.page, &s.ink), 0);
	second = first->next;
	assert_non_null(second);
	assert_ptr_equal(s.line->last, second);
	assert_null(second->next);
	assert_string_equal(first->text, "\u200e10");
	assert_string_equal(page_letters(first), "10");
	assert_string_equal(page_letters(second), "D");
	assert_int_equal(first->blanks, 3);
	assert_int_equal(second->blanks, 1);
	assert_int_equal(first->box.left, LEFT);
	assert_int_equal(first->box.right, LEFT + 2 * LETTER + NARROW);
	assert_int_equal(second->box.left, first->box.right + SPACE);
	assert_int_equal(second->box.right, second->box.left + LETTER);
	assert_int_equal(second->box.top, TOP);
	assert_int_equal(first->baseline.x1, first->box.left);
	assert_int_equal(first->baseline.x2, first->box.right);
	assert_int_equal(second->baseline.x1, second->box.left);
	assert_int_equal(second->baseline.x2, second->box.right);
	assert_int_equal(second->baseline.y1, TOP + 30);
	assert_non_null(first->symbols->next);
	assert_null(first->symbols->next->next);
	assert_non_null(second->symbols);
	assert_int_equal(second->symbols->box.left, second->box.left);
	erase(&s);
}

/* A word from right to left, and one whose alternatives were asked for, stay
 * whole; so does one outside the ink. */
static void
test_words_that_stay(void **state)
{
	static const int gaps[] = {NARROW, SPACE, 0};
	struct page_choice choice = {.kind = PAGE_CHOICE_LETTER};
	struct sheet s = draw("10D", 3, gaps, 1);
	struct page_word *w = s.line->words;

	(void)state;
	w->direction = PAGE_RIGHT_TO_LEFT;
	assert_int_equal(lost_spaces_restore(s.page, &s.ink), 0);
	assert_null(w->next);
	w->direction = PAGE_LEFT_TO_RIGHT;
	w->choices = &choice;
	assert_int_equal(lost_spaces_restore(s.page, &s.ink), 0);
	assert_null(w->next);
	w->choices = NULL;
	w->box = (struct page_box){2000, 2000, 2060, 2024};
	assert_int_equal(lost_spaces_restore(s.page, &s.ink), 0);
	assert_null(w->next);
	erase(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_which_words),
	    cmocka_unit_test(test_both_words),
	    cmocka_unit_test(test_words_that_stay),
	};

	return cmocka_run_group_tests_name("lost_spaces", tests, NULL, NULL);
}
