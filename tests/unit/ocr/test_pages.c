/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The pages of several files as one document, and PDF pages of every shape
 * within the limits.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/base/bytes.h"
#include "fcgi-worker/input/file.h"
#include "fcgi-worker/input/pdf.h"
#include "fcgi-worker/input/pdf_draw.h"
#include "fcgi-worker/input/pdf_frame.h"
#include "fcgi-worker/input/pdf_image_limit.h"
#include "fcgi-worker/ocr/pages.h"
#include "tests/unit/parameter_of.h"

#define BYTES(s)                                                               \
	{                                                                      \
		(const unsigned char *)(s), sizeof(s) - 1                      \
	}
#define PBM "P1\n3 2\n1 0 1\n0 1 0\n"

#define PDF(count, kids)                                                       \
	"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"               \
	"2 0 obj<</Type/Pages/MediaBox[0 0 72 36]/Kids[" kids "]/Count " count \
	">>endobj\n"                                                           \
	"3 0 obj<</Type/Page/Parent 2 0 R>>endobj\n"                           \
	"4 0 obj<</Type/Page/Parent 2 0 R/Rotate 90>>endobj\n"                 \
	"trailer<</Root 1 0 R>>\n"
#define TWO PDF("2", "3 0 R 4 0 R")

static int
setup(void **state)
{
	(void)state;
	input_file_init();
	return 0;
}

/* Checks that of three files with four pages these numbers come, each with its
 * file's name, if the ranges wanted are asked for; NULL: all. */
static void
assert_pages(const char *wanted, const char *numbers)
{
	static struct body_file files[] = {
	    {BYTES(PBM), "a"}, {BYTES(TWO), "b"}, {BYTES(PBM), NULL}};
	const struct body b = {.files = files, .file_count = 3};
	const struct pages_limits limits = {100000, 4};
	struct params r = {.dpi = 72};
	struct pages_page page;
	struct problem p = {.type = PROBLEM_NONE};
	char got[64] = "";
	struct pages d;

	if (wanted != NULL)
		assert_int_equal(page_ranges_read(wanted, &r.pages), 0);
	assert_int_equal(pages_open(&d, &b, &r, &limits, &p), 0);
	assert_int_equal(d.total, 4);
	while (pages_next(&d, &page, &p) == 1) {
		assert_false(page.damaged);
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%u%s ",
		    page.number, page.file == NULL ? "" : page.file);
		image_free_page(page.pix);
	}
	assert_false(problem_is_set(&p));
	assert_string_equal(got, numbers);
	pages_close(&d);
}

static void
test_chosen(void **state)
{
	(void)state;
	assert_pages(NULL, "1a 2b 3b 4 ");
	assert_pages("1-4", "1a 2b 3b 4 ");
	assert_pages("4,1,1-2", "1a 2b 4 ");
	assert_pages("3", "3b ");
}

/* A range may have no end, or end after the last page. */
static void
test_to_the_last(void **state)
{
	(void)state;
	assert_pages("1-", "1a 2b 3b 4 ");
	assert_pages("3-", "3b 4 ");
	assert_pages("4-,1", "1a 4 ");
	assert_pages("4-", "4 ");
	assert_pages("3-20", "3b 4 ");
	assert_pages("1,3-99999", "1a 3b 4 ");
}

static json_int_t
limit_of(const struct problem *p)
{
	return json_integer_value(json_object_get(p->members, "limit"));
}

static void
test_refused(void **state)
{
	static struct body_file files[] = {
	    {BYTES(TWO), NULL}, {BYTES("text"), "b.txt"}};
	struct body b = {.files = files, .file_count = 2};
	struct pages_limits limits = {100000, 9};
	struct params r = {.dpi = 72};
	struct problem p = {.type = PROBLEM_NONE};
	struct pages d;

	(void)state;
	assert_int_equal(pages_open(&d, &b, &r, &limits, &p), -1);
	assert_int_equal(p.type, PROBLEM_UNSUPPORTED_TYPE);
	assert_string_equal(
	    p.detail, "The bytes of b.txt are no supported image or PDF.");
	assert_int_equal(d.file, 1);
	pages_close(&d);
	b.file_count = 1;
	page_ranges_read("3", &r.pages);
	assert_int_equal(pages_open(&d, &b, &r, &limits, &p), -1);
	assert_string_equal(parameter_of(&p), "pages");
	pages_close(&d);
	page_ranges_read("1,3-", &r.pages);
	assert_int_equal(pages_open(&d, &b, &r, &limits, &p), -1);
	assert_string_equal(parameter_of(&p), "pages");
	pages_close(&d);
	page_ranges_read("2", &r.pages);
	limits.max_pixels = 10;
	assert_int_equal(pages_open(&d, &b, &r, &limits, &p), -1);
	assert_int_equal(p.type, PROBLEM_TOO_MANY_PIXELS);
	assert_int_equal(limit_of(&p), 10);
	pages_close(&d);
	r = (struct params){.dpi = 72};
	limits = (struct pages_limits){100000, 1};
	assert_int_equal(pages_open(&d, &b, &r, &limits, &p), -1);
	assert_int_equal(p.type, PROBLEM_TOO_MANY_PAGES);
	assert_int_equal(limit_of(&p), 1);
	pages_close(&d);
	problem_clear(&p);
}

/* Opens a PDF whose page has this box.  Returns NULL if it cannot be opened. */
static struct pdf *
open_box(const char *box)
{
	static char text[512];
	struct bytes b = {(const unsigned char *)text, 0};
	struct pdf *pdf;

	b.size = (size_t)snprintf(text, sizeof(text),
	    "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
	    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
	    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[%s]>>endobj\n"
	    "trailer<</Root 1 0 R>>\n",
	    box);
	return pdf_open(&pdf, &b) == PDF_OK ? pdf : NULL;
}

/* Whatever the size of a page, its resolution keeps it within the limits. */
static void
test_shapes(void **state)
{
	static const char *const boxes[] = {"0 0 595 842", "0 0 14400 14400",
	    "0 0 1 100000", "0 0 0.001 0.001", "0 0 1e9 1e9", "0 0 3 1e30",
	    "0 0 0 0", "0 0 -5 7", "0 0 nan inf", "a b c d"};
	struct pdf_frame frame;
	struct pdf *pdf;

	(void)state;
	for (size_t i = 0; i < sizeof(boxes) / sizeof(boxes[0]); i++) {
		pdf = open_box(boxes[i]);
		if (pdf == NULL)
			continue;
		if (pdf_frame_choose(pdf, 0, 1000000, 32767, &frame) == 0) {
			assert_in_range(frame.size.width, 1, 32767);
			assert_in_range(frame.size.height, 1, 32767);
			assert_in_range(
			    (uint64_t)frame.size.width * frame.size.height, 1,
			    1000000);
		}
		pdf_close(pdf);
	}
	pdf = open_box("0 0 595 842");
	assert_int_equal(pdf_frame_choose(pdf, 0, 40000000, 32767, &frame), 0);
	assert_int_equal(frame.size.width, 2480);
	assert_int_equal(frame.size.height, 3509);
	assert_int_equal(pdf_frame_measure(pdf, 0, 72, &frame), 0);
	assert_int_equal(frame.size.width, 595);
	assert_int_equal(pdf_frame_measure(pdf, 1, 72, &frame), -1);
	pdf_close(pdf);
}

/* Opens a PDF whose page of 720 x 720 points has this content and image. */
static struct pdf *
open_image(const char *image, const char *content)
{
	static char text[2048];
	struct bytes b = {(const unsigned char *)text, 0};
	struct pdf *pdf;

	b.size = (size_t)snprintf(text, sizeof(text),
	    "%%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
	    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
	    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 720 720]/Contents "
	    "4 0 R/Resources<</XObject<</I 5 0 R>>>>>>endobj\n"
	    "4 0 obj<</Length %zu>>stream\n%s\nendstream endobj\n%s"
	    "6 0 obj 2000 endobj\ntrailer<</Root 1 0 R>>\n",
	    strlen(content), content, image);
	assert_true(b.size < sizeof(text));
	assert_int_equal(pdf_open(&pdf, &b), PDF_OK);
	return pdf;
}

#define GRAY "/ColorSpace/DeviceGray/BitsPerComponent 8"
#define MASK "/ImageMask true/BitsPerComponent 1"
#define IMAGE(entries)                                                         \
	"5 0 obj<</Type/XObject/Subtype/Image" entries                         \
	"/Length 1>>stream\nx\nendstream endobj\n"
#define DRAW "q 720 0 0 720 0 0 cm /I Do Q"

/*
 * The size of an image is known however its object is written: it gives the
 * page its resolution, and an image over the limit is not decoded.
 */
static void
test_images(void **state)
{
	static const struct {
		const char *image, *content;
	} table[] = {
	    {IMAGE(GRAY "/Width 2000/Height 2000"), DRAW},
	    {IMAGE(GRAY "/W#69dth 2000/Hei#67ht 2000"), DRAW},
	    {IMAGE(GRAY "/Width 6 0 R/Height 6 0 R"), DRAW},
	    {IMAGE(GRAY "/Width%\n2000/Height% 7\n2000"), DRAW},
	    {IMAGE(MASK "/W 2000/H 2000"), DRAW},
	    {"", "q 720 0 0 720 0 0 cm BI /W 2000 /H 2000 /BPC 8 /CS /G ID x\n"
		 "EI Q"},
	};
	static uint32_t pixels[100 * 100];
	struct pdf_canvas canvas = {
	    .pixels = pixels, .stride = 400, .max_pixels = 3999999};
	struct pdf_frame frame;
	struct sniff_size refused;
	struct pdf *pdf;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		pdf = open_image(table[i].image, table[i].content);
		assert_int_equal(
		    pdf_frame_choose(pdf, 0, 40000000, 32767, &frame), 0);
		assert_int_equal(frame.dpi, 200);
		assert_int_equal(pdf_frame_measure(pdf, 0, 10, &frame), 0);
		canvas.max_pixels = 3999999;
		assert_int_equal(
		    pdf_draw(pdf, 0, &frame, &canvas, &refused), -1);
		assert_int_equal(refused.width, 2000);
		assert_int_equal(refused.height, 2000);
		canvas.max_pixels = 4000000;
		assert_int_equal(
		    pdf_draw(pdf, 0, &frame, &canvas, &refused), 0);
		assert_int_equal(refused.width, 0);
		pdf_close(pdf);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_chosen),
	    cmocka_unit_test(test_to_the_last),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_shapes),
	    cmocka_unit_test(test_images),
	};

	return cmocka_run_group_tests_name("document", tests, setup, NULL);
}
