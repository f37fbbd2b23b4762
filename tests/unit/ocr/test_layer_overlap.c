/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A recognized word is known for one that the page has as text by its place,
 * which Tesseract may have got a little wrong.
 */
#include "tests/lib/test.h"

#include <stdbool.h>

#include "fcgi-worker/engine/page.h"
#include "fcgi-worker/input/text_layer.h"
#include "fcgi-worker/ocr/layer_overlap.h"

static const uint32_t letter[] = {'a'};

/*
 * Returns whether a word that was read in the box is marked as one that the
 * page has as text.  The page has 200 x 100 pixels, was turned by degrees
 * before it was read, and has one word as text, drawn twice.
 */
static bool
is_marked(struct text_layer_word text, int degrees, struct page_box box)
{
	struct page *p = page_create();
	struct page_line *line =
	    page_add_line(p, page_add_paragraph(p, page_add_block(p)));
	struct page_word *word = page_add_word(p, line);
	struct text_layer_word words[2];
	const struct text_layer layer = {
	    .size = {200, 100}, .is_seen = true, .words = words, .count = 2};
	bool marked;

	assert_non_null(word);
	text.text = letter;
	text.length = 1;
	words[0] = words[1] = text;
	p->width = degrees % 180 == 0 ? 200 : 100;
	p->height = degrees % 180 == 0 ? 100 : 200;
	line->box = word->box = box;
	assert_int_equal(layer_overlap_mark(p, &layer, degrees), 0);
	marked = word->is_text;
	page_free(p);
	return marked;
}

static void
test_places(void **state)
{
	const struct text_layer_word a = {100, 50, 104, 60, .font_size = 9};
	const struct text_layer_word turned = {
	    100, 50, 110, 54, .font_size = 9, .turns = 1};
	struct text_layer_word other = a;

	(void)state;
	assert_true(is_marked(a, 0, (struct page_box){100, 53, 104, 58}));
	assert_true(is_marked(a, 0, (struct page_box){98, 53, 102, 58}));
	assert_true(is_marked(a, 0, (struct page_box){103, 53, 106, 58}));
	assert_false(is_marked(a, 0, (struct page_box){106, 53, 110, 58}));
	assert_false(is_marked(a, 0, (struct page_box){104, 53, 111, 58}));
	assert_false(is_marked(a, 0, (struct page_box){100, 60, 104, 65}));
	/* Three pixels farther left, and turned clockwise. */
	assert_true(is_marked(a, 90, (struct page_box){42, 97, 47, 101}));
	assert_false(is_marked(a, 90, (struct page_box){100, 53, 104, 58}));
	assert_true(is_marked(turned, 0, (struct page_box){103, 48, 108, 52}));
	/* As high as three lines, and higher. */
	other.top = 46;
	assert_true(is_marked(other, 0, (struct page_box){100, 53, 104, 58}));
	other.top = 40;
	assert_false(is_marked(other, 0, (struct page_box){100, 53, 104, 58}));
	/* Nobody knows the letters of such a word. */
	other = a;
	other.is_unmapped = true;
	assert_false(is_marked(other, 0, (struct page_box){100, 53, 104, 58}));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_places),
	};

	return cmocka_run_group_tests_name("layer_overlap", tests, NULL, NULL);
}
