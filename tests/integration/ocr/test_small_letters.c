/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * PDFs with small letters: as letters of a font they have a size, by which the
 * page is drawn; as shapes they show how small they are when they are read.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/process.h"
#include "tests/lib/reading.h"
#include "tests/lib/server.h"
#include "tests/lib/typeset.h"

#define RUN_MS 30000

static const char text[] = "Invoice number 48213 of March 2024\n"
			   "Delivery of seven wooden chairs\n"
			   "Total amount payable 1296 dollars\n"
			   "Please transfer within thirty days\n"
			   "Thank you very much for your order\n";

static struct server *server;

static int
setup(void **state)
{
	const char *args[] = {"--threads", "2", "--max-memory", "1500m",
	    "--max-pixels", "20000000", NULL};
	const struct server_options options = {
	    .workers = 2, /* one of them idle, so that both threads may run */
	    .worker_args = args,
	};

	(void)state;
	server = server_start(&options);
	return server ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	return server_stop(server);
}

/* Posts a PDF of so many pages with the text in this size, and checks that all
 * is read, at a resolution from least to most. */
static void
assert_read(const char *path, double size, bool outlined, size_t pages,
    int least, int most)
{
	const char *const texts[] = {text, text, text};
	const struct typeset style = {"Liberation Serif", size,
	    .outlined = outlined, .width = 240, .height = 160};
	char want[sizeof(text)], *got;
	struct page_file pdf;
	json_t *json;

	assert_int_equal(typeset_pdf(texts, pages, &style, &pdf), 0);
	json = reading_json(server->port, path, &pdf);
	got = strdup(json_string_value(json_object_get(json, "text")));
	reading_squeeze(got);
	memcpy(want, text, sizeof(text));
	reading_squeeze(want);
	for (size_t i = 0, at = 0; i < pages; i++, at += strlen(want) + 1)
		if (strlen(got) < at ||
		    strncmp(got + at, want, strlen(want)) != 0)
			fail_msg("%g, page %zu: %s", size, i, got);
	if (reading_number(json, "dpi") < least ||
	    reading_number(json, "dpi") > most)
		fail_msg("%g: %d dpi", size, reading_number(json, "dpi"));
	free(got);
	json_decref(json);
	page_file_clear(&pdf);
}

#define NEVER "/ocr?format=json&layer=never"

static void
test_letters(void **state)
{
	(void)state;
	assert_read(NEVER, 10, false, 1, 300, 300);
	/* Letters of 6 points and more are drawn and read once. */
	assert_read(NEVER, 6, false, 1, 300, 300);
	assert_read(NEVER, 4, false, 1, 449, 451);
	assert_read(NEVER, 2.5, false, 1, 719, 721);
}

static void
test_shapes(void **state)
{
	(void)state;
	assert_read("/ocr?format=json", 10, true, 1, 300, 300);
	assert_read("/ocr?format=json", 4, true, 1, 600, 900);
	assert_read("/ocr?format=json", 2.5, true, 1, 600, 900);
	assert_read("/ocr?format=json", 2.5, true, 3, 600, 900);
	/* The resolution that was asked for counts. */
	assert_read("/ocr?format=json&dpi=300", 4, true, 1, 300, 300);
}

/* Returns an attribute of the word, such as xMin, in points, from what
 * pdftotext -bbox printed. */
static double
place_of(const char *printed, const char *word, const char *name)
{
	const char *at = strstr(printed, word);

	assert_non_null(at);
	while (at > printed && strncmp(at, "<word ", 6) != 0)
		at--;
	at = strstr(at, name);
	assert_non_null(at);
	return strtod(at + strlen(name) + 2, NULL);
}

static void
assert_between(double least, double value, double most)
{
	if (value < least || value > most)
		fail_msg("%g is not between %g and %g", value, least, most);
}

/* Words of a page that was drawn once more are where they are seen. */
static void
test_places(void **state)
{
	static const char *const texts[] = {text};
	static const struct typeset style = {"Liberation Serif", 4,
	    .outlined = true, .width = 240, .height = 160};
	const char *path = server_path(server, "small.pdf");
	const char *argv[] = {"pdftotext", "-bbox", path, "-", NULL};
	struct page_file pdf, answer;
	struct process_result result;
	struct http_answer http;

	(void)state;
	assert_int_equal(typeset_pdf(texts, 1, &style, &pdf), 0);
	assert_int_equal(http_post(server->port, "/ocr?format=pdf", pdf.data,
			     pdf.len, &http),
	    0);
	assert_int_equal(http.status, 200);
	answer = (struct page_file){(unsigned char *)http.body, http.body_len};
	assert_int_equal(page_file_write(&answer, path), 0);
	assert_int_equal(process_run(argv, RUN_MS, &result), 0);
	/* As it was drawn; letters may reach below their line. */
	assert_between(35.5, place_of(result.out, ">Invoice<", "xMin"), 36.5);
	assert_between(63.5, place_of(result.out, ">order<", "yMax"), 65);
	process_result_clear(&result);
	http_answer_clear(&http);
	page_file_clear(&pdf);
}

/*
 * How finely a page is drawn does not depend on the pages beside it, although
 * two of them are as many as --max-memory lets both threads have at once.
 */
static void
test_large_pages(void **state)
{
	enum { PAGES = 3 };
	static const char *const texts[PAGES] = {text, text, text};
	static const struct typeset style = {"Liberation Serif", 4,
	    .outlined = true, .width = 800, .height = 800};
	struct page_file pdf;
	json_t *json;

	(void)state;
	assert_int_equal(typeset_pdf(texts, PAGES, &style, &pdf), 0);
	json = reading_json(server->port, "/ocr?format=json", &pdf);
	for (size_t i = 0; i < PAGES; i++) {
		const json_t *page =
		    json_array_get(json_object_get(json, "pages"), i);

		/* As finely as --max-pixels allows. */
		assert_between(
		    400, json_number_value(json_object_get(page, "dpi")), 405);
	}
	json_decref(json);
	page_file_clear(&pdf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_letters),
	    cmocka_unit_test(test_shapes),
	    cmocka_unit_test(test_large_pages),
	    cmocka_unit_test(test_places),
	};

	return server_report(cmocka_run_group_tests_name(
	    "small_letters", tests, setup, teardown));
}
