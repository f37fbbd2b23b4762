/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pages as Markdown: what becomes markup, and that text never does.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <string.h>

#include "fcgi-worker/engine/tables.h"
#include "fcgi-worker/output/markdown.h"

#define WIDTH 12  /* of a letter */
#define HEIGHT 20 /* of a word */

/* Adds a block with a paragraph of lines, whose letters have this height. */
static void
add_paragraph(struct page *p, const char *text, int x, int y, int height)
{
	struct page_block *b = page_add_block(p);
	struct page_paragraph *a = page_add_paragraph(p, b);
	char copy[1024], *lines = NULL, *words;

	b->type = PAGE_TEXT;
	a->is_left_to_right = true;
	snprintf(copy, sizeof(copy), "%s", text);
	for (char *t = strtok_r(copy, "\n", &lines); t != NULL;
	     t = strtok_r(NULL, "\n", &lines)) {
		struct page_line *l = page_add_line(p, a);
		int left = x;

		l->height = (float)height;
		for (char *k = strtok_r(t, " ", &words); k != NULL;
		     k = strtok_r(NULL, " ", &words)) {
			struct page_word *w = page_add_word(p, l);

			w->text = page_copy(p, k);
			w->blanks = w != l->words;
			w->box = (struct page_box){
			    left, y, left + WIDTH * (int)strlen(k), y + height};
			left = w->box.right + WIDTH;
		}
		l->box = (struct page_box){x, y, left, y + height};
		y += 2 * height;
	}
	b->box = a->box = a->lines->box;
}

static struct page *
make_page(void)
{
	struct page *p = page_create();

	p->area = (struct page_box){0, 0, 1200, 1600};
	return p;
}

/* Writes p, which is freed, and compares the text. */
static void
check(struct page *p, const char *want)
{
	struct buffer out = {0};

	markdown_add_page(&out, p);
	assert_false(out.failed);
	assert_string_equal(out.data, want);
	buffer_free(&out);
	page_free(p);
}

static void
assert_writes(const char *text, const char *want)
{
	struct page *p = make_page();

	add_paragraph(p, text, 100, 100, HEIGHT);
	check(p, want);
}

static void
test_headings(void **state)
{
	struct page *p = make_page();

	(void)state;
	add_paragraph(p, "The year\nin figures", 100, 20, 40);
	add_paragraph(p, "What was sold", 100, 160, 29);
	add_paragraph(p,
	    "More chairs than ever before were\nsold, and so were tables", 100,
	    260, HEIGHT);
	add_paragraph(p, "Abroad", 100, 400, 25);
	add_paragraph(p, "Nothing was sold there at all", 100, 460, HEIGHT);
	check(p,
	    "# The year in figures\n\n## What was sold\n\n"
	    "More chairs than ever before were sold, and so were tables\n\n"
	    "### Abroad\n\nNothing was sold there at all\n\n");
}

static void
test_joined_words(void **state)
{
	(void)state;
	assert_writes("a modifi-\ncation of it", "a modification of it\n\n");
	assert_writes("B\xc3\xbc"
		      "cher-\n\xc3\xbc"
		      "bersicht",
	    "B\xc3\xbc"
	    "cher\xc3\xbc"
	    "bersicht\n\n");
	assert_writes("soft\xc2\xad\nware", "software\n\n");
	assert_writes("posta\xc5\x82-\n\xc5\xbc"
		      "eby",
	    "posta\xc5\x82\xc5\xbc"
	    "eby\n\n");
	/* These words are not divided. */
	assert_writes("Nowy-\n\xc5\xbb"
		      "ycie",
	    "Nowy- \xc5\xbb"
	    "ycie\n\n");
	assert_writes("Jean-\nPaul", "Jean- Paul\n\n");
	assert_writes("from 1914-\n1918", "from 1914- 1918\n\n");
	assert_writes("this - that\nor", "this - that or\n\n");
	assert_writes("and -\nor", "and - or\n\n");
}

/* Makes two columns of a paragraph each, and compares the text. */
static void
two_give(const char *left, const char *right, const char *want)
{
	struct page *p = make_page();

	add_paragraph(p, left, 100, 400, HEIGHT);
	add_paragraph(p, right, 700, 100, HEIGHT);
	check(p, want);
}

/* A paragraph goes on behind the end of a column only within a divided word. */
static void
test_columns(void **state)
{
	struct page *p = make_page();

	(void)state;
	two_give("open from Novem-", "ber to March\nand then",
	    "open from November to March and then\n\n");
	two_give("\xe2\x80\xa2 from Novem-", "ber to March",
	    "- from November to March\n\n");
	/* A divided word does not go on behind these. */
	two_give("open from", "then to", "open from\n\nthen to\n\n");
	two_give("the poet Jean-", "Paul", "the poet Jean-\n\nPaul\n\n");
	two_give("from 1914-", "the end", "from 1914-\n\nthe end\n\n");
	two_give("and Novem-", "- one thing", "and Novem-\n\n- one thing\n\n");
	add_paragraph(p, "Of Novem-", 100, 20, 2 * HEIGHT);
	add_paragraph(p, "ber there is little to be said", 100, 200, HEIGHT);
	check(p, "# Of Novem-\n\nber there is little to be said\n\n");
	p = make_page();
	add_paragraph(
	    p, "There is little to be said of Novem-", 100, 20, HEIGHT);
	add_paragraph(p, "ber and March", 100, 200, 2 * HEIGHT);
	check(p, "There is little to be said of Novem-\n\n# ber and March\n\n");
}

static void
test_lists(void **state)
{
	struct page *p;

	(void)state;
	assert_writes("\xe2\x80\xa2 one thing\nand more\n\xe2\x80\xa2 another",
	    "- one thing and more\n- another\n\n");
	assert_writes("7. seventh\n8) eighth", "7. seventh\n8. eighth\n\n");
	assert_writes("- only", "- only\n\n");
	assert_writes("-", "\\-\n\n");
	p = make_page();
	add_paragraph(p, "\xe2\x80\xa2 one", 100, 100, HEIGHT);
	add_paragraph(p, "behind it", 100, 200, HEIGHT);
	check(p, "- one\n\nbehind it\n\n");
}

/* Each of these would be markup or HTML if it stood there unchanged. */
static void
test_text_is_no_markup(void **state)
{
	static const char *const table[][2] = {
	    {"# no", "\\# no"},
	    {"> no", "\\> no"},
	    {"*no* _no_ `no`", "\\*no\\* \\_no\\_ \\`no\\`"},
	    {"<b>no</b>", "\\<b\\>no\\</b\\>"},
	    {"<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"},
	    {"&lt; &amp;", "\\&lt; \\&amp;"},
	    {"[no](http://x)", "\\[no\\](http://x)"},
	    {"![no](x)", "!\\[no\\](x)"},
	    {"~~no~~", "\\~\\~no\\~\\~"},
	    {"a | b", "a \\| b"},
	    {"C:\\no", "C:\\\\no"},
	    {"--- no", "\\--- no"},
	    {"+ no", "- no"},
	    {"+no", "\\+no"},
	    {"===", "\\==="},
	    {"1234567. no", "1234567\\. no"},
	    {"1.", "1\\."},
	    {"3.14 is", "3.14 is"},
	};
	char want[128];

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		snprintf(want, sizeof(want), "%s\n\n", table[i][1]);
		assert_writes(table[i][0], want);
	}
}

/* A table stands where its first word does, between the texts around it. */
static void
test_tables(void **state)
{
	struct page *p = make_page();

	(void)state;
	add_paragraph(p, "Before it", 100, 20, HEIGHT);
	add_paragraph(p, "Item\nA|B chair\n<i>Stool</i>", 100, 100, HEIGHT);
	add_paragraph(p, "Behind the table goes text", 100, 300, HEIGHT);
	add_paragraph(p, "Price\n12.50\n9.99", 700, 100, HEIGHT);
	assert_int_equal(tables_find(p, NULL), 0);
	check(p, "Before it\n\n"
		 "| Item | Price |\n| --- | --- |\n"
		 "| A\\|B chair | 12.50 |\n"
		 "| \\<i\\>Stool\\</i\\> | 9.99 |\n\n"
		 "Behind the table goes text\n\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_headings),
	    cmocka_unit_test(test_joined_words),
	    cmocka_unit_test(test_columns),
	    cmocka_unit_test(test_lists),
	    cmocka_unit_test(test_text_is_no_markup),
	    cmocka_unit_test(test_tables),
	};

	return cmocka_run_group_tests_name("markdown", tests, NULL, NULL);
}
