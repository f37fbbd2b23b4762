/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rules beside a word: what was read of them goes, and the word is trusted as
 * its letters are; without a rule it stays as it was read.
 */
#include "tests/lib/test.h"

#include "fcgi-worker/engine/misread_rules.h"

#define LEFT 100 /* the word's sides */
#define RIGHT 180
#define TOP 50
#define BOTTOM 70

/* The rules of a cell around the word, one of them or none. */
static const struct page_box left_rule = {LEFT - 10, 0, LEFT - 8, 400};
static const struct page_box right_rule = {RIGHT + 5, 0, RIGHT + 8, 400};
/* One below the word, one farther left, one in another row. */
static const struct page_box no_rules[] = {
    {0, BOTTOM + 2, 600, BOTTOM + 4},
    {LEFT - 40, 0, LEFT - 38, 400},
    {LEFT - 8, BOTTOM + 10, LEFT - 6, 400},
};

/* Adds a block to p whose only word is text, in the box.  Returns the word. */
static struct page_word *
add_word(struct page *p, const char *text, const struct page_box *box)
{
	struct page_block *b = page_add_block(p);
	struct page_paragraph *a = page_add_paragraph(p, b);
	struct page_word *w = page_add_word(p, page_add_line(p, a));

	b->type = PAGE_TEXT;
	w->text = text;
	w->confidence = 30;
	w->letters_confidence = 95;
	w->box = *box;
	return w;
}

/* Takes misread rules out of p, where the rules on the left and the right are
 * there or not.  Returns how many words were beside a rule or taken out. */
static size_t
take_out(struct page *p, bool left, bool right)
{
	struct page_box list[5];
	struct rules rules = {list, 0};

	for (size_t i = 0; i < 3; i++)
		list[rules.count++] = no_rules[i];
	if (left)
		list[rules.count++] = left_rule;
	if (right)
		list[rules.count++] = right_rule;
	return misread_rules_take_out(p, &rules, 80);
}

static void
test_text(void **state)
{
	static const struct {
		const char *text;
		bool left, right;
		const char *want;
		int confidence;
	} table[] = {
	    {"[Wood", true, false, "Wood", 95},
	    {"|Wood", true, true, "Wood", 95},
	    {"12.50]", false, true, "12.50", 95},
	    {"[12|", true, true, "12", 95},
	    {"|[Wood||", true, true, "Wood", 95},
	    {"Wood", true, false, "Wood", 95},
	    {"Wood", false, true, "Wood", 95},
	    {"Wood", false, false, "Wood", 30},
	    {"[Wood", false, false, "[Wood", 30},
	    {"[Wood", false, true, "[Wood", 30},
	    {"Wood|", true, false, "Wood|", 30},
	    {"[1]", true, false, "[1]", 30},
	    {"[0,1]", true, true, "[0,1]", 30},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct page_box box = {LEFT, TOP, RIGHT, BOTTOM};
		struct page *p = page_create();
		struct page_word *w = add_word(p, table[i].text, &box);
		size_t changed = take_out(p, table[i].left, table[i].right);

		assert_int_equal(changed, table[i].confidence == 95);
		assert_string_equal(w->text, table[i].want);
		assert_int_equal(w->confidence, table[i].confidence);
		page_free(p);
	}
}

/* The letters of hOCR and the box go with the text. */
static void
test_symbols_and_box(void **state)
{
	struct page_symbol last = {.text = "|"}, only = {&last, .text = "7"};
	struct page_symbol first = {&only, .text = "["};
	const struct page_box box = {
	    left_rule.left, TOP, right_rule.right, BOTTOM};
	struct page *p = page_create();
	struct page_word *w = add_word(p, "[7|", &box);

	(void)state;
	w->symbols = &first;
	take_out(p, true, true);
	assert_string_equal(w->text, "7");
	assert_ptr_equal(w->symbols, &only);
	assert_null(only.next);
	assert_int_equal(w->box.left, left_rule.right);
	assert_int_equal(w->box.right, right_rule.left);
	page_free(p);
}

/* A word with a letter that is in doubt itself stays in doubt. */
static void
test_doubted_letter(void **state)
{
	const struct page_box box = {LEFT, TOP, RIGHT, BOTTOM};
	struct page *p = page_create();
	struct page_word *w = add_word(p, "[5and", &box);

	(void)state;
	w->letters_confidence = 90;
	take_out(p, true, false);
	assert_string_equal(w->text, "5and");
	assert_int_equal(w->confidence, 30);
	page_free(p);
}

/* What is nothing but a rule goes, with its line, and what is trusted stays. */
static void
test_bar_alone(void **state)
{
	const struct page_box box = {LEFT - 12, TOP, LEFT - 6, BOTTOM};
	struct page *p = page_create();

	(void)state;
	add_word(p, "|", &box);
	add_word(p, "|", &box)->confidence = 90;
	add_word(p, "||", &box);
	assert_int_equal(take_out(p, false, false), 0);
	assert_int_equal(take_out(p, true, false), 2);
	assert_string_equal(p->blocks->paragraphs->lines->words->text, "|");
	assert_null(p->blocks->next);
	page_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_text),
	    cmocka_unit_test(test_symbols_and_box),
	    cmocka_unit_test(test_doubted_letter),
	    cmocka_unit_test(test_bar_alone),
	};

	return cmocka_run_group_tests_name("bars", tests, NULL, NULL);
}
