/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The text of blocks that are turned by a right angle and doubted is set aside,
 * and put back unless enough is read in its place; all others stay.
 */
#include "tests/lib/test.h"

#include "fcgi-worker/engine/turned_blocks.h"

static const struct page_box column = {40, 100, 60, 500};

static struct page_word *
add_word(struct page *p, struct page_block *b, float confidence)
{
	struct page_word *w =
	    page_add_word(p, page_add_line(p, page_add_paragraph(p, b)));

	w->confidence = confidence;
	w->text = "DoDo";
	return w;
}

/* Adds the column as a block that is turned by so many quarters, with two words
 * of these confidences. */
static struct page_block *
add_block(struct page *p, int turns, float first, float second)
{
	struct page_block *b = page_add_block(p);

	b->type = PAGE_TEXT;
	b->turns = turns;
	b->box = column;
	add_word(p, b, first);
	add_word(p, b, second);
	return b;
}

static void
test_which_blocks(void **state)
{
	static const struct {
		int turns;
		float first, second;
		bool is_set_aside;
	} table[] = {
	    {1, 30, 60, true},
	    {3, 95, 40, true},
	    {1, 70, 70, true},
	    {0, 30, 60, false},
	    {2, 30, 60, false},
	    {3, 95, 70, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct page *p = page_create();
		struct turned_block *aside;
		struct page_block *b = add_block(
		    p, table[i].turns, table[i].first, table[i].second);

		assert_int_equal(turned_blocks_set_aside(p, &aside), 0);
		assert_ptr_equal(p->blocks, b);
		assert_true((b->paragraphs == NULL) == table[i].is_set_aside);
		assert_true((aside != NULL) == table[i].is_set_aside);
		page_free(p);
	}
}

/* A rule is no text, whichever way it is turned. */
static void
test_no_text(void **state)
{
	struct page *p = page_create();
	struct turned_block *aside;

	(void)state;
	assert_int_equal(turned_blocks_set_aside(p, &aside), 0);
	assert_null(aside);
	add_block(p, 1, 30, 60)->type = PAGE_RULE;
	assert_int_equal(turned_blocks_set_aside(p, &aside), 0);
	assert_null(aside);
	page_free(p);
}

/* Adds words that were read as level lines: count of them within the column,
 * and two outside. */
static void
read_level(struct page *p, struct page_block *b, int count)
{
	for (int i = 0; i < count; i++)
		add_word(p, b, 95)->box =
		    (struct page_box){45, 110 + 40 * i, 57, 130 + 40 * i};
	add_word(p, b, 95)->box = (struct page_box){70, 110, 90, 130};
	add_word(p, b, 95)->box = (struct page_box){45, 510, 57, 530};
}

static void
test_put_back(void **state)
{
	(void)state;
	/* The text has eight letters, a level word four. */
	for (int count = 0; count <= 2; count++) {
		struct page *p = page_create();
		struct turned_block *aside;
		struct page_block *first = add_block(p, 0, 90, 90);
		struct page_block *turned = add_block(p, 1, 50, 60);
		struct page_block *level = add_block(p, 0, 90, 90);
		struct page_block *last = add_block(p, 3, 50, 60);
		struct page_paragraph *paragraphs = turned->paragraphs;

		last->box = (struct page_box){700, 100, 720, 500};
		assert_int_equal(turned_blocks_set_aside(p, &aside), 0);
		read_level(p, level, count);
		turned_blocks_put_back(p, aside);
		assert_ptr_equal(p->blocks, first);
		if (count < 1) {
			assert_ptr_equal(first->next, turned);
			assert_ptr_equal(turned->paragraphs, paragraphs);
			assert_non_null(turned->last);
			assert_ptr_equal(turned->next, level);
		} else {
			assert_ptr_equal(first->next, level);
		}
		assert_ptr_equal(level->next, last);
		assert_non_null(last->paragraphs);
		assert_ptr_equal(p->last, last);
		page_free(p);
	}
}

/* What is doubted very much, or has few letters a word, is not put back, even
 * if nothing is read there. */
static void
test_noise(void **state)
{
	struct page *p = page_create();
	struct turned_block *aside;

	(void)state;
	add_block(p, 1, 40, 59);
	add_word(p, add_block(p, 1, 60, 60), 60)->text = "";
	p->last->paragraphs->lines->words->text = "Oo";
	assert_int_equal(turned_blocks_set_aside(p, &aside), 0);
	turned_blocks_put_back(p, aside);
	assert_null(p->blocks);
	assert_null(p->last);
	page_free(p);
}

/* The last block is taken out. */
static void
test_last(void **state)
{
	struct page *p = page_create();
	struct turned_block *aside;
	struct page_block *level = add_block(p, 0, 90, 90);

	(void)state;
	add_block(p, 1, 30, 60);
	assert_int_equal(turned_blocks_set_aside(p, &aside), 0);
	read_level(p, level, 9);
	turned_blocks_put_back(p, aside);
	assert_ptr_equal(p->blocks, level);
	assert_null(level->next);
	assert_ptr_equal(p->last, level);
	page_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_which_blocks),
	    cmocka_unit_test(test_no_text),
	    cmocka_unit_test(test_put_back),
	    cmocka_unit_test(test_noise),
	    cmocka_unit_test(test_last),
	};

	return cmocka_run_group_tests_name("turned_blocks", tests, NULL, NULL);
}
