/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A PDF that libqpdf cannot work on becomes page images with its first page,
 * which need not be read again, or with its second one, when the first has to
 * be.  What was made of one file is in no file while the next is worked on.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "fcgi-worker/base/buffer.h"
#include "fcgi-worker/engine/page.h"
#include "fcgi-worker/input/pdf_objects.h"
#include "fcgi-worker/output/pdf_assembly.h"

enum { MANY = 90, LARGE = 8 << 20 };

static const char rubbish[] = "%PDF-1.4\nnothing that libqpdf knows\n";
static const struct bytes bytes = {
    (const unsigned char *)rubbish, sizeof(rubbish) - 1};
static const struct pdf_assembly_file locked = {&bytes, 2, false};
static const struct pdf_assembly_settings settings = {"", "5", false, false};

/* Returns a page that was read, with a word on it or blank. */
static struct page *
read_page(unsigned number, bool has_word, PIX *image)
{
	struct page *p = page_create();
	struct page_block *block = page_add_block(p);
	struct page_line *line;
	struct page_word *word;

	assert_non_null(block);
	block->type = PAGE_TEXT;
	p->number = number;
	p->width = p->height = 100;
	p->scan_dpi = p->dpi = 72;
	p->image = image;
	if (!has_word)
		return p;
	line = page_add_line(p, page_add_paragraph(p, block));
	word = page_add_word(p, line);
	assert_non_null(word);
	word->text = "word";
	word->font_size = 12;
	word->direction = PAGE_LEFT_TO_RIGHT;
	word->baseline = (struct page_baseline){10, 50, 90, 50, true};
	line->baseline = word->baseline;
	return p;
}

static enum pdf_graft_result
add(struct pdf_assembly *d, unsigned number, bool has_word, PIX *image)
{
	struct page *p = read_page(number, has_word, image);
	enum pdf_graft_result rc = pdf_assembly_add(d, p);

	page_free(p);
	return rc;
}

static void
test_first_page(void **state)
{
	struct pdf_assembly *d = pdf_assembly_open(&locked, 1, &settings);
	PIX *image = pixCreate(100, 100, 1);
	struct buffer out = {0};

	(void)state;
	assert_non_null(d);
	assert_true(pdf_assembly_keeps(d, 0));
	assert_int_equal(add(d, 0, true, image), PDF_GRAFT_OK);
	assert_false(pdf_assembly_keeps(d, 1));
	assert_int_equal(add(d, 1, false, image), PDF_GRAFT_OK);
	assert_int_equal(pdf_assembly_end(d), PDF_GRAFT_OK);
	while (pdf_assembly_read(d, &out) == 1)
		;
	assert_in_range(out.size, 8, 1 << 20);
	assert_memory_equal(out.data + out.size - 6, "%%EOF", 5);
	buffer_free(&out);
	pdf_assembly_free(d);
	pixDestroy(&image);
}

static void
test_second_page(void **state)
{
	struct pdf_assembly *d = pdf_assembly_open(&locked, 1, &settings);
	PIX *image = pixCreate(100, 100, 1);

	(void)state;
	assert_non_null(d);
	assert_int_equal(add(d, 0, false, image), PDF_GRAFT_OK);
	assert_true(pdf_assembly_keeps(d, 1));
	assert_int_equal(add(d, 1, true, image), PDF_GRAFT_LOCKED);
	pdf_assembly_free(d);
	pixDestroy(&image);
}

/* Of several, one that cannot be joined is of images from the beginning. */
static void
test_several(void **state)
{
	const struct pdf_assembly_file files[] = {
	    {NULL, 1, false}, locked, {NULL, 3, false}};
	struct pdf_assembly *d = pdf_assembly_open(files, 3, &settings);

	(void)state;
	assert_non_null(d);
	for (unsigned number = 0; number < 6; number++)
		assert_false(pdf_assembly_keeps(d, number));
	pdf_assembly_free(d);
}

/* Returns a PDF of one image. */
static struct buffer
make_pdf(PIX *image)
{
	struct pdf_assembly *d = pdf_assembly_open(NULL, 0, &settings);
	struct buffer out = {0};

	assert_non_null(d);
	assert_int_equal(add(d, 0, false, image), PDF_GRAFT_OK);
	assert_int_equal(pdf_assembly_end(d), PDF_GRAFT_OK);
	while (pdf_assembly_read(d, &out) == 1)
		;
	pdf_assembly_free(d);
	return out;
}

/* There are more of them than a worker may have descriptors. */
static void
test_many(void **state)
{
	PIX *image = pixCreate(100, 100, 1);
	struct buffer one = make_pdf(image), out = {0};
	const struct bytes pdf = {(const unsigned char *)one.data, one.size};
	struct pdf_assembly_file files[MANY];
	struct rlimit before, limit;
	struct pdf_assembly *d;

	(void)state;
	for (size_t i = 0; i < MANY; i++)
		files[i] = (struct pdf_assembly_file){
		    i % 2 == 0 ? &pdf : NULL, 1, false};
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	limit = (struct rlimit){MANY / 3, before.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	d = pdf_assembly_open(files, MANY, &settings);
	assert_non_null(d);
	for (unsigned number = 0; number < MANY; number++)
		assert_int_equal(add(d, number, true, image), PDF_GRAFT_OK);
	assert_int_equal(pdf_assembly_end(d), PDF_GRAFT_OK);
	while (pdf_assembly_read(d, &out) == 1)
		;
	assert_true(out.size > (MANY / 2) * 100);
	pdf_assembly_free(d);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	buffer_free(&one);
	buffer_free(&out);
	pixDestroy(&image);
}

/* Returns a PDF of one page, to be freed, that refers to an object, which
 * refers to the next one, and so on: length objects. */
static char *
make_chain(unsigned length, size_t *size)
{
	long *at = calloc(length + 4, sizeof(*at)), table;
	char *text = NULL;
	FILE *f = open_memstream(&text, size);

	assert_non_null(at);
	assert_non_null(f);
	fprintf(f, "%%PDF-1.4\n");
	for (unsigned i = 1; i < length + 4; i++) {
		at[i] = ftell(f);
		if (i == 1)
			fprintf(f, "1 0 obj<</Type/Catalog/Pages 2 0 R>>");
		else if (i == 2)
			fprintf(
			    f, "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>");
		else if (i == 3)
			fprintf(f, "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox"
				   "[0 0 100 100]/Next 4 0 R>>");
		else
			fprintf(f, "%u 0 obj<</Next %u 0 R>>", i, i + 1);
		fprintf(f, "endobj\n");
	}
	table = ftell(f);
	fprintf(f, "xref\n0 %u\n0000000000 65535 f \n", length + 4);
	for (unsigned i = 1; i < length + 4; i++)
		fprintf(f, "%010ld 00000 n \n", at[i]);
	fprintf(f, "trailer<</Root 1 0 R/Size %u>>\nstartxref\n%ld\n%%%%EOF\n",
	    length + 4, table);
	assert_int_equal(fclose(f), 0);
	free(at);
	return text;
}

/* To copy a longer chain than that would take more than there is of a stack. */
static void
test_chain(void **state)
{
	static const struct {
		unsigned length;
		bool keeps;
	} cases[] = {{1000, true}, {100000, false}};
	static const struct pdf_assembly_file image = {NULL, 1, false};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t size;
		char *text = make_chain(cases[i].length, &size);
		const struct bytes b = {(const unsigned char *)text, size};
		const struct pdf_assembly_file files[] = {
		    {&b, 1, false}, image, {&b, 1, false}};
		struct pdf_assembly *d = pdf_assembly_open(files, 3, &settings);

		assert_non_null(d);
		assert_true(pdf_assembly_keeps(d, 0));
		assert_int_equal(pdf_assembly_keeps(d, 2), cases[i].keeps);
		pdf_assembly_free(d);
		free(text);
	}
}

/* Beside files of which nothing is wanted, it is as if it were alone. */
static void
test_left_out(void **state)
{
	const struct pdf_assembly_file files[] = {
	    {NULL, 1, true}, locked, {&bytes, 3, true}};
	struct pdf_assembly *d = pdf_assembly_open(files, 3, &settings);
	struct buffer out = {0};

	(void)state;
	assert_non_null(d);
	assert_true(pdf_assembly_keeps(d, 1));
	for (unsigned number = 1; number < 3; number++)
		assert_int_equal(add(d, number, false, NULL), PDF_GRAFT_OK);
	assert_int_equal(pdf_assembly_end(d), PDF_GRAFT_OK);
	while (pdf_assembly_read(d, &out) == 1)
		;
	assert_int_equal(out.size, bytes.size);
	assert_memory_equal(out.data, bytes.data, out.size);
	buffer_free(&out);
	pdf_assembly_free(d);
}

/* Returns a PDF of one page, to be freed, with LARGE bytes, of which libqpdf
 * need not look at most. */
static struct bytes
make_large(void)
{
	char *chain, *large = malloc(LARGE);
	size_t size;

	assert_non_null(large);
	chain = make_chain(1, &size);
	memset(large, '\n', LARGE);
	memcpy(large, chain, size);
	/* The place of its table has to be at the end. */
	memcpy(large + LARGE - 64, strstr(chain, "startxref"),
	    strlen(strstr(chain, "startxref")));
	free(chain);
	return (struct bytes){(unsigned char *)large, LARGE};
}

/* What has not changed is not copied before it is joined. */
static void
test_as_sent(void **state)
{
	const struct bytes large = make_large();
	const struct pdf_assembly_file files[] = {
	    {&large, 1, false}, {&large, 1, false}, {&large, 1, false}};
	struct pdf_assembly *d = pdf_assembly_open(files, 3, &settings);
	size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
	struct buffer out = {0};
	struct bytes joined;
	qpdf_data q;

	(void)state;
	assert_non_null(d);
	for (unsigned number = 0; number < 3; number++) {
		assert_true(pdf_assembly_keeps(d, number));
		assert_int_equal(add(d, number, false, NULL), PDF_GRAFT_OK);
	}
	assert_true(mallinfo2().uordblks + mallinfo2().hblkhd < before + LARGE);
	assert_true(pdf_assembly_size(d) >= 3 * LARGE);
	assert_int_equal(pdf_assembly_end(d), PDF_GRAFT_OK);
	while (pdf_assembly_read(d, &out) == 1)
		;
	joined = (struct bytes){(unsigned char *)out.data, out.size};
	assert_int_equal(pdf_objects_open(&joined, &q), 0);
	assert_int_equal(qpdf_get_num_pages(q), 3);
	pdf_objects_close(&q);
	buffer_free(&out);
	pdf_assembly_free(d);
	free((void *)(uintptr_t)large.data);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_first_page),
	    cmocka_unit_test(test_second_page),
	    cmocka_unit_test(test_several),
	    cmocka_unit_test(test_many),
	    cmocka_unit_test(test_chain),
	    cmocka_unit_test(test_left_out),
	    cmocka_unit_test(test_as_sent),
	};

	return cmocka_run_group_tests_name("pdf_assembly", tests, NULL, NULL);
}
