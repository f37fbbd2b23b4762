/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * format=pdf of scans as scanners make them keeps each image byte for byte, in
 * whatever coding and behind whatever mask; and what a document has beside its
 * pages, which test_pdf_kept does not look at.
 */
#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/pdf_tools.h"
#include "tests/lib/scanned_pdf.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/typeset.h"

#define GROWTH 6000
#define WORDS "Requests wait at its gate"

enum { PHOTO = SCANNED_PDF_MORE, FOREGROUND, MASK };

/* The image that fills the page: the scan as it is encoded. */
static struct page_file encoded;

static void
encode(PIX *pix, int format)
{
	assert_int_equal(
	    pixWriteMem(&encoded.data, &encoded.len, pix, format), 0);
}

/* Sets encoded to the compressed fax alone, which leptonica writes between the
 * head of a TIFF and its directory. */
static void
encode_fax(PIX *pix)
{
	uint32_t directory;

	encode(pix, IFF_TIFF_G4);
	memcpy(&directory, encoded.data + 4, sizeof(directory));
	assert_in_range(directory, 1000, encoded.len);
	encoded.len = directory - 8;
	memmove(encoded.data, encoded.data + 8, encoded.len);
}

static PIX *
read_scan(int depth, bool is_inverted)
{
	PIX *pix = pixReadMem(scanned_pdf_scan.data, scanned_pdf_scan.len);
	PIX *out = depth == 1	 ? pixThresholdToBinary(pix, 128)
		   : depth == 32 ? pixConvertTo32(pix)
				 : pixClone(pix);

	if (is_inverted)
		pixInvert(out, out);
	pixDestroy(&pix);
	return out;
}

#define IMAGE "/Type/XObject/Subtype/Image/Width 1000/Height 200"
#define FAX                                                                    \
	"/Filter/CCITTFaxDecode/BitsPerComponent 1"                            \
	"/DecodeParms<</K -1/Columns 1000/Rows 200>>"

static void
add_image(struct pdf_maker *m, unsigned number, const char *entries)
{
	char all[256];

	snprintf(all, sizeof(all), "%s%s", IMAGE, entries);
	pdf_maker_add_stream(m, number, all, encoded.data, encoded.len);
}

static void
add_jpeg(struct pdf_maker *m)
{
	add_image(m, PHOTO,
	    "/Filter/DCTDecode/ColorSpace/DeviceRGB/BitsPerComponent 8");
}

static void
add_jpeg_2000(struct pdf_maker *m)
{
	add_image(m, PHOTO, "/Filter/JPXDecode");
}

static void
add_fax(struct pdf_maker *m)
{
	add_image(m, PHOTO, FAX "/ColorSpace/DeviceGray");
}

/* Adds a background of one pixel, a foreground of one pixel, and the encoded
 * image as the mask that makes the foreground letters. */
static void
add_layers(struct pdf_maker *m, const char *mask, const char *entries)
{
	static const char one[] = "/Type/XObject/Subtype/Image/Width 1/Height 1"
				  "/ColorSpace/DeviceGray/BitsPerComponent 8";
	char foreground[256];

	pdf_maker_add_stream(m, PHOTO, one, "\xf0", 1);
	snprintf(foreground, sizeof(foreground), "%s/%s 8 0 R", one, mask);
	pdf_maker_add_stream(m, FOREGROUND, foreground, "\x20", 1);
	add_image(m, MASK, entries);
}

static void
add_masked(struct pdf_maker *m)
{
	add_layers(m, "Mask", FAX "/ImageMask true");
}

static void
add_soft_masked(struct pdf_maker *m)
{
	add_layers(m, "SMask",
	    "/Filter/DCTDecode/ColorSpace/DeviceGray/BitsPerComponent 8");
}

#define RESOURCES(more)                                                        \
	"/Resources<</XObject<</Im 5 0 R/Photo 6 0 R/Front 7 0 R>>" more ">>"
#define SHOWN "q 360 0 0 72 0 0 cm /Photo Do Q "
#define LAYERS SHOWN "q 360 0 0 72 0 0 cm /Front Do Q "

/* Returns the searchable PDF that the server makes of the PDF, which must look
 * like it, have the words of the scan once, and be hardly larger.  *path is the
 * path of its file. */
static struct page_file
answer(const char *name, const struct page_file *pdf, char **path)
{
	struct page_file kept = pdf_tools_answer("/ocr?format=pdf", pdf);
	char *before = pdf_tools_save("before.pdf", pdf), *text;

	*path = pdf_tools_save("after.pdf", &kept);
	print_message("%s: %zu bytes, %zu before\n", name, kept.len, pdf->len);
	pdf_tools_check(*path);
	pdf_tools_compare(before, *path);
	text = pdf_tools_text(*path);
	assert_non_null(strstr(text, WORDS));
	assert_null(strstr(strstr(text, WORDS) + 1, WORDS));
	assert_true(kept.len <= pdf->len * 11 / 10 + GROWTH);
	free(text);
	free(before);
	return kept;
}

static void
test_images(void **state)
{
	static const struct {
		struct scanned_pdf pdf;
		int depth, format;
		bool is_inverted;
	} table[] = {
	    {{.name = "JPEG", .content = SHOWN, .more = add_jpeg}, 32,
		IFF_JFIF_JPEG, false},
	    {{.name = "JPEG 2000", .content = SHOWN, .more = add_jpeg_2000}, 8,
		IFF_JP2, false},
	    {{.name = "fax", .content = SHOWN, .more = add_fax}, 1, IFF_TIFF_G4,
		false},
	    {{.name = "mask", .content = LAYERS, .more = add_masked}, 1,
		IFF_TIFF_G4, false},
	    {{.name = "soft mask", .content = LAYERS, .more = add_soft_masked},
		8, IFF_JFIF_JPEG, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct scanned_pdf k = table[i].pdf;
		PIX *pix = read_scan(table[i].depth, table[i].is_inverted);
		struct page_file pdf, kept;
		char *path;

		if (table[i].format == IFF_TIFF_G4)
			encode_fax(pix);
		else
			encode(pix, table[i].format);
		k.page = RESOURCES("");
		pdf = scanned_pdf_make(&k);
		kept = answer(k.name, &pdf, &path);
		assert_non_null(
		    memmem(kept.data, kept.len, encoded.data, encoded.len));
		free(path);
		pixDestroy(&pix);
		page_file_clear(&encoded);
		page_file_clear(&kept);
		page_file_clear(&pdf);
	}
}

static void
add_info(struct pdf_maker *m)
{
	pdf_maker_add(m, SCANNED_PDF_MORE,
	    "<</Title(A title)/Author(An author)/Producer(A scanner)"
	    "/CreationDate(D:20240301120000Z)>>");
}

/* Who made the document, and when, stays. */
static void
test_info(void **state)
{
	static const char *const kept_entries[] = {"/Title (A title)",
	    "/Author (An author)", "/CreationDate (D:20240301120000Z)"};
	const struct scanned_pdf k = {
	    .name = "info", .trailer = "/Info 6 0 R", .more = add_info};
	struct page_file pdf = scanned_pdf_make(&k), kept;
	char *path, *objects;

	(void)state;
	kept = answer(k.name, &pdf, &path);
	objects = pdf_tools_objects(path);
	for (size_t i = 0; i < 3; i++)
		assert_non_null(strstr(objects, kept_entries[i]));
	free(objects);
	free(path);
	page_file_clear(&kept);
	page_file_clear(&pdf);
}

static void
add_notes(struct pdf_maker *m)
{
	pdf_maker_add(m, SCANNED_PDF_MORE,
	    "<</Type/Annot/Subtype/Highlight/Rect[0 0 360 72]/C[0 0 0]/F 4"
	    "/QuadPoints[0 72 360 72 0 0 360 0]/AP<</N 8 0 R>>>>");
	pdf_maker_add(m, SCANNED_PDF_MORE + 1,
	    "<</Type/Annot/Subtype/FreeText/Rect[300 2 358 16]/F 4"
	    "/DA(/Helv 9 Tf 0 g)/Contents(A note)/AP<</N 9 0 R>>>>");
	/* This form covers the scan. */
	pdf_maker_add_stream(m, SCANNED_PDF_MORE + 2,
	    "/Type/XObject/Subtype/Form/BBox[0 0 360 72]",
	    "0 g 0 0 360 72 re f", 19);
	pdf_maker_add_stream(m, SCANNED_PDF_MORE + 3,
	    "/Type/XObject/Subtype/Form/BBox[0 0 58 14]/Resources<</Font<<"
	    "/Helv<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>",
	    "BT /Helv 9 Tf 2 4 Td (A note) Tj ET", 35);
}

/* A highlight that would hide the words stays where it is, as do notes. */
static void
test_annotations(void **state)
{
	const struct scanned_pdf k = {.name = "annotations",
	    .page = "/Annots[6 0 R 7 0 R]",
	    .more = add_notes};
	struct page_file pdf = scanned_pdf_make(&k), kept;
	char *path, *objects;

	(void)state;
	kept = answer(k.name, &pdf, &path);
	objects = pdf_tools_objects(path);
	assert_non_null(strstr(objects, "/Subtype /Highlight"));
	assert_non_null(strstr(objects, "/Subtype /FreeText"));
	free(objects);
	free(path);
	page_file_clear(&kept);
	page_file_clear(&pdf);
}

/* What may be done with a document, and how it is encrypted, stays. */
static void
test_encryption(void **state)
{
	static const struct scanned_pdf kinds[] = {
	    {.name = "AES",
		.qpdf = {"--encrypt", "", "owner", "256", "--print=none",
		    "--"}},
	    {.name = "RC4",
		.qpdf = {"--allow-weak-crypto", "--encrypt", "", "owner", "128",
		    "--use-aes=n", "--"}}};

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct page_file pdf = scanned_pdf_make(&kinds[i]), kept;
		char *before, *after, *path;
		const char *show[] = {"qpdf", "--show-encryption", NULL, NULL};

		kept = answer(kinds[i].name, &pdf, &path);
		show[2] = path;
		after = pdf_tools_run(show);
		free(path);
		show[2] = path = pdf_tools_path("before.pdf");
		before = pdf_tools_run(show);
		assert_non_null(strstr(before, "R = "));
		assert_string_equal(after, before);
		free(before);
		free(after);
		free(path);
		page_file_clear(&kept);
		page_file_clear(&pdf);
	}
}

/* Makes the PDF k, and checks the answer to it. */
static void
assert_kept(const struct scanned_pdf *k)
{
	struct page_file pdf = scanned_pdf_make(k), kept;
	char *path;

	kept = answer(k->name, &pdf, &path);
	free(path);
	page_file_clear(&kept);
	page_file_clear(&pdf);
}

/* A letter that somebody wrote on the page makes it no written one. */
static void
test_stray_letter(void **state)
{
	static const char page[] =
	    "/MediaBox[0 0 500 300]/Resources<</XObject<</Im 5 0 R>>"
	    "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>";
	const struct scanned_pdf k = {.name = "stray letter",
	    .page = page,
	    .content = "BT /F 9 Tf 450 280 Td (x) Tj ET"};

	(void)state;
	assert_kept(&k);
}

/* Of a page that is written and a scanned one, only the scan gets text. */
static void
test_mixed(void **state)
{
	static const char *const texts[] = {"The only page of a contract\n"};
	const struct typeset style = {
	    "DejaVu Sans", 14, .width = 320, .height = 140, .dpi = 100};
	const struct scanned_pdf k = {.name = "mixed"};
	struct page_file scan = scanned_pdf_make(&k), written, pdf, kept;
	char *a, *b = pdf_tools_save("b.pdf", &scan), *path, *text;
	char *both = pdf_tools_path("both.pdf");

	(void)state;
	assert_int_equal(typeset_pdf(texts, 1, &style, &written), 0);
	a = pdf_tools_save("a.pdf", &written);
	free(pdf_tools_run((const char *[]){
	    "qpdf", "--empty", "--pages", a, b, "--", both, NULL}));
	pdf = pdf_tools_load(both);
	kept = answer(k.name, &pdf, &path);
	pdf_tools_compare_pages(both, 2, path, 2);
	text = pdf_tools_text(path);
	assert_non_null(strstr(text, "contract"));
	assert_null(strstr(strstr(text, "contract") + 1, "contract"));
	free(text);
	free(path);
	free(both);
	free(a);
	free(b);
	page_file_clear(&kept);
	page_file_clear(&pdf);
	page_file_clear(&written);
	page_file_clear(&scan);
}

/* A page of three meters, which cannot be drawn as finely as others. */
static void
test_huge_page(void **state)
{
	const struct scanned_pdf k = {.name = "huge page",
	    .page = "/MediaBox[0 0 8400 1680]",
	    .content = "1 g 0 0 360 72 re f q 8400 0 0 1680 0 0 cm /Im Do Q"};

	(void)state;
	assert_kept(&k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_images),
	    cmocka_unit_test(test_info),
	    cmocka_unit_test(test_annotations),
	    cmocka_unit_test(test_encryption),
	    cmocka_unit_test(test_stray_letter),
	    cmocka_unit_test(test_mixed),
	    cmocka_unit_test(test_huge_page),
	};

	return server_report(cmocka_run_group_tests_name(
	    "pdf_images", tests, scanned_pdf_setup, scanned_pdf_teardown));
}
