/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PDFs that were written or scanned, pages that are chosen, and what is
 * refused.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/problem.h"
#include "tests/lib/process.h"
#include "tests/lib/reading.h"
#include "tests/lib/server.h"
#include "tests/lib/typeset.h"

static const char *const texts[] = {
    "The first page of a contract\nbetween two parties.\n",
    "The second page has a table\nof all the prices.\n",
    "The third page is where\nboth parties sign.\n"};

static const struct typeset style = {
    "DejaVu Serif", 14, .width = 320, .height = 140, .dpi = 200};

static struct server *server;

static struct server *
start(const char *max_pages)
{
	const char *args[] = {
	    "--max-pages", max_pages, "--max-pixels", "2000000", NULL};
	const struct server_options options = {
	    .workers = 1,
	    .worker_args = args,
	};

	return server_start(&options);
}

static int
setup(void **state)
{
	(void)state;
	server = start("3");
	return server ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	return server_stop(server);
}

static json_t *
refused(const char *path, const struct page_file *file, long status)
{
	struct http_answer answer;
	json_t *json;

	assert_int_equal(
	    http_post(server->port, path, file->data, file->len, &answer), 0);
	json = problem_read(&answer, status);
	if (!json)
		print_error("%s %s\n", path, answer.body);
	assert_non_null(json);
	http_answer_clear(&answer);
	return json;
}

static void
assert_refused(const char *path, const struct page_file *file, long status,
    const char *member, const char *value)
{
	json_t *json = refused(path, file, status);
	const char *got = json_string_value(json_object_get(json, member));

	assert_non_null(got);
	assert_non_null(strstr(got, value));
	json_decref(json);
}

static void
test_written(void **state)
{
	struct page_file pdf;
	char *got;
	json_t *json;

	(void)state;
	assert_int_equal(typeset_pdf(texts, 3, &style, &pdf), 0);
	got = reading_post(server->port, "/ocr", &pdf);
	assert_memory_equal(got, "The first page", 14);
	assert_non_null(strstr(got, "\fThe second page"));
	assert_non_null(strstr(got, "\fThe third page"));
	free(got);
	json = reading_json(server->port, "/ocr?format=json", &pdf);
	assert_int_equal(reading_number(json, "dpi"), 300);
	assert_int_equal(reading_number(json, "width"), 1334);
	json_decref(json);
	json = reading_json(server->port, "/ocr?format=json&dpi=150", &pdf);
	assert_int_equal(reading_number(json, "dpi"), 150);
	assert_int_equal(reading_number(json, "width"), 667);
	json_decref(json);
	/* The resolution is what fits, and the answer says so. */
	json = reading_json(server->port, "/ocr?format=json&dpi=2400", &pdf);
	assert_in_range(reading_number(json, "dpi"), 470, 490);
	assert_in_range(reading_number(json, "width"), 2100, 2140);
	json_decref(json);
	page_file_clear(&pdf);
}

/* A scan is rendered at its own resolution: pixel for pixel. */
static void
test_scanned(void **state)
{
	struct page_file image, pdf;
	char *want;
	json_t *json;

	(void)state;
	assert_int_equal(typeset_image(texts[0], &style, PAGE_PNG, &image), 0);
	assert_int_equal(typeset_scan(&image, 1, 200, &pdf), 0);
	json = reading_json(server->port, "/ocr?format=json", &pdf);
	assert_int_equal(reading_number(json, "dpi"), 200);
	assert_in_range(reading_number(json, "width"), 887, 889);
	json_decref(json);
	want = reading_post(server->port, "/ocr", &image);
	reading_expect(server->port, "/ocr", &pdf, want);
	free(want);
	page_file_clear(&pdf);
	/* Text cannot be read at so low a resolution. */
	assert_int_equal(typeset_scan(&image, 1, 100, &pdf), 0);
	json = reading_json(server->port, "/ocr?format=json", &pdf);
	assert_int_equal(reading_number(json, "dpi"), 150);
	assert_in_range(reading_number(json, "width"), 1331, 1333);
	json_decref(json);
	page_file_clear(&pdf);
	/* The page is too large, so it is rendered as finely as is allowed. */
	assert_int_equal(typeset_scan(&image, 1, 40, &pdf), 0);
	json = reading_json(server->port, "/ocr?format=json", &pdf);
	assert_in_range(reading_number(json, "width"), 1000, 2200);
	json_decref(json);
	page_file_clear(&pdf);
	page_file_clear(&image);
}

static void
assert_last_two(const char *path, const struct page_file *pdf)
{
	json_t *json = reading_json(server->port, path, pdf);

	assert_int_equal(json_array_size(json_object_get(json, "pages")), 2);
	assert_int_equal(reading_number(json, "page"), 2);
	json_decref(json);
}

static void
test_pages(void **state)
{
	struct page_file pdf;
	json_t *json, *pages;

	(void)state;
	assert_int_equal(typeset_pdf(texts, 3, &style, &pdf), 0);
	reading_expect(server->port, "/ocr?pages=2", &pdf, texts[1]);
	json = reading_json(server->port, "/ocr?pages=3,1&format=json", &pdf);
	pages = json_object_get(json, "pages");
	assert_int_equal(json_array_size(pages), 2);
	assert_int_equal(reading_number(json, "page"), 1);
	assert_int_equal(json_integer_value(
			     json_object_get(json_array_get(pages, 1), "page")),
	    3);
	json_decref(json);
	assert_last_two("/ocr?pages=2-&format=json", &pdf);
	assert_last_two("/ocr?pages=2-20&format=json", &pdf);
	reading_expect(server->port, "/ocr?pages=3-", &pdf, texts[2]);
	assert_refused("/ocr?pages=4-", &pdf, 400, "parameter", "pages");
	assert_refused("/ocr?pages=1,4", &pdf, 400, "parameter", "pages");
	page_file_clear(&pdf);
}

/* Only the pages that are asked for count. */
static void
test_too_many_pages(void **state)
{
	const char *six[] = {
	    texts[0], texts[1], texts[2], texts[0], texts[1], texts[2]};
	struct page_file pdf;
	json_t *json;

	(void)state;
	assert_int_equal(typeset_pdf(six, 6, &style, &pdf), 0);
	json = refused("/ocr", &pdf, 422);
	assert_int_equal(json_integer_value(json_object_get(json, "limit")), 3);
	json_decref(json);
	json_decref(refused("/ocr?pages=1-4", &pdf, 422));
	reading_expect(server->port, "/ocr?pages=6", &pdf, texts[2]);
	page_file_clear(&pdf);
}

static void
test_refused(void **state)
{
	struct page_file pdf, cut;

	(void)state;
	assert_int_equal(typeset_pdf(texts, 3, &style, &pdf), 0);
	cut = (struct page_file){pdf.data, 400};
	assert_refused("/ocr", &cut, 422, "type", "undecodable");
	page_file_clear(&pdf);
	pdf.data = (unsigned char *)process_read_file(
	    "tests/data/encrypted.pdf", &pdf.len);
	assert_refused("/ocr", &pdf, 422, "type", "encrypted");
	assert_refused("/ocr", &pdf, 422, "detail", "password");
	free(pdf.data);
}

/* A page whose content is %s; the image that it shows does not exist. */
#define SKELETON                                                               \
	"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"              \
	"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"                   \
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 200]/Contents 4 "   \
	"0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"                         \
	"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"       \
	"4 0 obj<</Length %zu>>stream\n%s\nendstream endobj\n"                 \
	"trailer<</Root 1 0 R>>\n"

static struct page_file
damaged(const char *content)
{
	static char text[2048];
	int n =
	    snprintf(text, sizeof(text), SKELETON, strlen(content), content);

	return (struct page_file){(unsigned char *)text, (size_t)n};
}

/* poppler leaves out what it cannot draw; the page must not pass for an empty
 * one. */
static void
test_damaged(void **state)
{
	static const char missing[] = "q 400 0 0 200 0 0 cm /Im0 Do Q";
	static const char rest[] = "BT /F 24 Tf 40 100 Td (Contract) Tj ET "
				   "q 9 0 0 9 0 0 cm /Im0 Do Q";
	struct page_file pdf = damaged(missing);
	struct http_answer answer;

	(void)state;
	assert_refused("/ocr", &pdf, 422, "type", "undecodable");
	assert_refused("/ocr?format=pdf", &pdf, 422, "detail", "page 1");
	/* A sound page may be blank, and a damaged one may be read in part. */
	pdf = damaged("");
	assert_int_equal(
	    http_post(server->port, "/ocr", pdf.data, pdf.len, &answer), 0);
	assert_int_equal(answer.status, 200);
	http_answer_clear(&answer);
	pdf = damaged(rest);
	assert_int_equal(
	    http_post(server->port, "/ocr", pdf.data, pdf.len, &answer), 0);
	assert_int_equal(answer.status, 200);
	assert_non_null(strstr(answer.body, "Contract"));
	http_answer_clear(&answer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_written),
	    cmocka_unit_test(test_scanned),
	    cmocka_unit_test(test_pages),
	    cmocka_unit_test(test_too_many_pages),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_damaged),
	};

	return server_report(
	    cmocka_run_group_tests_name("pdf", tests, setup, teardown));
}
