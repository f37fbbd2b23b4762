/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory is that of the largest page, however many pages there are: many small
 * ones, and some of paper's size at 300 dpi ("make bench" has 100 of those).
 */
#include "tests/lib/test.h"

#include "tests/lib/peak.h"
#include "tests/lib/server.h"
#include "tests/lib/typeset.h"

#define SMALL 100
#define LARGE 5
#define PHOTOS 40

static const char text[] =
    "A page of a contract\nbetween two parties,\nwhich both have signed.\n";

static const struct typeset small = {
    "DejaVu Serif", 14, .width = 320, .height = 140, .dpi = 200};
static const struct typeset large = {
    "DejaVu Serif", 14, .width = 595, .height = 842, .dpi = 300};

/* Checks that a worker takes at most 1.3 times as much memory for all pages as
 * for one.  Clears both files. */
static void
assert_as_one(struct page_file *one, struct page_file *all, const char *path)
{
	size_t single = peak_of(one, path), many = peak_of(all, path);

	assert_true(single > 0 && many > 0);
	print_message(
	    "%zu kB, for one page %zu kB\n", many >> 10, single >> 10);
	assert_true(many <= single * 13 / 10);
	page_file_clear(one);
	page_file_clear(all);
}

static void
pdf_as_one(size_t n, const struct typeset *style, const char *path)
{
	const char *texts[SMALL];
	struct page_file one, all;

	for (size_t i = 0; i < n; i++)
		texts[i] = text;
	assert_int_equal(typeset_pdf(texts, 1, style, &one), 0);
	assert_int_equal(typeset_pdf(texts, n, style, &all), 0);
	assert_as_one(&one, &all, path);
}

static void
tiff_as_one(size_t n, const struct typeset *style)
{
	struct page_file page, one, all;

	assert_int_equal(typeset_image(text, style, PAGE_PNG, &page), 0);
	assert_int_equal(page_repeat(&page, 1, &one), 0);
	assert_int_equal(page_repeat(&page, n, &all), 0);
	assert_as_one(&one, &all, "/ocr?psm=6");
	page_file_clear(&page);
}

static void
test_small_pages(void **state)
{
	(void)state;
	pdf_as_one(SMALL, &small, "/ocr?psm=6&layer=never");
	pdf_as_one(SMALL, &small, "/ocr?format=pdf");
	tiff_as_one(SMALL, &small);
}

static void
test_large_pages(void **state)
{
	(void)state;
	pdf_as_one(LARGE, &large, "/ocr?psm=6&layer=never");
	tiff_as_one(LARGE, &large);
}

/* A searchable PDF has the images of all pages. */
static void
test_photos(void **state)
{
	struct page_file photo, one, all;

	(void)state;
	assert_int_equal(page_noise(1240, 1754, 3, &photo), 0);
	assert_int_equal(typeset_scan(&photo, 1, 150, &one), 0);
	assert_int_equal(typeset_scan(&photo, PHOTOS, 150, &all), 0);
	assert_as_one(&one, &all, "/ocr?format=pdf&psm=7&region=0,0,20,20");
	page_file_clear(&photo);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_small_pages),
	    cmocka_unit_test(test_large_pages),
	    cmocka_unit_test(test_photos),
	};

	if (server_is_sanitized())
		return 0;
	return server_report(
	    cmocka_run_group_tests_name("memory", tests, NULL, NULL));
}
