/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Words that are laid under a kept page, and those of a page image, are copied
 * by a viewer as they were read, in any script; pdftotext is the viewer.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fcgi-worker/base/buffer.h"
#include "fcgi-worker/engine/page.h"
#include "fcgi-worker/output/pdf_assembly.h"
#include "fcgi-worker/output/pdf_text_layer.h"
#include "fcgi-worker/output/text.h"

static const char blank[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 100]>>endobj\n"
    "trailer<</Root 1 0 R/Size 4>>\n";

/* Marks of strings in a PDF, letters whose codes have the bytes of such marks
 * or of the ends of lines, ligatures, and letters beyond U+FFFF. */
static const char *const words[] = {"(a\\b)", ")(", "\\", "<5>",
    "\xc4\x8d\xc4\xa8\xc4\xa9\xc5\x9c\xc4\x8a", "\xef\xac\x81ne",
    "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e",
    "\xf0\xa0\xae\xb7\xe9\x87\x8e\xf0\xa9\xb8\xbd\xf0\xa0\xae\xb7"};
static const char hebrew[] = "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d";

/* Returns a page with the word text, which runs from the left or from the
 * right. */
static struct page *
read_page(const char *text, bool from_right, PIX *image)
{
	struct page *p = page_create();
	struct page_block *block = page_add_block(p);
	struct page_line *line = page_add_line(p, page_add_paragraph(p, block));
	struct page_word *word = page_add_word(p, line);

	assert_non_null(word);
	block->type = PAGE_TEXT;
	p->width = 600;
	p->height = 100;
	p->scan_dpi = p->dpi = 72;
	p->image = image;
	word->text = text;
	word->font_size = 12;
	word->direction = from_right ? PAGE_RIGHT_TO_LEFT : PAGE_LEFT_TO_RIGHT;
	word->baseline = (struct page_baseline){100, 50, 200, 50, true};
	line->baseline = word->baseline;
	return p;
}

/* Returns what pdftotext, with the option, finds in the finished PDF, until the
 * next call. */
static char *
copy(struct pdf_assembly *d, const char *option)
{
	static char text[256];
	char path[] = "/tmp/ocr-layer-XXXXXX", command[80];
	struct buffer out = {0};
	int fd = mkstemp(path);
	FILE *f;

	assert_int_not_equal(fd, -1);
	while (pdf_assembly_read(d, &out) == 1)
		;
	assert_int_equal(write(fd, out.data, out.size), out.size);
	close(fd);
	snprintf(command, sizeof(command), "pdftotext %s %s -", option, path);
	f = popen(command, "re");
	assert_non_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	assert_int_equal(pclose(f), 0);
	buffer_free(&out);
	unlink(path);
	return text;
}

/* Returns the text that pdftotext finds in a PDF of the page, which is a new
 * one or a blank one that is kept. */
static char *
copy_page(const struct page *p, bool is_kept, const char *option)
{
	const struct pdf_assembly_settings settings = {
	    "/nonexistent", "5.5", false, false};
	const struct bytes bytes = {
	    (const unsigned char *)blank, sizeof(blank) - 1};
	const struct pdf_assembly_file file = {
	    is_kept ? &bytes : NULL, 1, false};
	struct pdf_assembly *d = pdf_assembly_open(&file, 1, &settings);
	char *text;

	assert_non_null(d);
	assert_int_equal(pdf_assembly_keeps(d, 0), is_kept);
	assert_int_equal(pdf_assembly_add(d, p), PDF_GRAFT_OK);
	assert_int_equal(pdf_assembly_end(d), PDF_GRAFT_OK);
	text = copy(d, option);
	pdf_assembly_free(d);
	return text;
}

static void
assert_copied(const char *word, bool from_right, bool is_kept)
{
	PIX *image = pixCreate(600, 100, 1);
	struct page *p = read_page(word, from_right, image);
	char *text = copy_page(p, is_kept, "");

	if (strstr(text, word) == NULL)
		fail_msg("%s is copied as %s", word, text);
	page_free(p);
	pixDestroy(&image);
}

static void
test_words(void **state)
{
	(void)state;
	for (int kept = 0; kept < 2; kept++) {
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			assert_copied(words[i], false, kept);
		assert_copied(hebrew, true, kept);
	}
}

/* A line of words as they are read; the first one is at the right if so. */
struct line {
	bool from_right, is_mixed; /* with words that run the other way */
	unsigned blanks;	   /* between words */
	const char *words[4];
};

static const struct line lines[] = {
    {false, false, 1,
	{"an",
	    "o\xef\xac\x83"
	    "ce",
	    "\xef\xac\x81ne", "now"}},
    /* Hebrew, Arabic, and Hebrew with a number. */
    {true, false, 1, {hebrew, "\xd7\xa2\xd7\x95\xd7\x9c\xd7\x9d"}},
    {true, false, 1,
	{"\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7",
	    "\xd8\xa8\xd8\xa7\xd9\x84\xd8\xb9\xd8\xa7\xd9\x84\xd9\x85"}},
    {true, true, 1, {hebrew, "2024", hebrew}},
    {true, true, 1, {hebrew, "\xd9\xa1\xd9\xa2\xd9\xa3", hebrew}},
    {true, true, 1, {hebrew, "pdf", hebrew}},
    /* Han and Kana, which have no blanks, and Hangul. */
    {false, false, 0,
	{"\xe4\xbd\xa0\xe5\xa5\xbd\xef\xbc\x8c", "\xe4\xb8\x96\xe7\x95\x8c"}},
    {false, false, 0,
	{"\xe3\x81\x93\xe3\x82\x93\xe3\x81\xab\xe3\x81\xa1\xe3\x81\xaf",
	    "\xe4\xb8\x96\xe7\x95\x8c", "\xf0\xa0\xae\xb7\xe9\x87\x8e"}},
    {false, false, 1,
	{"\xec\x95\x88\xeb\x85\x95\xed\x95\x98\xec\x84\xb8\xec\x9a\x94",
	    "\xec\x84\xb8\xea\xb3\x84"}},
};

/* Returns the direction that Tesseract gives a word of the line: digits have
 * none. */
static enum page_direction
direction_of(const struct line *l, const char *word)
{
	if ((word[0] >= '0' && word[0] <= '9') ||
	    memcmp(word, "\xd9\xa1", 2) == 0)
		return PAGE_NEUTRAL;
	return l->from_right && (unsigned char)word[0] >= 0x80
		   ? PAGE_RIGHT_TO_LEFT
		   : PAGE_LEFT_TO_RIGHT;
}

/* Returns a page with the line, of words 90 points wide, with gaps if it has
 * blanks. */
static struct page *
recognized_line(const struct line *l, PIX *image)
{
	struct page *p = read_page(l->words[0], l->from_right, image);
	struct page_line *line = p->blocks->paragraphs->lines;
	int step = l->blanks > 0 ? 100 : 90;

	line->baseline = (struct page_baseline){20, 50, 580, 50, true};
	for (int i = 0; i < 4 && l->words[i] != NULL; i++) {
		struct page_word *w =
		    i == 0 ? line->words : page_add_word(p, line);
		int x = l->from_right ? 490 - i * step : 20 + i * step;

		assert_non_null(w);
		w->text = l->words[i];
		w->font_size = 12;
		w->blanks = i == 0 ? 0 : l->blanks;
		w->direction = direction_of(l, w->text);
		w->baseline = (struct page_baseline){x, 50, x + 90, 50, true};
	}
	return p;
}

/*
 * Removes, in place, the marks of direction, U+200E, U+200F and U+202A to
 * U+202E, and what is behind the first line; with_blanks: blanks, too, which
 * pdftotext has at the wrong end of a word that runs the other way.
 */
static void
strip(char *text, bool with_blanks)
{
	char *to = text;

	for (char *c = text; *c != '\0' && *c != '\n'; c++) {
		if (memcmp(c, "\xe2\x80", 2) == 0 &&
		    (c[2] == '\x8e' || c[2] == '\x8f' ||
			((unsigned char)c[2] >= 0xaa &&
			    (unsigned char)c[2] <= 0xae)))
			c += 2;
		else if (*c != ' ' || !with_blanks)
			*to++ = *c;
	}
	*to = '\0';
}

/* Checks that the line is copied as the answer in plain text has it. */
static void
assert_line_copied(const struct line *l, bool is_kept, const char *option)
{
	PIX *image = pixCreate(600, 100, 1);
	struct page *p = recognized_line(l, image);
	char *got = copy_page(p, is_kept, option);
	struct buffer want = {0};

	text_add_page(&want, p);
	strip(want.data, l->is_mixed);
	strip(got, l->is_mixed);
	assert_string_equal(got, want.data);
	buffer_free(&want);
	page_free(p);
	pixDestroy(&image);
}

/* By viewers that sort words by their places, and by those that take them as
 * they are drawn.  Of these poppler takes mirrored letters for lines. */
static void
test_lines(void **state)
{
	static const char *const options[] = {"", "-raw"};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		for (int kept = 0; kept < 2; kept++)
			for (int o = 0; o < (lines[i].from_right ? 1 : 2); o++)
				assert_line_copied(&lines[i], kept, options[o]);
}

/* Returns how many blanks the operators for the line show. */
static unsigned
count_blanks(const struct line *l)
{
	struct page *p = recognized_line(l, NULL);
	struct glyphless_letters letters = {.count = 0};
	struct buffer out = {0};
	unsigned count = 0;

	pdf_text_layer_add(&out, p, p->height, PDF_TEXT_LAYER_SHORT, &letters);
	for (size_t i = 1; i < out.size; i++)
		count += out.data[i - 1] == '\0' && out.data[i] == ' ';
	buffer_free(&out);
	page_free(p);
	return count;
}

/* Viewers that do not look at gaps, as pdftotext does, copy them: there is one
 * between words only that have one in the text. */
static void
test_blanks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		unsigned n = 0;

		while (n < 4 && lines[i].words[n] != NULL)
			n++;
		assert_int_equal(
		    count_blanks(&lines[i]), lines[i].blanks > 0 ? n - 1 : 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_lines),
	    cmocka_unit_test(test_blanks),
	};

	return cmocka_run_group_tests_name("pdf_text_layer", tests, NULL, NULL);
}
