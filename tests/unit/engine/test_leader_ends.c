/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What stands at the ends of a leader is one line.
 */
#include "tests/lib/test.h"

#include "fcgi-worker/engine/leader_ends.h"
#include "fcgi-worker/output/text.h"

/* Adds a block with a line of one word. */
static void
add_word(struct page *p, const char *text, int x, int y)
{
	struct page_block *b = page_add_block(p);
	struct page_paragraph *a = page_add_paragraph(p, b);
	struct page_line *l = page_add_line(p, a);
	struct page_word *w = page_add_word(p, l);

	w->text = page_copy(p, text);
	w->box = (struct page_box){x, y, x + 60, y + 20};
	l->box = a->box = b->box = w->box;
	b->type = PAGE_TEXT;
	a->is_left_to_right = true;
}

static void
test_joined(void **state)
{
	struct leader list[] = {
	    {{170, 116, 174, 120}, {480, 136, 484, 140}},
	    {{170, 156, 174, 160}, {480, 176, 484, 180}},
	    /* Nothing is at the right end of this one. */
	    {{170, 196, 174, 200}, {480, 216, 484, 220}},
	};
	const struct leaders l = {list, 3};
	struct page *p = page_create();
	struct buffer out = {0};

	(void)state;
	assert_non_null(p);
	add_word(p, "Wood", 100, 100);
	add_word(p, "Metal", 100, 140);
	add_word(p, "Glass", 100, 180);
	add_word(p, "12", 500, 120);
	add_word(p, "48", 500, 160);
	leader_ends_join(p, &l);
	text_add_page(&out, p);
	assert_string_equal(out.data, "Wood 12\n\nMetal 48\n\nGlass\n");
	for (struct page_block *b = p->blocks; b->next != NULL; b = b->next) {
		assert_false(b->paragraphs->lines->words->ends_leader);
		assert_true(b->paragraphs->lines->words->next->ends_leader);
	}
	assert_int_equal(p->blocks->box.right, 560);
	buffer_free(&out);
	page_free(p);
}

/* In text that runs from the right, the number is at the left end. */
static void
test_joined_from_right(void **state)
{
	struct leader list[] = {{{170, 116, 174, 120}, {480, 116, 484, 120}}};
	const struct leaders l = {list, 1};
	struct page *p = page_create();
	struct buffer out = {0};

	(void)state;
	assert_non_null(p);
	add_word(p, "\xd7\xa2\xd7\xa5", 500, 100);
	p->last->paragraphs->is_left_to_right = false;
	p->last->paragraphs->lines->words->direction = PAGE_RIGHT_TO_LEFT;
	add_word(p, "12", 100, 100);
	leader_ends_join(p, &l);
	text_add_page(&out, p);
	assert_string_equal(out.data, "\xd7\xa2\xd7\xa5 12\n");
	buffer_free(&out);
	page_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_joined),
	    cmocka_unit_test(test_joined_from_right),
	};

	return cmocka_run_group_tests_name("leader ends", tests, NULL, NULL);
}
