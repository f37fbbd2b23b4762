/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pages of which a part is damaged: what is left is read, and the answer says
 * that a part is missing, or is a refusal; no page silently lacks a part.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/pdf_maker.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"

#define SCAN                                                                   \
	"/Type/XObject/Subtype/Image/Width 1000/Height 200"                    \
	"/ColorSpace/DeviceGray/BitsPerComponent "

/* How a scan is packed, and what a PDF says of it. */
struct packing {
	const char *entries;
	int format; /* leptonica's, or IFF_UNKNOWN: by zlib */
};

static const struct packing packings[] = {
    {SCAN "8/Filter/FlateDecode", IFF_UNKNOWN},
    {SCAN "8/Filter/DCTDecode", IFF_JFIF_JPEG},
    {SCAN "1/Filter/CCITTFaxDecode"
	  "/DecodeParms<</K -1/Columns 1000/Rows 200>>",
	IFF_TIFF_G4},
};

enum { FLATE, JPEG };

/* Sets scan to the pixels of gray, compressed by zlib. */
static void
deflate_rows(PIX *gray, struct page_file *scan)
{
	enum { WIDTH = 1000, HEIGHT = 200 };
	const size_t count = (size_t)WIDTH * HEIGHT;
	unsigned char *rows = malloc(count), *sample = rows;
	uLongf size = compressBound(count);
	l_uint32 value;

	assert_int_equal(pixGetWidth(gray), WIDTH);
	assert_int_equal(pixGetHeight(gray), HEIGHT);
	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < WIDTH; x++) {
			pixGetPixel(gray, x, y, &value);
			*sample++ = (unsigned char)value;
		}
	scan->data = malloc(size);
	assert_int_equal(compress(scan->data, &size, rows, count), 0);
	scan->len = size;
	free(rows);
}

/* Cuts a TIFF of leptonica's down to its compressed picture, which is between a
 * head of eight bytes and the directory. */
static void
leave_fax(struct page_file *scan)
{
	uint32_t directory;

	memcpy(&directory, scan->data + 4, sizeof(directory));
	scan->len = directory - 8;
	memmove(scan->data, scan->data + 8, scan->len);
}

/* Compresses the sample, which has three lines, as the packing says. */
static void
pack_scan(const struct packing *packing, struct page_file *scan)
{
	PIX *sample = pixRead("tests/data/sample.png");
	PIX *gray = pixConvertTo8(sample, FALSE);
	PIX *black = pixThresholdToBinary(gray, 128);
	bool is_fax = packing->format == IFF_TIFF_G4;

	if (packing->format == IFF_UNKNOWN)
		deflate_rows(gray, scan);
	else
		assert_int_equal(pixWriteMem(&scan->data, &scan->len,
				     is_fax ? black : gray, packing->format),
		    0);
	if (is_fax)
		leave_fax(scan);
	pixDestroy(&black);
	pixDestroy(&gray);
	pixDestroy(&sample);
}

/* Makes a PDF of two pages with the same scan; of the second one's stream the
 * last bytes are missing. */
static struct page_file
make_scans(
    const struct packing *packing, const struct page_file *scan, size_t missing)
{
	static const char page[] =
	    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 80]/Contents 5 0 R"
	    "/Resources<</XObject<</Scan %d 0 R>>>>>>";
	struct pdf_maker m = {.count = 0};

	pdf_maker_begin(&m);
	pdf_maker_add(&m, 1, "<</Type/Catalog/Pages 2 0 R>>");
	pdf_maker_add(&m, 2, "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>");
	pdf_maker_add(&m, 3, page, 6);
	pdf_maker_add(&m, 4, page, 7);
	pdf_maker_add_text(&m, 5, "q 400 0 0 80 0 0 cm /Scan Do Q");
	pdf_maker_add_stream(&m, 6, packing->entries, scan->data, scan->len);
	pdf_maker_add_stream(
	    &m, 7, packing->entries, scan->data, scan->len - missing);
	pdf_maker_end(&m, "/Root 1 0 R");
	return m.file;
}

/* Checks that page 2 has the text that is left of it, and a problem that says
 * that the rest is missing. */
static void
assert_part(const json_t *page)
{
	const json_t *problem = json_object_get(page, "problem");
	const char *text = json_string_value(json_object_get(page, "text"));

	assert_string_equal(json_string_value(json_object_get(problem, "type")),
	    "urn:mod_ocr:problem:undecodable");
	assert_non_null(
	    strstr(json_string_value(json_object_get(problem, "detail")),
		"A part of page 2 is damaged or cut off"));
	assert_non_null(strstr(text, "that are sent over HTTP"));
	assert_null(strstr(text, "thousand clients"));
	assert_true(json_array_size(json_object_get(page, "blocks")) > 0);
}

static void
assert_part_in_json(const struct page_file *file)
{
	json_t *json =
	    reading_json(server_fixture->port, "/ocr?format=json", file);
	const json_t *pages = json_object_get(json, "pages");

	assert_int_equal(json_array_size(pages), 2);
	assert_null(json_object_get(json_array_get(pages, 0), "problem"));
	assert_part(json_array_get(pages, 1));
	json_decref(json);
}

/* However a scan is packed of which the lower half is missing. */
static void
test_part(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(packings) / sizeof(packings[0]); i++) {
		struct page_file scan, file;

		pack_scan(&packings[i], &scan);
		file = make_scans(&packings[i], &scan, scan.len / 2);
		assert_part_in_json(&file);
		reading_expect_refusal(server_fixture->port, "/ocr", false,
		    &file, "A part of page 2");
		page_file_clear(&file);
		page_file_clear(&scan);
	}
	json_decref(server_fixture_logged("detail",
	    "A part of page 2 is damaged or cut off; what is left of it was "
	    "read."));
}

static void
test_part_in_others(void **state)
{
	static const char *const formats[] = {
	    "text", "hocr", "alto", "tsv", "markdown", "pdf"};
	struct page_file scan, file;
	struct http_answer answer;
	char path[64];

	(void)state;
	pack_scan(&packings[JPEG], &scan);
	file = make_scans(&packings[JPEG], &scan, scan.len / 2);
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		snprintf(path, sizeof(path), "/ocr?format=%s", formats[i]);
		reading_expect_refusal(server_fixture->port, path, false, &file,
		    "handling=lenient");
		reading_ask(server_fixture->port, path, true, &file, &answer);
		assert_int_equal(answer.status, 200);
		assert_true(answer.body_len > 150);
		http_answer_clear(&answer);
	}
	/* What is left is in the text. */
	reading_ask(server_fixture->port, "/ocr?pages=2", true, &file, &answer);
	assert_non_null(strstr(answer.body, "that are sent over HTTP"));
	http_answer_clear(&answer);
	page_file_clear(&file);
	page_file_clear(&scan);
}

/* Where a color is not known, poppler fills an area with another one, which may
 * cover words. */
static void
test_unknown_color(void **state)
{
	struct pdf_maker m;
	const json_t *page;
	json_t *json;

	(void)state;
	pdf_maker_begin(&m);
	pdf_maker_add(&m, 1, "<</Type/Catalog/Pages 2 0 R>>");
	pdf_maker_add(&m, 2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
	pdf_maker_add(&m, 3,
	    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R"
	    "/Resources<</ColorSpace<</C[/ICCBased null]>>/Font<</F<</Type/Font"
	    "/Subtype/Type1/BaseFont/Helvetica>>>>>>>>");
	pdf_maker_add_text(&m, 4,
	    "/C cs 0.5 scn 20 20 99 50 re f "
	    "BT 0 g /F 20 Tf 20 150 Td (Words of the page) Tj ET");
	pdf_maker_end(&m, "/Root 1 0 R");
	json = reading_json(server_fixture->port, "/ocr?format=json", &m.file);
	page = json_array_get(json_object_get(json, "pages"), 0);
	assert_non_null(json_object_get(page, "problem"));
	assert_string_equal(json_string_value(json_object_get(page, "text")),
	    "Words of the page\n");
	json_decref(json);
	page_file_clear(&m.file);
}

/* What is left of a progressive JPEG is the whole page, but coarse. */
static void
test_part_of_progressive(void **state)
{
	PIX *sample = pixRead("tests/data/sample.png");
	PIX *gray = pixConvertTo8(sample, FALSE);
	struct page_file scan, file;
	const json_t *pages;
	json_t *json;

	(void)state;
	assert_int_equal(
	    pixWriteMemJpeg(&scan.data, &scan.len, gray, 75, 1), 0);
	file = make_scans(&packings[JPEG], &scan, scan.len / 2);
	json = reading_json(server_fixture->port, "/ocr?format=json", &file);
	pages = json_object_get(json, "pages");
	assert_null(json_object_get(json_array_get(pages, 0), "problem"));
	assert_non_null(json_object_get(json_array_get(pages, 1), "problem"));
	json_decref(json);
	page_file_clear(&file);
	page_file_clear(&scan);
	pixDestroy(&gray);
	pixDestroy(&sample);
}

/* So it is if there is no other page. */
static void
test_part_alone(void **state)
{
	struct page_file scan, file;
	char *line;
	json_t *page;

	(void)state;
	pack_scan(&packings[FLATE], &scan);
	file = make_scans(&packings[FLATE], &scan, scan.len / 2);
	reading_expect_refusal(server_fixture->port, "/ocr?pages=2", false,
	    &file, "A part of page 2");
	line = reading_post(
	    server_fixture->port, "/ocr?format=ndjson&pages=2", &file);
	page = json_loads(line, 0, NULL);
	assert_part(page);
	json_decref(page);
	free(line);
	page_file_clear(&file);
	page_file_clear(&scan);
}

/* So it is of a picture that is in no PDF. */
static void
test_part_of_picture(void **state)
{
	static const int formats[] = {IFF_JFIF_JPEG, IFF_PNG};
	PIX *sample = pixRead("tests/data/sample.png");
	struct page_file file;
	json_t *json;
	const char *text;

	(void)state;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		assert_int_equal(
		    pixWriteMem(&file.data, &file.len, sample, formats[i]), 0);
		file.len -= file.len / 2;
		reading_expect_refusal(server_fixture->port, "/ocr", false,
		    &file, "A part of page 1");
		json = reading_json(
		    server_fixture->port, "/ocr?format=json", &file);
		text = json_string_value(json_object_get(json, "text"));
		assert_non_null(strstr(text, "that are sent over HTTP"));
		assert_null(strstr(text, "thousand clients"));
		assert_non_null(json_object_get(
		    json_array_get(json_object_get(json, "pages"), 0),
		    "problem"));
		json_decref(json);
		page_file_clear(&file);
	}
	pixDestroy(&sample);
}

/* Of a picture in which there is no text, nothing is said to be left, although
 * Tesseract takes noise for something. */
static void
test_part_without_text(void **state)
{
	PIX *noise = pixCreate(300, 400, 8);
	uint32_t value = 1;
	struct page_file file;

	(void)state;
	for (int y = 0; y < 400; y++)
		for (int x = 0; x < 300; x++) {
			value = value * 1664525 + 1013904223;
			pixSetPixel(noise, x, y, value >> 24);
		}
	assert_int_equal(
	    pixWriteMemJpeg(&file.data, &file.len, noise, 80, 0), 0);
	file.len -= file.len / 2;
	reading_expect_refusal(server_fixture->port, "/ocr?format=json", false,
	    &file, "What is in page 1");
	page_file_clear(&file);
	pixDestroy(&noise);
}

/* A scan that lacks nothing but its end is whole, and so is one without its
 * sum. */
static void
test_only_the_end(void **state)
{
	static const struct {
		int packing;
		size_t missing;
	} ends[] = {{JPEG, 2}, {FLATE, 4}};

	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		const struct packing *packing = &packings[ends[i].packing];
		struct page_file scan, file;

		pack_scan(packing, &scan);
		file = make_scans(packing, &scan, ends[i].missing);
		reading_expect(server_fixture->port, "/ocr?pages=2", &file,
		    "mod_ocr reads the pages that are sent over HTTP. Requests "
		    "wait at its gate until a worker is free, so that a "
		    "thousand clients may come all at once.");
		page_file_clear(&file);
		page_file_clear(&scan);
	}
}

/* Makes a PDF with a scan and a font.  Of the font's /ToUnicode, which changes
 * nothing that is seen, only the first bytes of the stream are there. */
static struct page_file
make_with_table(const struct page_file *scan, size_t bytes)
{
	static const char cmap[] = "1 beginbfchar <41> <0041> endbfchar";
	struct pdf_maker m = {.count = 0};
	unsigned char packed[200];
	uLongf size = sizeof(packed);

	assert_int_equal(compress(packed, &size, (const unsigned char *)cmap,
			     sizeof(cmap) - 1),
	    0);
	assert_in_range(bytes, 1, size);
	pdf_maker_begin(&m);
	pdf_maker_add(&m, 1, "<</Type/Catalog/Pages 2 0 R>>");
	pdf_maker_add(&m, 2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
	pdf_maker_add(&m, 3,
	    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 80]/Contents 4 0 R"
	    "/Resources<</XObject<</Scan 5 0 R>>/Font<</F 6 0 R>>>>>>");
	pdf_maker_add_text(&m, 4,
	    "q 400 0 0 80 0 0 cm /Scan Do Q BT /F 9 Tf 2 2 Td (A) Tj ET");
	pdf_maker_add_stream(
	    &m, 5, packings[FLATE].entries, scan->data, scan->len);
	pdf_maker_add(&m, 6,
	    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 7 0 R>>");
	pdf_maker_add_stream(&m, 7, "/Filter/FlateDecode", packed, bytes);
	pdf_maker_end(&m, "/Root 1 0 R");
	return m.file;
}

/* Damage to what is no picture does not make a page one that lacks a part. */
static void
test_other_damage(void **state)
{
	struct page_file scan, file;
	json_t *json, *page;

	(void)state;
	pack_scan(&packings[FLATE], &scan);
	file = make_with_table(&scan, 20);
	json = reading_json(
	    server_fixture->port, "/ocr?format=json&layer=never", &file);
	page = json_array_get(json_object_get(json, "pages"), 0);
	assert_non_null(strstr(
	    json_string_value(json_object_get(page, "text")), "thousand"));
	assert_null(json_object_get(page, "problem"));
	json_decref(json);
	page_file_clear(&file);
	page_file_clear(&scan);
}

/* Of the contents of a page, a half is missing. */
static void
test_contents(void **state)
{
	struct pdf_maker m = {.count = 0};
	char text[2000] = "BT /F 24 Tf 40 560 Td 40 TL ";
	unsigned char packed[2000];
	uLongf size = sizeof(packed);

	(void)state;
	for (unsigned i = 1; i < 14; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
		    "(Contract %u of %u) Tj T* ", i * i * 7919, i * 104729);
	assert_int_equal(
	    compress(packed, &size, (const unsigned char *)text, strlen(text)),
	    0);
	pdf_maker_begin(&m);
	pdf_maker_add(&m, 1, "<</Type/Catalog/Pages 2 0 R>>");
	pdf_maker_add(&m, 2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
	pdf_maker_add(&m, 3,
	    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 600]/Contents[4 0 R]"
	    "/Resources<</Font<</F 5 0 R>>>>>>");
	pdf_maker_add_stream(&m, 4, "/Filter/FlateDecode", packed, size / 2);
	pdf_maker_add(&m, 5, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
	pdf_maker_end(&m, "/Root 1 0 R");
	reading_expect_refusal(server_fixture->port, "/ocr?layer=never", false,
	    &m.file, "A part of page 1");
	reading_expect_refusal(
	    server_fixture->port, "/ocr", false, &m.file, "A part of page 1");
	page_file_clear(&m.file);
}

/* Returns the number of so many bytes, which are in host order. */
static uint32_t
number_at(const unsigned char *bytes, size_t size)
{
	uint16_t number16;
	uint32_t number32;

	memcpy(&number16, bytes, sizeof(number16));
	memcpy(&number32, bytes, sizeof(number32));
	return size == 2 ? number16 : number32;
}

/* Overwrites the second half of the strip of the second page of a TIFF, whose
 * pages have one each, with that byte. */
static void
spoil_strip(struct page_file *file, int byte)
{
	enum { OFFSET = 273, SIZE = 279, SHORT = 3, ENTRY = 12 };
	unsigned char *entry = file->data + number_at(file->data + 4, 4);
	uint32_t offset = 0, size = 0, value;

	/* Behind the entries of a directory is the place of the next one. */
	entry += 2 + ENTRY * (size_t)number_at(entry, 2);
	entry = file->data + number_at(entry, 4);
	for (uint32_t n = number_at(entry, 2); n > 0; n--) {
		unsigned char *e = entry + 2 + ENTRY * (size_t)(n - 1);

		value = number_at(e + 8, number_at(e + 2, 2) == SHORT ? 2 : 4);
		if (number_at(e, 2) == OFFSET)
			offset = value;
		if (number_at(e, 2) == SIZE)
			size = value;
	}
	assert_in_range(offset + size, 100, file->len);
	memset(file->data + offset + size / 2, byte, size - size / 2);
}

/* A page of a TIFF whose strip is damaged, packed as a fax and by zlib. */
static void
test_part_of_tiff(void **state)
{
	(void)state;
	for (int depth = 1; depth <= 8; depth += 7) {
		PIX *sample = pixRead("tests/data/sample.png");
		PIX *gray = pixConvertTo8(sample, FALSE);
		PIX *page = depth == 1 ? pixThresholdToBinary(gray, 128)
				       : pixClone(gray);
		struct page_file png, file;

		assert_int_equal(
		    pixWriteMem(&png.data, &png.len, page, IFF_PNG), 0);
		assert_int_equal(page_repeat(&png, 2, &file), 0);
		/* No code of such a picture. */
		spoil_strip(&file, depth == 1 ? 0 : 0xff);
		assert_part_in_json(&file);
		reading_expect_refusal(server_fixture->port, "/ocr", false,
		    &file, "A part of page 2");
		page_file_clear(&file);
		page_file_clear(&png);
		pixDestroy(&page);
		pixDestroy(&gray);
		pixDestroy(&sample);
	}
}

/* A scan of which next to nothing is left has no text, which is not claimed to
 * be all. */
static void
test_nothing_left(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(packings) / sizeof(packings[0]); i++) {
		struct page_file scan, file;

		pack_scan(&packings[i], &scan);
		file =
		    make_scans(&packings[i], &scan, scan.len - scan.len / 50);
		reading_expect_refusal(server_fixture->port, "/ocr?pages=2",
		    true, &file, "page 2");
		page_file_clear(&file);
		page_file_clear(&scan);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_part),
	    cmocka_unit_test(test_part_in_others),
	    cmocka_unit_test(test_part_of_progressive),
	    cmocka_unit_test(test_unknown_color),
	    cmocka_unit_test(test_part_alone),
	    cmocka_unit_test(test_part_of_picture),
	    cmocka_unit_test(test_part_without_text),
	    cmocka_unit_test(test_only_the_end),
	    cmocka_unit_test(test_other_damage),
	    cmocka_unit_test(test_contents),
	    cmocka_unit_test(test_part_of_tiff),
	    cmocka_unit_test(test_nothing_left),
	};

	return server_report(cmocka_run_group_tests_name(
	    "damage", tests, server_fixture_setup, server_fixture_teardown));
}
