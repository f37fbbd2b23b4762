/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lines of a text layer whose words run in both directions: their order, and
 * the blanks between them.
 */
#include "tests/lib/test.h"

#include <string.h>

#include "fcgi-worker/base/buffer.h"
#include "fcgi-worker/input/text_layer.h"
#include "fcgi-worker/ocr/layer_lines.h"
#include "fcgi-worker/output/text.h"

#define MOST_WORDS 8

/* Returns the letter that c stands for: capitals stand for letters of Hebrew.
 */
static uint32_t
letter_of(char c)
{
	return c >= 'A' && c <= 'Z' ? 0x5d0U + (uint32_t)(c - 'A')
				    : (uint32_t)c;
}

/*
 * Makes a line of the words of seen, from the left.  A blank separates words; a
 * bar does, too, but no blank is drawn there.  Returns how many words there
 * are.
 */
static size_t
make_words(const char *seen, struct text_layer_word *words, uint32_t *letters)
{
	size_t n = 0, begin = 0;
	double left = 10, right;

	for (size_t i = 0; begin <= strlen(seen); i++) {
		if (seen[i] != ' ' && seen[i] != '|' && seen[i] != '\0') {
			letters[i] = letter_of(seen[i]);
			continue;
		}
		assert_in_range(n, 0, MOST_WORDS - 1);
		right = left + 10 * (double)(i - begin);
		words[n++] = (struct text_layer_word){.left = left,
		    .right = right,
		    .top = 10,
		    .bottom = 30,
		    .font_size = 10,
		    .has_blank = seen[i] == ' ',
		    .text = letters + begin,
		    .length = i - begin};
		begin = i + 1;
		left = right + (seen[i] == ' ' ? 5 : 0);
	}
	return n;
}

/* Appends the character at *c, a letter of Hebrew as its capital, and moves *c
 * behind it. */
static void
put(struct buffer *out, const char **c)
{
	const unsigned char *p = (const unsigned char *)*c;
	char capital;

	if (p[0] == 0xd7) {
		capital = (char)('A' + (p[1] - 0x90));
		buffer_add(out, &capital, 1);
		*c += 2;
	} else {
		buffer_add(out, *c, 1);
		*c += 1;
	}
}

/* Checks that the line seen is read as want. */
static void
assert_read(const char *seen, const char *want)
{
	static const struct value_region all;
	struct text_layer_word words[MOST_WORDS];
	uint32_t letters[100];
	struct text_layer layer = {.size = {1000, 100},
	    .dpi = 100,
	    .is_trusted = true,
	    .words = words,
	    .count = make_words(seen, words, letters)};
	struct page *page = layer_lines_make(&layer, 0, &all);
	struct buffer text = {0}, got = {0};

	assert_non_null(page);
	text_add_page(&text, page);
	buffer_add(&text, "", 1);
	for (const char *c = text.data; *c != '\0' && *c != '\n';)
		put(&got, &c);
	buffer_add(&got, "", 1);
	if (strcmp(got.data, want) != 0)
		fail_msg("%s: %s, not %s", seen, got.data, want);
	buffer_free(&text);
	buffer_free(&got);
	page_free(page);
}

/* Letters of a word that runs from the right are read from its right end. */
static void
test_from_right(void **state)
{
	(void)state;
	assert_read("FED CBA", "ABC DEF");
	assert_read("FED 123 CBA", "ABC 123 DEF");
	assert_read("IHG 123|FED CBA", "ABC DEF123 GHI");
	assert_read("IHG|123 FED CBA", "ABC DEF 123GHI");
	assert_read("IHG FED ab|cd CBA", "ABC abcd DEF GHI");
	assert_read("IHG FED|ab cd CBA", "ABC ab cdDEF GHI");
}

static void
test_from_left(void **state)
{
	(void)state;
	assert_read("they say CBA when they", "they say ABC when they");
	assert_read("they say FED|CBA when", "they say ABCDEF when");
	assert_read("they|FED CBA when they", "theyABC DEF when they");
	assert_read("they FED CBA|when they", "they ABC DEFwhen they");
	/* Letters count, not words. */
	assert_read("FED CBA extraordinary", "ABC DEF extraordinary");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_from_right),
	    cmocka_unit_test(test_from_left),
	};

	return cmocka_run_group_tests_name("layer_lines", tests, NULL, NULL);
}
