/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Blocks that stand above others are read before them; columns, and blocks of
 * other kinds, stay where they are.
 */
#include "tests/lib/test.h"

#include <string.h>

#include "fcgi-worker/engine/block_order.h"

/* Adds a block whose only word is name. */
static struct page_block *
add_block(struct page *p, const char *name, struct page_box box)
{
	struct page_block *b = page_add_block(p);
	struct page_line *l = page_add_line(p, page_add_paragraph(p, b));
	struct page_word *w = page_add_word(p, l);

	b->type = PAGE_TEXT;
	b->box = l->box = w->box = box;
	b->paragraphs->box = box;
	w->text = page_copy(p, name);
	return b;
}

/* Mends the order of p, whose blocks must then stand in the order that the
 * letters of want name.  Frees p. */
static void
check(struct page *p, const char *want)
{
	char got[32] = "";

	assert_int_equal(block_order_mend(p), 0);
	for (struct page_block *b = p->blocks; b != NULL; b = b->next) {
		strcat(got, b->paragraphs->lines->words->text);
		if (b->next == NULL)
			assert_ptr_equal(p->last, b);
	}
	assert_string_equal(got, want);
	page_free(p);
}

static struct page *
make_page(void)
{
	struct page *p = page_create();

	assert_non_null(p);
	return p;
}

/* A title that comes last goes to the top, before what it is the title of. */
static void
test_title(void **state)
{
	struct page *p = make_page();

	(void)state;
	add_block(p, "l", (struct page_box){100, 200, 500, 800});
	add_block(p, "r", (struct page_box){600, 200, 1000, 800});
	add_block(p, "t", (struct page_box){400, 50, 700, 100});
	check(p, "tlr");
}

/* Of two tables, and of headings between them, those above come first. */
static void
test_tables(void **state)
{
	struct page *p = make_page();

	(void)state;
	add_block(p, "d", (struct page_box){100, 700, 1000, 900});
	add_block(p, "b", (struct page_box){100, 200, 1000, 400});
	add_block(p, "c", (struct page_box){100, 500, 300, 540});
	add_block(p, "a", (struct page_box){400, 100, 500, 140});
	check(p, "abcd");
}

/* Columns are read as they were, also where one begins higher, and where boxes
 * that are askew share a few pixels. */
static void
test_columns(void **state)
{
	struct page *p = make_page();

	(void)state;
	add_block(p, "a", (struct page_box){100, 200, 500, 500});
	add_block(p, "b", (struct page_box){100, 520, 510, 900});
	add_block(p, "c", (struct page_box){490, 100, 900, 500});
	add_block(p, "d", (struct page_box){490, 520, 900, 900});
	check(p, "abcd");
	/* What stands across both and below them comes last. */
	p = make_page();
	add_block(p, "a", (struct page_box){100, 100, 500, 500});
	add_block(p, "f", (struct page_box){100, 900, 900, 940});
	add_block(p, "b", (struct page_box){490, 100, 900, 500});
	check(p, "abf");
}

/* Turned text, pictures and text whose lines overlap stay where they are. */
static void
test_others(void **state)
{
	struct page *p = make_page();

	(void)state;
	add_block(p, "a", (struct page_box){100, 500, 900, 800});
	add_block(p, "t", (struct page_box){100, 100, 900, 400})->turns = 1;
	add_block(p, "p", (struct page_box){100, 100, 900, 400})->type =
	    PAGE_PICTURE;
	add_block(p, "o", (struct page_box){100, 400, 900, 660});
	check(p, "atpo");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_title),
	    cmocka_unit_test(test_tables),
	    cmocka_unit_test(test_columns),
	    cmocka_unit_test(test_others),
	};

	return cmocka_run_group_tests_name("block_order", tests, NULL, NULL);
}
