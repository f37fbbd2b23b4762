/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A page posted to lighttpd comes back as what the tesseract command says of
 * the same page: every input format, every output format, every option.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/reading.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/tesseract.h"

static const char first[] = "A page posted to lighttpd\ncomes back as text.\n";
static const char second[] = "The second page\nhas two lines, too.\n";

static int
setup(void **state)
{
	const struct server_options two_workers = {.workers = 2};

	(void)state;
	return server_fixture_open(&two_workers);
}

static char *
command(const struct page_file *page, const char *option, const char *value,
    const char *config)
{
	char *text =
	    tesseract_say(server_fixture->dir, page, option, value, config);

	assert_non_null(text);
	return text;
}

static void
test_every_input_format(void **state)
{
	(void)state;
	for (enum page_format f = 0; f < PAGE_FORMATS; f++) {
		struct page_file page;
		char *want, *got;

		assert_int_equal(page_text(first, f, &page), 0);
		want = tesseract_trim(command(&page, NULL, NULL, NULL));
		got = tesseract_trim(
		    reading_post(server_fixture->port, "/ocr", &page));
		if (strcmp(got, want) != 0)
			print_error("%s\n", page_format_name(f));
		assert_string_equal(got, want);
		assert_non_null(strstr(got, "comes back as text."));
		free(got);
		free(want);
		page_file_clear(&page);
	}
}

static void
test_sample(void **state)
{
	struct page_file page;
	char *want, *got;

	(void)state;
	assert_int_equal(page_file_read("tests/data/sample.png", &page), 0);
	want = process_read_file("tests/data/sample.txt", NULL);
	assert_non_null(want);
	got = reading_post(server_fixture->port, "/ocr", &page);
	assert_string_equal(tesseract_trim(got), tesseract_trim(want));
	free(got);
	free(want);
	page_file_clear(&page);
}

static void
test_all_pages_of_a_tiff(void **state)
{
	const char *texts[] = {first, second, first};
	struct page_file page;
	char *want, *got, *feed;

	(void)state;
	assert_int_equal(page_tiff(texts, 3, &page), 0);
	want = command(&page, NULL, NULL, NULL);
	got = reading_post(server_fixture->port, "/ocr", &page);
	feed = strchr(got, '\f');
	assert_non_null(feed);
	assert_non_null(strchr(feed + 1, '\f'));
	assert_string_equal(tesseract_trim(got), tesseract_trim(want));
	free(got);
	free(want);
	page_file_clear(&page);
}

/* Asserts that the service and the command write the same document, but for the
 * name of the file. */
static void
say_the_same(const char *query, const struct page_file *page,
    const char *option, const char *value, const char *format)
{
	char *want = command(page, option, value, format), *got, path[64];

	snprintf(path, sizeof(path), "/ocr?format=%s%s", format, query);
	got = reading_post(server_fixture->port, path, page);
	assert_string_equal(
	    tesseract_forget_file(got), tesseract_forget_file(want));
	free(got);
	free(want);
}

static void
test_same_document_as_the_command(void **state)
{
	static const char *const formats[] = {"hocr", "alto", "tsv"};
	const char *texts[] = {first, second};
	struct page_file page;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		/* In the command's ALTO of two pages each ID is there twice. */
		bool alone = strcmp(formats[i], "alto") == 0;

		assert_int_equal(page_tiff(texts, alone ? 1 : 2, &page), 0);
		say_the_same("", &page, NULL, NULL, formats[i]);
		page_file_clear(&page);
	}
}

static void
test_options_reach_tesseract(void **state)
{
	static const char *const table[][3] = {
	    {"&psm=6", "--psm", "6"},
	    {"&psm=11", "--psm", "11"},
	    {"&dpi=150", "--dpi", "150"},
	    {"&lang=eng", "-l", "eng"},
	    {"&lang=eng+deu", "-l", "eng+deu"},
	};
	struct page_file page;

	(void)state;
	assert_int_equal(page_text(first, PAGE_PNG, &page), 0);
	for (size_t i = 0; i < 5; i++)
		say_the_same(
		    table[i][0], &page, table[i][1], table[i][2], "hocr");
	page_file_clear(&page);
}

static void
test_accept_chooses_the_format(void **state)
{
	static const char *const table[][2] = {
	    {"Accept: text/plain", "text/plain; charset=utf-8"},
	    {"Accept: */*", "text/plain; charset=utf-8"},
	    {"Accept: application/json", "application/json"},
	    {"Accept: text/plain;q=0.5, application/json", "application/json"},
	    {"Accept: application/alto+xml", "application/alto+xml"},
	    {"Accept: text/html", "text/html"},
	    {"Accept: text/tab-separated-values", "text/tab-separated-values"},
	};
	struct page_file page;

	(void)state;
	assert_int_equal(page_text("One line.\n", PAGE_PNG, &page), 0);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const char *headers[] = {table[i][0], NULL};
		struct http_request request = {
		    .path = "/ocr",
		    .headers = headers,
		    .body = page.data,
		    .body_len = page.len,
		};
		struct http_answer answer;
		const char *type;

		assert_int_equal(
		    http_send(server_fixture->port, &request, &answer), 0);
		assert_int_equal(answer.status, 200);
		type = http_header(&answer, "Content-Type");
		assert_non_null(type);
		assert_memory_equal(type, table[i][1], strlen(table[i][1]));
		http_answer_clear(&answer);
	}
	page_file_clear(&page);
}

static void
test_every_way_to_send(void **state)
{
	struct page_file page;
	char *want;

	(void)state;
	assert_int_equal(page_text(first, PAGE_BMP, &page), 0);
	want = reading_post(server_fixture->port, "/ocr", &page);
	for (int i = 1; i < 8; i++) {
		struct http_request request = {
		    .path = "/ocr",
		    .body = page.data,
		    .body_len = page.len,
		    .chunked = i & 1,
		    .h2 = i & 2,
		    .expect = i & 4,
		};
		struct http_answer answer;
		const char *timing;

		/* lighttpd 1.4.69: 411 for HTTP/2 without a length. */
		if (request.chunked && request.h2)
			continue;
		assert_int_equal(
		    http_send(server_fixture->port, &request, &answer), 0);
		assert_int_equal(answer.status, 200);
		assert_string_equal(answer.body, want);
		assert_non_null(http_header(&answer, "X-Request-Id"));
		timing = http_header(&answer, "Server-Timing");
		assert_non_null(timing);
		assert_memory_equal(timing, "queue;dur=", 10);
		assert_non_null(strstr(timing, "ocr;dur="));
		http_answer_clear(&answer);
	}
	free(want);
	page_file_clear(&page);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_input_format),
	    cmocka_unit_test(test_sample),
	    cmocka_unit_test(test_all_pages_of_a_tiff),
	    cmocka_unit_test(test_same_document_as_the_command),
	    cmocka_unit_test(test_options_reach_tesseract),
	    cmocka_unit_test(test_accept_chooses_the_format),
	    cmocka_unit_test(test_every_way_to_send),
	};

	return server_report(cmocka_run_group_tests_name(
	    "ocr", tests, setup, server_fixture_teardown));
}
