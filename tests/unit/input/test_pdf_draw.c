/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the pixels of a page of a PDF show, also where the file is odd or
 * damaged.
 */
#include "tests/lib/test.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "fcgi-worker/input/glyph_hiding.h"
#include "fcgi-worker/input/pdf.h"
#include "fcgi-worker/input/pdf_draw.h"
#include "fcgi-worker/input/pdf_frame.h"
#include "tests/unit/input/one_page_pdf.h"

#define LIMIT 40000000
#define SIDE 32767

/* Draws the page, whose sides are an inch long, with 72 x 72 pixels.  Returns
 * what pdf_draw does. */
static int
draw(const struct bytes *b, uint32_t *pixels)
{
	const struct pdf_canvas canvas = {
	    .pixels = pixels, .stride = 72 * 4, .max_pixels = LIMIT};
	struct sniff_size refused;
	struct pdf_frame frame;
	struct pdf *pdf;
	int rc;

	assert_int_equal(pdf_open(&pdf, b), PDF_OK);
	assert_int_equal(pdf_frame_choose(pdf, 0, LIMIT, SIDE, &frame), 0);
	assert_int_equal(pdf_frame_measure(pdf, 0, 72, &frame), 0);
	assert_int_equal(frame.size.width, 72);
	rc = pdf_draw(pdf, 0, &frame, &canvas, &refused);
	pdf_close(pdf);
	return rc;
}

/* Draws a page with a bar and an annotation, or none for NULL.  Returns the
 * share of its pixels that are dark, in thousandths. */
static unsigned
ink(const char *annotation)
{
	static uint32_t pixels[72 * 72];
	static const char content[] = "0 g 10 10 52 10 re f";
	struct bytes b;
	char box[512];
	unsigned dark = 0;

	snprintf(box, sizeof(box), "0 0 72 72]/Annots[%s",
	    annotation == NULL ? "" : annotation);
	b = make_pdf(box, content,
	    "7 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 72 72]/Length 19>>"
	    "stream\n0 g 0 0 72 72 re f \nendstream endobj\n");
	assert_int_equal(draw(&b, pixels), 0);
	for (size_t i = 0; i < 72 * 72; i++)
		dark += (pixels[i] & 0xff) < 128;
	return dark * 1000 / (72 * 72);
}

#define ANNOTATION(type)                                                       \
	"<</Type/Annot/Subtype/" type "/Rect[0 0 72 72]/F 4/C[0 0 0]"          \
	"/QuadPoints[0 72 72 72 0 0 72 0]/InkList[[0 0 9 9]]/L[0 0 9 9]"       \
	"/DA(/Helv 12 Tf)/Contents(x)/AP<</N 7 0 R>>>>"

/* Marks are left out; what somebody wrote or drew is not. */
static void
test_marks(void **state)
{
	static const char *const marks[] = {ANNOTATION("Highlight"),
	    ANNOTATION("Underline"), ANNOTATION("Squiggly"),
	    ANNOTATION("StrikeOut"), ANNOTATION("Text"),
	    ANNOTATION("Popup") ANNOTATION("Highlight"), ANNOTATION("Link"),
	    "<</Type/Annot/Subtype/Link/Rect[0 0 72 72]/Border[0 0 40]>>"};
	static const char *const drawn[] = {ANNOTATION("FreeText"),
	    ANNOTATION("Stamp"), ANNOTATION("Ink"), ANNOTATION("Line"),
	    ANNOTATION("Widget")};

	(void)state;
	assert_in_range(ink(NULL), 95, 105);
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		assert_in_range(ink(marks[i]), 95, 105);
	for (size_t i = 0; i < sizeof(drawn) / sizeof(drawn[0]); i++)
		assert_in_range(ink(drawn[i]), 990, 1000);
}

/* An error that hides nothing is no damage. */
static void
test_damage(void **state)
{
	static uint32_t pixels[72 * 72];
	static const struct {
		const char *content;
		int damaged;
	} table[] = {
	    {"0 g 10 10 52 10 re f", 0},
	    {"0 g 10 10 52 10 re f Q Q", 0},
	    {"/OC /None BDC 0 g 10 10 52 10 re f EMC EMC EMC", 0},
	    {"5 /None BDC 0 g 10 10 52 10 re f EMC", 0},
	    {"/DeviceRGB cs 0 sc 10 10 52 10 re f", 0},
	    {"/DeviceRGB CS 0 0 SCN 10 10 52 10 re s", 0},
	    {"0 g 10 10 52 10 re f BT [9 9] TJ (x) Tj ET", 0},
	    {"0 g 10 10 52 10 re f /None Do", 1},
	    {"0 g 10 10 52 10 re f BT /None 9 Tf (x) Tj ET", 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		/* A document with a layer that has no content. */
		struct bytes b = make_pdf("0 0 72 72", table[i].content,
		    "1 0 obj<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs"
		    "[6 0 R]/D<<>>>>>>endobj 6 0 obj<</Type/OCG/Name(x)>>"
		    "endobj\n");
		int damaged = draw(&b, pixels);

		if (damaged != table[i].damaged)
			fail_msg("%s: %d", table[i].content, damaged);
	}
}

/* Returns how many of 72 x 72 pixels are dark. */
static size_t
count_dark(const uint32_t *pixels)
{
	size_t dark = 0;

	for (size_t i = 0; i < 72 * 72; i++)
		dark += (pixels[i] & 0xff) < 128;
	return dark;
}

/* JPEG 2000 of the picture alone, without boxes: 16 x 16 black pixels. */
static void
test_bare_jpx(void **state)
{
	static uint32_t pixels[72 * 72];
	struct bytes b = make_pdf("0 0 72 72", "36 0 0 36 0 0 cm /I Do",
	    "6 0 obj<</Type/XObject/Subtype/Image/Width 16/Height 16"
	    "/ColorSpace/DeviceGray/BitsPerComponent 8"
	    "/Filter[/ASCIIHexDecode/JPXDecode]/Length 261>>stream\n"
	    "ff4fff510029000000000010000000100000000000000000000000100000"
	    "001000000000000000000001070101ff52000c00000001000004040001ff"
	    "5c00044040ff640025000143726561746564206279204f70656e4a504547"
	    "2076657273696f6e20322e352e30ff90000a0000000000180001ff93df80"
	    "38115054aff4c87fffd9"
	    ">\nendstream endobj\n");

	(void)state;
	assert_int_equal(draw(&b, pixels), 0);
	assert_in_range(count_dark(pixels), 36 * 36 - 80, 36 * 36 + 80);
}

/*
 * Appends the cross-reference table of the objects 1 to 6 to b, which is in
 * pdf_bytes.  Without a table, poppler looks for the ends of all streams
 * itself.
 */
static void
add_table(struct bytes *b)
{
	size_t place = b->size;
	char object[16];

	b->size += (size_t)sprintf(
	    pdf_bytes + b->size, "xref\n0 7\n0000000000 65535 f \n");
	for (int i = 1; i < 7; i++) {
		snprintf(object, sizeof(object), "\n%d 0 obj", i);
		b->size +=
		    (size_t)sprintf(pdf_bytes + b->size, "%010d 00000 n \n",
			(int)(strstr(pdf_bytes, object) + 1 - pdf_bytes));
	}
	b->size += (size_t)sprintf(pdf_bytes + b->size,
	    "trailer<</Root 1 0 R/Size 7>>\nstartxref\n%zu\n%%%%EOF\n", place);
	assert_in_range(b->size, 1, sizeof(pdf_bytes) - 1);
}

/* A stream is longer than it says; only if it has no end, a part of it may be
 * missing. */
static void
test_wrong_length(void **state)
{
	static const char *const ends[] = {"\nendstream endobj\n", "\n"};
	static uint32_t pixels[72 * 72];
	char objects[200];
	struct bytes b;

	(void)state;
	for (int i = 0; i < 2; i++) {
		snprintf(objects, sizeof(objects),
		    "6 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 72 72]"
		    "/Length 9>>stream\n0 g 0 0 36 36 re f%s",
		    ends[i]);
		b = make_pdf("0 0 72 72", "/I Do", objects);
		assert_int_equal(draw(&b, pixels), i);
		add_table(&b);
		assert_int_equal(draw(&b, pixels), i);
	}
	/* Nothing else is wrong with what follows. */
	b = make_pdf("0 0 72 72", "/I Do",
	    "trailer<</Root 1 0 R>>\n"
	    "6 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 72 72]/Length 9>>"
	    "stream\n0 g 0 0 36 36 re f %");
	assert_int_equal(draw(&b, pixels), 1);
	b = make_pdf("0 0 72 72", "/I Do",
	    "6 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 72 72]/Length 9>>"
	    "stream\n0 g 0 0 36 36 re f\nendstream endobj\n");
	add_table(&b);
	assert_int_equal(draw(&b, pixels), 0);
	assert_in_range(count_dark(pixels), 36 * 36 - 80, 36 * 36 + 80);
}

/* The page whose lower left quarter has a shading with that matrix. */
#define SHADING(matrix)                                                        \
	"6 0 obj<</PatternType 2/Shading<</ShadingType 1/ColorSpace"           \
	"/DeviceGray/Domain[0 1 0 1]/Function 7 0 R/Matrix[" matrix "]>>>>"    \
	"endobj 7 0 obj<</FunctionType 4/Domain[0 1 0 1]/Range[0 1]/Length 5"  \
	">>stream\n{mul}\nendstream endobj\n"

/* Shadings that are turned and mirrored are drawn, and that ends. */
static void
test_shadings(void **state)
{
	static const char *const shadings[] = {SHADING("72 0 0 72 0 0"),
	    SHADING("-72 0 0 72 72 0"), SHADING("0 72 -72 0 72 0"),
	    SHADING("72 72 -72 72 36 -36"), SHADING("72 -71 71 72 -36 36")};
	static uint32_t pixels[72 * 72];

	(void)state;
	for (size_t i = 0; i < sizeof(shadings) / sizeof(shadings[0]); i++) {
		struct bytes b = make_pdf("0 0 72 72",
		    "/Pattern cs /P scn 0 0 36 36 re f", shadings[i]);
		unsigned gray = 0;

		assert_int_equal(draw(&b, pixels), 0);
		for (size_t p = 0; p < 72 * 72; p++)
			gray += (pixels[p] & 0xff) < 250;
		assert_in_range(gray, 36 * 36 - 100, 36 * 36);
	}
}

/* A page with a letter of such a font; the file of the font is no good. */
#define BAD_FONT(type, file, more)                                             \
	"5 0 obj<</Type/Font/Subtype/" type "/BaseFont/Helvetica"              \
	"/FirstChar 77/LastChar 77/Widths[800]/FontDescriptor 6 0 R>>endobj\n" \
	"6 0 obj<</Type/FontDescriptor/FontName/Helvetica/Flags 32"            \
	"/FontBBox[0 0 1000 1000]/Ascent 800/Descent -200/StemV 80/" file      \
	" 7 0 R>>endobj\n7 0 obj<</Length 7" more ">>stream\nrubbish\n"        \
	"endstream endobj\n"

#define BAD_FONTS                                                              \
	BAD_FONT("Type1", "FontFile", ""),                                     \
	    BAD_FONT("Type1", "FontFile3", "/Subtype/Type1C"),                 \
	    BAD_FONT("TrueType", "FontFile2", "")

/* Beside something else, too; and no mark of a reader covers it. */
static void
test_bad_font_among_others(void **state)
{
	static const char *const fonts[] = {BAD_FONTS};
	static uint32_t pixels[72 * 72];

	(void)state;
	for (size_t i = 0; i < sizeof(fonts) / sizeof(fonts[0]); i++) {
		char objects[1024];
		unsigned dark = 0;
		struct bytes b;

		snprintf(objects, sizeof(objects),
		    "%s8 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 72 72]"
		    "/Length 19>>stream\n0 g 0 0 72 72 re f \nendstream "
		    "endobj\n",
		    fonts[i]);
		b = make_pdf("0 0 72 72]/Annots[<</Type/Annot/Subtype/Highlight"
			     "/Rect[0 0 72 72]/QuadPoints[0 72 72 72 0 0 72 0]"
			     "/F 4/AP<</N 8 0 R>>>>",
		    "0 g 0 0 72 5 re f BT /F 40 Tf 10 10 Td (M) Tj ET",
		    objects);
		assert_int_equal(draw(&b, pixels), 0);
		for (size_t p = 0; p < 72 * 72; p++)
			dark += (pixels[p] & 0xff) < 128;
		assert_in_range(dark, 72 * 5 + 100, 72 * 5 + 1000);
	}
}

/* What cairo cannot draw is drawn otherwise, and text that is to be hidden is
 * not. */
static void
test_bad_fonts(void **state)
{
	static const char *const fonts[] = {BAD_FONTS};
	static uint32_t pixels[72 * 72];

	(void)state;
	for (size_t i = 0; i < sizeof(fonts) / sizeof(fonts[0]); i++)
		for (int hidden = 0; hidden < 2; hidden++) {
			struct bytes b = make_pdf("0 0 72 72",
			    "BT /F 40 Tf 10 10 Td (M) Tj ET", fonts[i]);
			unsigned dark = 0;

			glyph_hiding_hide(hidden);
			draw(&b, pixels);
			glyph_hiding_hide(false);
			for (size_t p = 0; p < 72 * 72; p++)
				dark += (pixels[p] & 0xff) < 128;
			if (hidden ? dark > 0 : dark < 100)
				fail_msg("%s: %u", fonts[i], dark);
		}
}

/* What is blended in a group hides nothing that is under the group, be it black
 * under a marker or white under a color. */
static void
test_group_blends(void **state)
{
	static const struct {
		const char *mode, *ground, *group;
		size_t dark; /* pixels */
	} table[] = {
	    {"Multiply", "0 g", "", 52 * 10},
	    {"Multiply", "0 g", "/K true", 52 * 10},
	    {"Darken", "0 g", "", 52 * 10},
	    {"Color", "0 g 0 0 72 72 re f 1 g", "", 72 * 72 - 52 * 10},
	    {"Normal", "0 g", "", 0},
	};
	static uint32_t pixels[72 * 72];

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		char content[100], objects[400];
		struct bytes b;

		snprintf(content, sizeof(content), "%s 10 10 52 10 re f /I Do",
		    table[i].ground);
		snprintf(objects, sizeof(objects),
		    "6 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 72 72]"
		    "/Group<</S/Transparency%s>>/Resources<</ExtGState"
		    "<</G<</BM/%s>>>>>>/Length 32>>stream\n"
		    "/G gs 1 1 0.5 rg 0 0 72 72 re f \nendstream endobj\n",
		    table[i].group, table[i].mode);
		b = make_pdf("0 0 72 72", content, objects);
		assert_int_equal(draw(&b, pixels), 0);
		assert_in_range(count_dark(pixels) + 90, table[i].dark,
		    table[i].dark + 180);
	}
}

/* What is blended with nothing but the paper is seen as it is. */
static void
test_blends_on_paper(void **state)
{
	static const char *const modes[] = {"Normal", "Multiply", "Screen",
	    "Overlay", "Darken", "Lighten", "ColorDodge", "ColorBurn",
	    "HardLight", "SoftLight", "Difference", "Exclusion", "Hue",
	    "Saturation", "Color", "Luminosity"};
	static uint32_t pixels[72 * 72];

	(void)state;
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		char objects[300];
		struct bytes b;

		/* A form without /Group is no group of its own. */
		snprintf(objects, sizeof(objects),
		    "6 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 72 72]"
		    "/Resources<</ExtGState<</G<</BM/%s>>>>>>/Length "
		    "30>>stream\n"
		    "/G gs 0.2 g 10 10 52 10 re f \nendstream endobj\n",
		    modes[i]);
		b = make_pdf("0 0 72 72", "/I Do", objects);
		assert_int_equal(draw(&b, pixels), 0);
		if (count_dark(pixels) < 52 * 10 - 90)
			fail_msg("%s: %zu", modes[i], count_dark(pixels));
	}
}

/* Letters of Type 3 are filled by their own operators, be text outlined or not.
 */
static void
test_type3(void **state)
{
	static uint32_t pixels[72 * 72];

	(void)state;
	for (int mode = 0; mode < 3; mode++) {
		char content[] = "BT 0 Tr /F 40 Tf 10 10 Td (M) Tj ET";
		unsigned dark = 0;
		struct bytes b;

		content[3] = (char)('0' + mode);
		b = make_pdf("0 0 72 72", content,
		    "5 0 obj<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]"
		    "/FontMatrix[1 0 0 1 0 0]/FirstChar 77/LastChar 77"
		    "/Widths[1]/Encoding<</Differences[77/M]>>/CharProcs"
		    "<</M 6 0 R>>>>endobj\n6 0 obj<</Length 32>>stream\n"
		    "1 0 0 0 1 1 d1 0.1 0.1 .8 .8 re f\nendstream endobj\n");
		assert_int_equal(draw(&b, pixels), 0);
		for (size_t p = 0; p < 72 * 72; p++)
			dark += (pixels[p] & 0xff) < 128;
		assert_in_range(dark, 32 * 32 - 70, 32 * 32 + 70);
	}
}

/* A PDF need not say that it is one. */
static void
test_no_head(void **state)
{
	static const char pdf[] = "%\xe2\xe3\n1 0 obj<</Type/Catalog>>endobj\n"
				  "startxref\n0\n%%EOF\n";
	static const char other[] = "1 0 obj<</Type/Catalog>>endobj\n";
	const struct bytes b = {(const unsigned char *)pdf, sizeof(pdf) - 1};
	const struct bytes no = {
	    (const unsigned char *)other, sizeof(other) - 1};

	(void)state;
	assert_int_equal(sniff_type(&b), SNIFF_PDF);
	assert_int_equal(sniff_type(&no), SNIFF_UNKNOWN);
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
	    cmocka_unit_test(test_marks),
	    cmocka_unit_test(test_damage),
	    cmocka_unit_test(test_bare_jpx),
	    cmocka_unit_test(test_wrong_length),
	    cmocka_unit_test(test_shadings),
	    cmocka_unit_test(test_bad_fonts),
	    cmocka_unit_test(test_bad_font_among_others),
	    cmocka_unit_test(test_group_blends),
	    cmocka_unit_test(test_blends_on_paper),
	    cmocka_unit_test(test_type3),
	    cmocka_unit_test(test_no_head),
	};

	return cmocka_run_group_tests_name("pdf_draw", tests, setup, NULL);
}
