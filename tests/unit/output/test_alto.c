/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ALTO documents: where they differ from those that Tesseract writes.
 */
#include "tests/lib/test.h"

#include <string.h>

#include "fcgi-worker/output/alto.h"

/* Writes a page of this number with one word to out, as ALTO. */
static void
write_page(
    struct buffer *out, unsigned number, const char *text, float confidence)
{
	struct page *p = page_create();
	struct page_block *block = page_add_block(p);
	struct page_word *word =
	    page_add_word(p, page_add_line(p, page_add_paragraph(p, block)));

	block->type = PAGE_TEXT;
	word->text = page_copy(p, text);
	word->confidence = confidence;
	p->number = number;
	alto_add_page(out, p);
	page_free(p);
}

static void
assert_writes(
    unsigned number, const char *text, float confidence, const char *expected)
{
	struct buffer out = {0};

	write_page(&out, number, text, confidence);
	assert_non_null(strstr(out.data, expected));
	buffer_free(&out);
}

static void
test_ids_are_told_apart(void **state)
{
	(void)state;
	assert_writes(0, "a", 90,
	    "<Page WIDTH=\"0\" HEIGHT=\"0\" PHYSICAL_IMG_NR=\"0\" "
	    "ID=\"page_0\">");
	assert_writes(0, "a", 90, "<String ID=\"string_0\" ");
	assert_writes(2, "a", 90, " ID=\"page_2\">");
	assert_writes(2, "a", 90, "<ComposedBlock ID=\"page_2_cblock_0\" ");
	assert_writes(2, "a", 90, "<TextBlock ID=\"page_2_block_0\" ");
	assert_writes(2, "a", 90, "<TextLine ID=\"page_2_line_0\" ");
	assert_writes(2, "a", 90, "<String ID=\"page_2_string_0\" ");
}

static void
test_confidences_are_fractions(void **state)
{
	(void)state;
	assert_writes(0, "a", 96.4F, " WC=\"0.96\" ");
	assert_writes(0, "a", 5.9F, " WC=\"0.05\" ");
	assert_writes(0, "a", 100, " WC=\"1.00\" ");
	assert_writes(0, "a", 0, " WC=\"0.00\" ");
}

static void
test_text_is_escaped(void **state)
{
	(void)state;
	assert_writes(1, "<ID=\"1\" & '2'>", 90,
	    " CONTENT=\"&lt;ID=&quot;1&quot; &amp; &#39;2&#39;&gt;\"/>");
	assert_writes(1, "", 90, " CONTENT=\"\"/>");
}

/* Tesseract would end the process here. */
static void
test_noise_is_left_out(void **state)
{
	struct page *p = page_create();
	struct page_block *block = page_add_block(p);
	struct buffer out = {0};

	(void)state;
	block->type = PAGE_NOISE;
	page_add_word(p, page_add_line(p, page_add_paragraph(p, block)));
	alto_add_page(&out, p);
	assert_null(strstr(out.data, "Block"));
	buffer_free(&out);
	page_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_ids_are_told_apart),
	    cmocka_unit_test(test_confidences_are_fractions),
	    cmocka_unit_test(test_text_is_escaped),
	    cmocka_unit_test(test_noise_is_left_out),
	};

	return cmocka_run_group_tests_name("alto", tests, NULL, NULL);
}
