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
#include "fcgi-worker/output/pdf_parts.h"

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

/* Returns a page with the word, which is written from the right if so. */
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

/* What pdftotext finds in the PDF, which has ended. */
static char *
copy(struct pdf_parts *d)
{
	static char text[256];
	char path[] = "/tmp/ocr-layer-XXXXXX", command[64];
	struct buffer out = {0};
	int fd = mkstemp(path);
	FILE *f;

	assert_int_not_equal(fd, -1);
	while (pdf_parts_read(d, &out) == 1)
		;
	assert_int_equal(write(fd, out.data, out.size), out.size);
	close(fd);
	snprintf(command, sizeof(command), "pdftotext %s -", path);
	f = popen(command, "re");
	assert_non_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	assert_int_equal(pclose(f), 0);
	buffer_free(&out);
	unlink(path);
	return text;
}

static void
assert_copied(const char *word, bool from_right, bool is_kept)
{
	const struct pdf_parts_settings settings = {
	    "/nonexistent", "5.5", false, false};
	const struct bytes bytes = {
	    (const unsigned char *)blank, sizeof(blank) - 1};
	const struct pdf_parts_file file = {is_kept ? &bytes : NULL, 1, false};
	struct pdf_parts *d = pdf_parts_open(&file, 1, &settings);
	PIX *image = pixCreate(600, 100, 1);
	struct page *p = read_page(word, from_right, image);
	char *text;

	assert_non_null(d);
	assert_int_equal(pdf_parts_keeps(d, 0), is_kept);
	assert_int_equal(pdf_parts_add(d, p), PDF_GRAFT_OK);
	assert_int_equal(pdf_parts_end(d), PDF_GRAFT_OK);
	text = copy(d);
	if (strstr(text, word) == NULL)
		fail_msg("%s is copied as %s", word, text);
	page_free(p);
	pixDestroy(&image);
	pdf_parts_free(d);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests_name("pdf_text_layer", tests, NULL, NULL);
}
