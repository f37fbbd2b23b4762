/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PDFs that claim more than fits: refused with the limit that they are over,
 * whatever hides it, and before it costs memory.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/pdf_maker.h"
#include "tests/lib/problem.h"
#include "tests/lib/process.h"
#include "tests/lib/server_fixture.h"

#define MAX_PIXELS 2000000
#define MAX_SIDE 32767
#define PEAK_MAX ((size_t)150 << 20)
/* Forms of a page, with as many ways through them to the fourth. */
#define FORMS 100

static pid_t worker;

static int
setup(void **state)
{
	static const char *const args[] = {"--max-pixels", "2000000", NULL};
	const struct server_options options = {
	    .workers = 1,
	    .worker_args = args,
	};

	(void)state;
	if (server_fixture_open(&options) < 0)
		return -1;
	return pool_workers(&server_fixture->pool, &worker, SERVER_FIXTURE_MS);
}

/* Sets out to so many zeros, compressed by zlib. */
static void
pack(size_t zeros, struct page_file *out)
{
	unsigned char *raw = calloc(1, zeros);
	uLongf packed = compressBound(zeros);

	out->data = malloc(packed);
	assert_int_equal(compress2(out->data, &packed, raw, zeros, 1), Z_OK);
	out->len = packed;
	free(raw);
}

/* Sets the request to a PDF whose page has this box and this image; its body is
 * to be freed. */
static void
write_pdf(const char *box, const char *entries, const struct page_file *image,
    struct http_request *request)
{
	char *text = malloc(image->len + 1024);
	int len;

	len = sprintf(text,
	    "%%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
	    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
	    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R"
	    "/Resources<</XObject<</I 5 0 R>>>>>>endobj\n"
	    "4 0 obj<</Length 30>>stream\nq 9999 0 0 9999 0 0 cm /I Do Q \n"
	    "endstream endobj\n6 0 obj 8000 endobj\n"
	    "5 0 obj<</Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8"
	    "/Length %zu%s>>stream\n",
	    box, image->len, entries);
	memcpy(text + len, image->data, image->len);
	len += (int)image->len;
	len +=
	    sprintf(text + len, "\nendstream endobj\ntrailer<</Root 1 0 R>>\n");
	request->path = "/ocr";
	request->body = text;
	request->body_len = (size_t)len;
}

static void
assert_limit(const char *box, const char *entries,
    const struct page_file *image, int limit)
{
	struct http_request request = {.path = NULL};
	struct http_answer answer;
	json_t *json;

	write_pdf(box, entries, image, &request);
	json = problem_send(server_fixture->port, &request, 422, &answer);
	assert_string_equal(json_string_value(json_object_get(json, "type")),
	    "urn:mod_ocr:problem:too-many-pixels");
	assert_int_equal(
	    json_integer_value(json_object_get(json, "limit")), limit);
	json_decref(json);
	http_answer_clear(&answer);
	free((char *)(uintptr_t)request.body);
}

/* So large that nothing could be read at what resolution fits. */
static void
test_huge_pages(void **state)
{
	static const char small[] = "/Width 1/Height 1";
	static unsigned char black;
	static const struct page_file dot = {&black, 1};

	(void)state;
	assert_limit("0 0 1000000 1000000", small, &dot, MAX_PIXELS);
	assert_limit("0 0 2900 2900", small, &dot, MAX_PIXELS);
	assert_limit("0 0 30 100000", small, &dot, MAX_SIDE);
	assert_limit(
	    "0 0 1000000000000 1000000000000", small, &dot, MAX_PIXELS);
}

/* However the file says how large an image is; and one too wide, although of
 * few pixels, would only be left out. */
static void
test_huge_images(void **state)
{
#define PACKED "/Filter/FlateDecode"
	static const char *const entries[] = {PACKED "/Width 8000/Height 8000",
	    PACKED "/W#69dth 8000/Hei#67ht 8000",
	    PACKED "/Width 6 0 R/Height 6 0 R",
	    PACKED "/Width%\n8000/Height%/Height 1\n8000",
	    PACKED "/W 8000/H 8000/SMask 5 0 R"};
	struct page_file image;

	(void)state;
	pack(8000 * 8000, &image);
	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
		assert_limit("0 0 300 400", entries[i], &image, MAX_PIXELS);
	assert_limit(
	    "0 0 300 400", PACKED "/Width 40000/Height 40", &image, MAX_SIDE);
	free(image.data);
	if (!server_is_sanitized())
		assert_in_range(process_peak(worker), 1, PEAK_MAX);
}

/* JPEG 2000 is decoded at the size of its own, whatever the PDF says. */
static void
test_huge_jpeg_2000(void **state)
{
	static const unsigned char side[] = {0, 0, 0x1f, 0x40};
	static const struct {
		const char *behind;
		size_t at;
	} sides[] = {{"ihdr", 4}, {"ihdr", 8}, {"\xff\x51", 6},
	    {"\xff\x51", 10}, /* and of tiles: */ {"\xff\x51", 22},
	    {"\xff\x51", 26}};
	struct page_file image;
	unsigned char *found;

	(void)state;
	assert_int_equal(page_text("A page.\n", PAGE_JP2, &image), 0);
	for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++) {
		found = memmem(image.data, image.len, sides[i].behind,
		    strlen(sides[i].behind));
		assert_non_null(found);
		memcpy(found + sides[i].at, side, sizeof(side));
	}
	assert_limit("0 0 300 400", "/Width 100/Height 100/Filter/JPXDecode",
	    &image, MAX_PIXELS);
	page_file_clear(&image);
	if (!server_is_sanitized())
		assert_in_range(process_peak(worker), 1, PEAK_MAX);
}

/* A tile that is drawn a hundred million times, which takes cairo minutes. */
static const char tiles[] =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents 4 0 R"
    "/Resources<</Pattern<</P 5 0 R>>>>>>endobj\n"
    "4 0 obj<</Length 37>>stream\n/Pattern cs /P scn 0 0 500 500 re f  \n"
    "endstream endobj\n"
    "5 0 obj<</PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1000 1000]"
    "/XStep 0.05/YStep 0.05/Resources<<>>/Length 12>>stream\n"
    "0 0 1 1 re f\nendstream endobj\ntrailer<</Root 1 0 R/Size 6>>\n";

/* What a library draws without an end is ended by the worker's deadline. */
static void
test_endless_drawing(void **state)
{
	const struct http_request request = {.path = "/ocr?timeout=2",
	    .body = tiles,
	    .body_len = sizeof(tiles) - 1,
	    .bound_ms = SERVER_FIXTURE_MS};
	struct http_answer answer;

	(void)state;
	assert_int_equal(http_send(server_fixture->port, &request, &answer), 0);
	assert_int_equal(answer.status, 504);
	assert_in_range((unsigned long)answer.ms, 2000, 10000);
	http_answer_clear(&answer);
}

/* Makes a PDF with many forms, all of which are in the resources of each. */
static void
make_nested_forms(struct pdf_maker *m)
{
	char resources[2048];
	size_t n = (size_t)snprintf(resources, sizeof(resources),
	    "<< /Font << /F 6 0 R >> /XObject <<");

	for (int i = 0; i < FORMS; i++)
		n += (size_t)snprintf(
		    resources + n, sizeof(resources) - n, " /X%d 7 0 R", i);
	snprintf(resources + n, sizeof(resources) - n, " >> >>");
	pdf_maker_begin(m);
	pdf_maker_add(m, 1, "<< /Type /Catalog /Pages 2 0 R >>");
	pdf_maker_add(m, 2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
	pdf_maker_add(m, 3,
	    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 100]"
	    " /Contents 4 0 R /Resources 5 0 R >>");
	pdf_maker_add_text(m, 4, "BT /F 24 Tf 20 40 Td (Forms in forms) Tj ET");
	pdf_maker_add(m, 5, "%s", resources);
	pdf_maker_add(
	    m, 6, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
	pdf_maker_add_stream(m, 7,
	    "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources 5 0 R",
	    "", 0);
	pdf_maker_end(m, "/Root 1 0 R");
}

/* Not all ways through forms are taken that lead to each other. */
static void
test_forms_within_forms(void **state)
{
	struct pdf_maker m;
	struct http_request request = {
	    .path = "/ocr?timeout=20", .bound_ms = SERVER_FIXTURE_MS};
	struct http_answer answer;

	(void)state;
	make_nested_forms(&m);
	request.body = m.file.data;
	request.body_len = m.file.len;
	assert_int_equal(http_send(server_fixture->port, &request, &answer), 0);
	assert_int_equal(answer.status, 200);
	assert_non_null(strstr(answer.body, "Forms in forms"));
	http_answer_clear(&answer);
	page_file_clear(&m.file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_huge_pages),
	    cmocka_unit_test(test_huge_images),
	    cmocka_unit_test(test_huge_jpeg_2000),
	    cmocka_unit_test(test_endless_drawing),
	    cmocka_unit_test(test_forms_within_forms),
	};

	return server_report(cmocka_run_group_tests_name(
	    "pdf limits", tests, setup, server_fixture_teardown));
}
