/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Blocks that are turned by a right angle and doubted are taken out; all others
 * stay in their order.
 */
#include "tests/lib/test.h"

#include "fcgi-worker/engine/turned_blocks.h"

static struct page_block *
add_block(struct page *p, int turns, float first, float second)
{
	struct page_block *b = page_add_block(p);
	struct page_paragraph *a = page_add_paragraph(p, b);

	b->type = PAGE_TEXT;
	b->turns = turns;
	page_add_word(p, page_add_line(p, a))->confidence = first;
	page_add_word(p, page_add_line(p, a))->confidence = second;
	return b;
}

static void
test_which_blocks(void **state)
{
	struct page *p = page_create();
	struct page_block *level, *turned, *upside_down, *rule;

	(void)state;
	turned_blocks_drop_doubted(p);
	assert_null(p->blocks);
	add_block(p, 1, 30, 60);
	level = add_block(p, 0, 30, 60);
	add_block(p, 3, 95, 40);
	turned = add_block(p, 3, 95, 70);
	add_block(p, 1, 10, 10);
	upside_down = add_block(p, 2, 30, 60);
	rule = add_block(p, 1, 30, 60);
	rule->type = PAGE_RULE;
	add_block(p, 1, 70, 70);
	turned_blocks_drop_doubted(p);
	assert_ptr_equal(p->blocks, level);
	assert_ptr_equal(level->next, turned);
	assert_ptr_equal(turned->next, upside_down);
	assert_ptr_equal(upside_down->next, rule);
	assert_null(rule->next);
	assert_ptr_equal(p->last, rule);
	page_free(p);
}

static void
test_all_blocks(void **state)
{
	struct page *p = page_create();

	(void)state;
	add_block(p, 1, 30, 60);
	turned_blocks_drop_doubted(p);
	assert_null(p->blocks);
	assert_null(p->last);
	page_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_which_blocks),
	    cmocka_unit_test(test_all_blocks),
	};

	return cmocka_run_group_tests_name("turned_blocks", tests, NULL, NULL);
}
