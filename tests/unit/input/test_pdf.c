/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How finely a page of a PDF is rendered: as finely as anything on it needs.
 */
#include "tests/lib/test.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "fcgi-worker/input/glyph_hiding.h"
#include "fcgi-worker/input/pdf.h"

#define LIMIT 40000000
#define SIDE 32767
/* For a page of 10 inches at 900 dpi. */
#define ROOM ((size_t)9000 * 9000)

static char text[8192];

/* Makes the PDF of a page with that box, with the content, and with objects
 * from number 6 on. */
static struct bytes
make(const char *box, const char *content, const char *objects)
{
	int n = snprintf(text, sizeof(text),
	    "%%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
	    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
	    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R"
	    "/Resources<</XObject<</I 6 0 R/J 7 0 R>>/Pattern<</P 6 0 R>>"
	    "/Font<</F 5 0 R>>>>>>endobj\n"
	    "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
	    "4 0 obj<</Length %zu>>stream\n%s\nendstream endobj\n%s"
	    "trailer<</Root 1 0 R>>\n",
	    box, strlen(content), content, objects);

	assert_in_range(n, 1, sizeof(text) - 1);
	return (struct bytes){(const unsigned char *)text, (size_t)n};
}

static double
dpi_of(const char *box, const char *content, const char *objects)
{
	struct bytes b = make(box, content, objects);
	struct pdf_frame frame;
	struct pdf *pdf;

	assert_int_equal(pdf_open(&pdf, &b), PDF_OK);
	assert_int_equal(pdf_choose_frame(pdf, 0, LIMIT, SIDE, &frame), 0);
	pdf_close(pdf);
	return frame.dpi;
}

/* An object with that number, an image of that size, whose data may be
 * missing. */
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
		struct bytes b = make(BOX, table[i].content, table[i].objects);
		struct pdf_finer wanted = {300, 800, 40, table[i].max_pixels};
		int rc;

		assert_int_equal(pdf_open(&pdf, &b), PDF_OK);
		rc = pdf_choose_finer_frame(pdf, 0, &wanted, SIDE, &frame);
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
	struct bytes b = make(BOX, "", "");
	struct pdf_frame frame;
	struct pdf *pdf;

	(void)state;
	assert_int_equal(pdf_open(&pdf, &b), PDF_OK);
	assert_int_equal(pdf_fit(pdf, 0, 100, LIMIT, SIDE, &frame), 0);
	assert_int_equal(frame.size.width, 1000);
	assert_int_equal(pdf_fit(pdf, 0, 2400, LIMIT, SIDE, &frame), 0);
	assert_in_range(frame.dpi, 630, 633);
	assert_in_range((uint64_t)frame.size.width * frame.size.height,
	    LIMIT - 20000, LIMIT);
	pdf_close(pdf);
}

/* Draws the page, whose sides are an inch long.  Returns what pdf_draw does. */
static int
draw(const struct bytes *b, uint32_t *pixels)
{
	const struct pdf_canvas canvas = {pixels, 72 * 4, LIMIT};
	struct sniff_size refused;
	struct pdf_frame frame;
	struct pdf *pdf;
	int rc;

	assert_int_equal(pdf_open(&pdf, b), PDF_OK);
	assert_int_equal(pdf_choose_frame(pdf, 0, LIMIT, SIDE, &frame), 0);
	assert_int_equal(pdf_measure(pdf, 0, 72, &frame), 0);
	assert_int_equal(frame.size.width, 72);
	rc = pdf_draw(pdf, 0, &frame, &canvas, &refused);
	pdf_close(pdf);
	return rc;
}

/* Returns the share of the page that is not white, in thousandths. */
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
	b = make(box, content,
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
	    ANNOTATION("Popup") ANNOTATION("Highlight")};
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
		/* A document with a layer, of which no content is. */
		struct bytes b = make("0 0 72 72", table[i].content,
		    "1 0 obj<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs"
		    "[6 0 R]/D<<>>>>>>endobj 6 0 obj<</Type/OCG/Name(x)>>"
		    "endobj\n");
		int damaged = draw(&b, pixels);

		if (damaged != table[i].damaged)
			fail_msg("%s: %d", table[i].content, damaged);
	}
}

/* Returns the pixels of those 72 x 72 that are dark. */
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
	struct bytes b = make("0 0 72 72", "36 0 0 36 0 0 cm /I Do",
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
 * Adds a table of the objects 1 to 6 to b, which is text.  Without one, poppler
 * looks for the ends of all streams itself.
 */
static void
add_table(struct bytes *b)
{
	size_t place = b->size;
	char object[16];

	b->size +=
	    (size_t)sprintf(text + b->size, "xref\n0 7\n0000000000 65535 f \n");
	for (int i = 1; i < 7; i++) {
		snprintf(object, sizeof(object), "\n%d 0 obj", i);
		b->size += (size_t)sprintf(text + b->size, "%010d 00000 n \n",
		    (int)(strstr(text, object) + 1 - text));
	}
	b->size += (size_t)sprintf(text + b->size,
	    "trailer<</Root 1 0 R/Size 7>>\nstartxref\n%zu\n%%%%EOF\n", place);
	assert_in_range(b->size, 1, sizeof(text) - 1);
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
		b = make("0 0 72 72", "/I Do", objects);
		assert_int_equal(draw(&b, pixels), i);
		add_table(&b);
		assert_int_equal(draw(&b, pixels), i);
	}
	/* Nothing else is wrong with what follows. */
	b = make("0 0 72 72", "/I Do",
	    "trailer<</Root 1 0 R>>\n"
	    "6 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 72 72]/Length 9>>"
	    "stream\n0 g 0 0 36 36 re f %");
	assert_int_equal(draw(&b, pixels), 1);
	b = make("0 0 72 72", "/I Do",
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
		struct bytes b = make("0 0 72 72",
		    "/Pattern cs /P scn 0 0 36 36 re f", shadings[i]);
		unsigned gray = 0;

		assert_int_equal(draw(&b, pixels), 0);
		for (size_t p = 0; p < 72 * 72; p++)
			gray += (pixels[p] & 0xff) < 250;
		assert_in_range(gray, 36 * 36 - 100, 36 * 36);
	}
}

/* The page whose letter is of such a font, of which the file is no good. */
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
		b = make("0 0 72 72]/Annots[<</Type/Annot/Subtype/Highlight"
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
			struct bytes b = make("0 0 72 72",
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
		b = make("0 0 72 72", content,
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

/* The cell of a pattern, whose mask is the brightness of a group. */
static void
test_mask_in_pattern(void **state)
{
	struct bytes b = make(BOX, "/Pattern cs /P scn 0 0 720 720 re f",
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
	assert_int_equal(pdf_choose_frame(pdf, 0, LIMIT, SIDE, &frame), 0);
	assert_in_range(frame.dpi, 72, 600);
	pdf_close(pdf);
}

static int
setup(void **state)
{
	(void)state;
	pdf_init();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_resolution),
	    cmocka_unit_test(test_finer),
	    cmocka_unit_test(test_fit),
	    cmocka_unit_test(test_marks),
	    cmocka_unit_test(test_damage),
	    cmocka_unit_test(test_bare_jpx),
	    cmocka_unit_test(test_wrong_length),
	    cmocka_unit_test(test_shadings),
	    cmocka_unit_test(test_bad_fonts),
	    cmocka_unit_test(test_bad_font_among_others),
	    cmocka_unit_test(test_type3),
	    cmocka_unit_test(test_no_head),
	    cmocka_unit_test(test_mask_in_pattern),
	};

	return cmocka_run_group_tests_name("pdf", tests, setup, NULL);
}
