/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How finely a page of a PDF is drawn: as finely as anything on it needs.
 */
#include "tests/lib/test.h"

#include "fcgi-worker/input/pdf.h"
#include "fcgi-worker/input/pdf_draw.h"
#include "fcgi-worker/input/pdf_frame.h"
#include "tests/unit/input/one_page_pdf.h"

#define LIMIT 40000000
#define SIDE 32767
/* For a page of 10 inches at 900 dpi. */
#define ROOM ((size_t)9000 * 9000)

/* Returns the resolution that is chosen for the page of make_pdf(). */
static double
dpi_of(const char *box, const char *content, const char *objects)
{
	struct bytes b = make_pdf(box, content, objects);
	struct pdf_frame frame;
	struct pdf *pdf;

	assert_int_equal(pdf_open(&pdf, &b), PDF_OK);
	assert_int_equal(pdf_frame_choose(pdf, 0, LIMIT, SIDE, &frame), 0);
	pdf_close(pdf);
	return frame.dpi;
}

/* An object with that number: an image of that size.  Its data may be missing.
 */
#define IMAGE(number, size, more)                                              \
	number " 0 obj<</Type/XObject/Subtype/Image/ColorSpace/DeviceGray"     \
	       "/BitsPerComponent 8/Width " size "/Height " size more          \
	       "/Length 1>>stream\nx\nendstream endobj\n"
#define MASK(number, size)                                                     \
	number " 0 obj<</Type/XObject/Subtype/Image/ImageMask true"            \
	       "/BitsPerComponent 1/Width " size "/Height " size               \
	       "/Length 1>>stream\nx\nendstream endobj\n"
/* Draws the image on all of a page of 720 points, and on a tenth of its
 * sides. */
#define WHOLE "q 720 0 0 720 0 0 cm /I Do Q "
#define TENTH "q 72 0 0 72 0 0 cm /I Do Q "
#define LETTERS(size)                                                          \
	"BT /F " size " Tf 60 600 Td (Twenty letters that are read) Tj ET "
#define HIDDEN                                                                 \
	"BT 3 Tr /F 10 Tf 60 600 Td (Twenty letters that are read) Tj ET "
#define BOX "0 0 720 720"

static void
test_resolution(void **state)
{
	static const struct {
		const char *box, *content, *objects;
		int dpi;
	} table[] = {
	    {BOX, "", "", 300},
	    {BOX, LETTERS("10"), "", 300},
	    {BOX, LETTERS("3"), "", 600},
	    {"0 0 72 72", "0.1 0 0 0.1 0 0 cm " LETTERS("10"), "", 1800},
	    {"0 0 72 72]/UserUnit 10/CropBox[0 0 72 72", "", "", 3000},
	    {"0 0 1 1]/UserUnit -5/CropBox[0 0 72 72", "", "", 300},
	    /* A background of few pixels does not make letters coarse. */
	    {BOX, WHOLE LETTERS("10"), IMAGE("6", "720", ""), 300},
	    {BOX, WHOLE HIDDEN, IMAGE("6", "2000", ""), 200},
	    {BOX, WHOLE, IMAGE("6", "1000", ""), 150},
	    {BOX, WHOLE, IMAGE("6", "5000", ""), 500},
	    /* A scan has as many pixels as its image, whatever the size of the
	     * page. */
	    {"0 0 72 72", "q 72 0 0 72 0 0 cm /I Do Q", IMAGE("6", "2000", ""),
		2000},
	    {"0 0 4320 4320", "q 4320 0 0 4320 0 0 cm /I Do Q",
		IMAGE("6", "3000", ""), 72},
	    /* Masks count like the images that they belong to. */
	    {BOX, WHOLE, IMAGE("6", "750", "/Mask 7 0 R") MASK("7", "3000"),
		300},
	    {BOX, WHOLE,
		IMAGE("6", "750", "/SMask 7 0 R") IMAGE("7", "4000", ""), 400},
	    {BOX, WHOLE,
		IMAGE("6", "4000", "/SMask 7 0 R") IMAGE("7", "750", ""), 400},
	    {BOX, WHOLE, MASK("6", "4000"), 400},
	    /* A scan in several strips. */
	    {BOX,
		"q 720 0 0 240 0 0 cm /I Do Q q 720 0 0 240 0 240 cm /I Do Q "
		"q 720 0 0 240 0 480 cm /I Do Q",
		IMAGE("6", "2500", ""), 600},
	    /* A picture on a page, and a tiny one of very many pixels. */
	    {BOX, TENTH, IMAGE("6", "400", ""), 400},
	    {BOX, TENTH, IMAGE("6", "100", ""), 300},
	    {BOX, TENTH LETTERS("10"), IMAGE("6", "500", ""), 500},
	    {BOX, "q 36 0 0 36 0 0 cm /I Do Q " LETTERS("10"),
		IMAGE("6", "2000", ""), 300},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		double dpi =
		    dpi_of(table[i].box, table[i].content, table[i].objects);

		if (dpi < table[i].dpi - 1 || dpi > table[i].dpi + 1)
			fail_msg("%s: %g, not %d", table[i].content, dpi,
			    table[i].dpi);
	}
}

/* A page is drawn once more where letters that were read on it may have been
 * shapes, or are in a picture that has more pixels. */
static void
test_finer(void **state)
{
	static const struct {
		const char *content, *objects;
		size_t max_pixels;
		int dpi; /* 0: it is not */
	} table[] = {
	    {LETTERS("3"), "", ROOM, 0},
	    {"0 g 10 10 52 10 re f", "", ROOM, 800},
	    {"0 g 10 10 52 10 re f", "", ROOM / 4, 450},
	    /* There is no room. */
	    {"0 g 10 10 52 10 re f", "", ROOM / 9, 0},
	    {LETTERS("3") "0 g 10 10 52 10 re f", "", ROOM, 0},
	    {WHOLE "0 g 10 10 52 10 re f", IMAGE("6", "3000", ""), ROOM, 0},
	    {TENTH, IMAGE("6", "700", ""), ROOM, 700},
	    {TENTH, IMAGE("6", "300", ""), ROOM, 0},
	};
	struct pdf_frame frame;
	struct pdf *pdf;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct bytes b =
		    make_pdf(BOX, table[i].content, table[i].objects);
		struct pdf_finer wanted = {300, 800, 40, table[i].max_pixels};
		int rc;

		assert_int_equal(pdf_open(&pdf, &b), PDF_OK);
		rc = pdf_frame_choose_finer(pdf, 0, &wanted, SIDE, &frame);
		pdf_close(pdf);
		if (rc != (table[i].dpi == 0) ||
		    (rc == 0 && (frame.dpi < table[i].dpi - 1 ||
				    frame.dpi > table[i].dpi + 1)))
			fail_msg("%s: %d, %g", table[i].content, rc, frame.dpi);
	}
}

/* A resolution that is asked for is not exceeded, and is lowered to what
 * fits. */
static void
test_fit(void **state)
{
	struct bytes b = make_pdf(BOX, "", "");
	struct pdf_frame frame;
	struct pdf *pdf;

	(void)state;
	assert_int_equal(pdf_open(&pdf, &b), PDF_OK);
	assert_int_equal(pdf_frame_fit(pdf, 0, 100, LIMIT, SIDE, &frame), 0);
	assert_int_equal(frame.size.width, 1000);
	assert_int_equal(pdf_frame_fit(pdf, 0, 2400, LIMIT, SIDE, &frame), 0);
	assert_in_range(frame.dpi, 630, 633);
	assert_in_range((uint64_t)frame.size.width * frame.size.height,
	    LIMIT - 20000, LIMIT);
	pdf_close(pdf);
}

/* The cell of a pattern, whose mask is the brightness of a group. */
static void
test_mask_in_pattern(void **state)
{
	struct bytes b = make_pdf(BOX, "/Pattern cs /P scn 0 0 720 720 re f",
	    "6 0 obj<</PatternType 1/PaintType 1/TilingType 1/XStep 400"
	    "/YStep 400/BBox[0 0 400 400]/Resources<</ExtGState<</G<</SMask"
	    "<</S/Luminosity/G 7 0 R>>>>>>>>/Length 27>>stream\n"
	    "/G gs 0 g 0 0 400 400 re f \nendstream endobj\n"
	    "7 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 400 400]/Group"
	    "<</S/Transparency/CS/DeviceGray>>/Length 20>>stream\n"
	    "1 g 0 0 300 300 re f\nendstream endobj\n");
	struct pdf_frame frame;
	struct pdf *pdf;

	(void)state;
	assert_int_equal(pdf_open(&pdf, &b), PDF_OK);
	assert_int_equal(pdf_frame_choose(pdf, 0, LIMIT, SIDE, &frame), 0);
	assert_in_range(frame.dpi, 72, 600);
	pdf_close(pdf);
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
	    cmocka_unit_test(test_resolution),
	    cmocka_unit_test(test_finer),
	    cmocka_unit_test(test_fit),
	    cmocka_unit_test(test_mask_in_pattern),
	};

	return cmocka_run_group_tests_name("pdf_frame", tests, setup, NULL);
}
