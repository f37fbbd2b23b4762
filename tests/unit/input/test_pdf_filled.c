/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How much of a page of a PDF images lie on, however page and image are turned.
 */
#include "tests/lib/test.h"

#include "fcgi-worker/input/pdf.h"
#include "fcgi-worker/input/pdf_draw.h"
#include "fcgi-worker/input/pdf_frame.h"
#include "tests/unit/input/one_page_pdf.h"

#define IMAGE                                                                  \
	"6 0 obj<</Type/XObject/Subtype/Image/ColorSpace/DeviceGray"           \
	"/BitsPerComponent 8/Width 100/Height 150/SMask 7 0 R/Length 1>>"      \
	"stream\nx\nendstream endobj\n"                                        \
	"7 0 obj<</Type/XObject/Subtype/Image/ColorSpace/DeviceGray"           \
	"/BitsPerComponent 8/Width 100/Height 150/Length 1>>"                  \
	"stream\nx\nendstream endobj\n"
/* A cell that is as large as the page. */
#define CELL                                                                   \
	"6 0 obj<</PatternType 1/PaintType 1/TilingType 1/XStep 400"           \
	"/YStep 600/BBox[0 0 400 600]/Resources<</XObject<</I 7 0 R>>>>"       \
	"/Length 30>>stream\nq 400 0 0 600 0 0 cm /I Do Q  \nendstream "       \
	"endobj\n"                                                             \
	"7 0 obj<</Type/XObject/Subtype/Image/ColorSpace/DeviceGray"           \
	"/BitsPerComponent 8/Width 100/Height 150/Length 1>>"                  \
	"stream\nx\nendstream endobj\n"

#define BOX "0 0 400 600"
#define FAR "1000 2000 1400 2600"
#define CROPPED "0 0 400 600]/CropBox[150 200 350 500"

static double
filled(const char *box, int rotate, const char *content, const char *objects)
{
	char boxes[100];
	struct bytes b;
	struct pdf *pdf;
	double share;

	snprintf(boxes, sizeof(boxes), "%s]/Rotate %d/Art[", box, rotate);
	b = make_pdf(boxes, content, objects);
	assert_int_equal(pdf_open(&pdf, &b), PDF_OK);
	share = pdf_frame_filled(pdf, 0);
	pdf_close(pdf);
	return share;
}

static void
test_turned(void **state)
{
	static const struct {
		const char *box, *content;
		double share;
	} table[] = {
	    {BOX, "", 0},
	    {BOX, "q 400 0 0 600 0 0 cm /I Do Q", 1},
	    {BOX, "q 400 0 0 300 0 0 cm /I Do Q", 0.5},
	    {BOX, "q 200 0 0 600 0 0 cm /I Do Q", 0.5},
	    {BOX, "q 200 0 0 300 200 300 cm /I Do Q", 0.25},
	    /* Turned, upside down, and mirrored. */
	    {BOX, "q 0 600 -400 0 400 0 cm /I Do Q", 1},
	    {BOX, "q 0 300 -400 0 400 0 cm /I Do Q", 0.5},
	    {BOX, "q -400 0 0 -600 400 600 cm /I Do Q", 1},
	    {BOX, "q -200 0 0 600 400 0 cm /I Do Q", 0.5},
	    /* It stands on a corner. */
	    {BOX, "q 200 300 200 -300 0 300 cm /I Do Q", 0.5},
	    /* Half of it is beside the page, or nearly all. */
	    {BOX, "q 400 0 0 600 200 0 cm /I Do Q", 0.5},
	    {BOX, "q 400 0 0 600 -390 0 cm /I Do Q", 0.02},
	    {BOX, "q 400 0 0 600 401 0 cm /I Do Q", 0},
	    /* It is drawn twice, and in strips of less than a cell. */
	    {BOX, "q 400 0 0 300 0 0 cm /I Do Q q 400 0 0 300 0 100 cm /I Do Q",
		400.0 / 600},
	    {BOX,
		"q 400 0 0 5 0 0 cm /I Do 1 0 0 1 0 1 cm /I Do 1 0 0 1 0 1 cm "
		"/I Do 1 0 0 1 0 1 cm /I Do 1 0 0 1 0 1 cm /I Do 1 0 0 1 0 1 "
		"cm /I Do Q",
		0.05},
	    /* The page does not begin at 0. */
	    {FAR, "q 400 0 0 600 1000 2000 cm /I Do Q", 1},
	    {FAR, "q 400 0 0 300 1000 2000 cm /I Do Q", 0.5},
	    {FAR, "q 400 0 0 600 0 0 cm /I Do Q", 0},
	    {CROPPED, "q 200 0 0 300 150 200 cm /I Do Q", 1},
	    {CROPPED, "q 400 0 0 600 0 0 cm /I Do Q", 1},
	    {CROPPED, "q 100 0 0 300 150 200 cm /I Do Q", 0.5},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		for (int rotate = 0; rotate < 360; rotate += 90) {
			double share = filled(
			    table[i].box, rotate, table[i].content, IMAGE);

			if (share < table[i].share - 0.03 ||
			    share > table[i].share + 0.03)
				fail_msg("[%s] %s, %d: %g", table[i].box,
				    table[i].content, rotate, share);
		}
}

/* It is the cell of a pattern. */
static void
test_pattern(void **state)
{
	(void)state;
	assert_true(
	    filled(BOX, 0, "/Pattern cs /P scn 0 0 400 600 re f", CELL) > 0.9);
}

static int
setup(void **state)
{
	(void)state;
	pdf_draw_init();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_turned),
	    cmocka_unit_test(test_pattern),
	};

	return cmocka_run_group_tests_name("pdf_filled", tests, setup, NULL);
}
