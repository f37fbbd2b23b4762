/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * NDJSON: a line for each page, sent while the next one is recognized.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/http.h"
#include "tests/lib/measure.h"
#include "tests/lib/page.h"
#include "tests/lib/problem.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"

#define ROUNDS 3
#define PAGES 20

static int
setup(void **state)
{
	const struct server_options options = {
	    .workers = 1,
	    .conf = "server.stream-response-body := 1",
	};

	(void)state;
	return server_fixture_open(&options);
}

/* The lines are the pages of the JSON answer. */
static void
test_ndjson_has_the_pages_of_json(void **state)
{
	const char *texts[] = {"The first page says this.\n",
	    "Another page says that.\n", "And the third page ends it.\n"};
	struct page_file page;
	char *lines, *rest, *whole;
	json_t *json, *object, *wanted;
	size_t len, i;

	(void)state;
	assert_int_equal(page_tiff(texts, 3, &page), 0);
	whole = server_fixture_document(
	    "/ocr?format=json", &page, "application/json", &len);
	json = json_loadb(whole, len, 0, NULL);
	rest = lines = server_fixture_document(
	    "/ocr?format=ndjson", &page, "application/x-ndjson", &len);
	json_array_foreach(json_object_get(json, "pages"), i, wanted)
	{
		object = json_loads(strsep(&rest, "\n"), 0, NULL);
		assert_true(json_equal(object, wanted));
		json_decref(object);
	}
	assert_int_equal(i, 3);
	assert_string_equal(rest, "");
	json_decref(json);
	free(lines);
	free(whole);
	page_file_clear(&page);
}

/* Makes a TIFF of three gray pages, compressed by zlib.  The first one is
 * damaged so near its beginning that only a white edge is left of it. */
static void
page_damaged(struct page_file *file)
{
	PIX *text = pixRead("tests/data/sample.png"), *gray;
	PIXA *pages = pixaCreate(3);

	gray = pixConvertTo8(text, 0);
	for (int i = 0; i < 3; i++)
		pixaAddPix(pages, gray, L_COPY);
	assert_int_equal(
	    pixaWriteMemMultipageTiff(&file->data, &file->len, pages), 0);
	memset(file->data + 64, 0xff, 64);
	pixaDestroy(&pages);
	pixDestroy(&gray);
	pixDestroy(&text);
}

static void
test_ndjson_ends_with_the_problem(void **state)
{
	const char *texts[] = {"A page\nof three\nlines.\n", "A line.\n"};
	struct page_file page;
	char *lines, *rest;
	json_t *first, *problem;
	size_t len;

	(void)state;
	assert_int_equal(page_tiff(texts, 2, &page), 0);
	/* The second page is less high. */
	rest = lines =
	    server_fixture_document("/ocr?format=ndjson&region=0,0,900,190",
		&page, "application/x-ndjson", &len);
	first = json_loads(strsep(&rest, "\n"), 0, NULL);
	assert_int_equal(json_integer_value(json_object_get(first, "page")), 1);
	problem = json_loads(strsep(&rest, "\n"), 0, NULL);
	assert_int_equal(
	    json_integer_value(json_object_get(problem, "status")), 400);
	assert_string_equal(
	    json_string_value(json_object_get(problem, "parameter")), "region");
	assert_string_equal(rest, "");
	json_decref(first);
	json_decref(problem);
	free(lines);
	page_file_clear(&page);
}

/* Nothing has been sent by then. */
static void
test_a_first_page_that_fails_is_a_problem(void **state)
{
	struct http_request request = {.path = "/ocr?format=ndjson&pages=1"};
	struct http_answer answer;
	struct page_file page;

	(void)state;
	page_damaged(&page);
	request.body = page.data;
	request.body_len = page.len;
	assert_int_equal(http_send(server_fixture->port, &request, &answer), 0);
	json_decref(problem_read(&answer, 422));
	assert_int_equal(answer.status, 422);
	http_answer_clear(&answer);
	page_file_clear(&page);
}

/* Measures when the first line of the answer ends, and when the answer ends. */
static void
time_lines(const void *request, size_t len, double *first, double *last)
{
	int fd = raw_request(server_fixture->port, request, len);
	double start = process_now_ms();
	static char answer[1 << 20];
	size_t used = 0;
	ssize_t n;

	assert_true(fd >= 0);
	*first = 0;
	while ((n = read(fd, answer + used, sizeof(answer) - used - 1)) > 0) {
		used += (size_t)n;
		answer[used] = '\0';
		if (*first == 0 && strstr(answer, "{\"page\":1,"))
			*first = process_now_ms() - start;
	}
	*last = process_now_ms() - start;
	close(fd);
	assert_memory_equal(answer, "HTTP/1.1 200 ", 13);
	assert_non_null(strstr(answer, "{\"page\":20,"));
	assert_null(strcasestr(answer, "\r\ncontent-length:"));
}

static void
test_ndjson_is_sent_page_by_page(void **state)
{
	const char *same[PAGES];
	struct page_file page;
	char *request;
	double first, last, part[ROUNDS];
	int head;

	(void)state;
	for (size_t i = 0; i < PAGES; i++)
		same[i] =
		    "One of twenty pages\nthat are sent as they finish.\n";
	assert_int_equal(page_tiff(same, PAGES, &page), 0);
	request = malloc(page.len + 256);
	head = sprintf(request,
	    "POST /ocr?format=ndjson HTTP/1.1\r\nHost: a\r\n"
	    "Connection: close\r\nContent-Length: %zu\r\n\r\n",
	    page.len);
	memcpy(request + head, page.data, page.len);
	for (int i = 0; i < ROUNDS; i++) {
		time_lines(request, (size_t)head + page.len, &first, &last);
		print_message("first page %.1f ms, all %.1f ms\n", first, last);
		assert_true(first > 0);
		part[i] = first / last;
	}
	assert_true(measure_median(part, ROUNDS) < 0.1);
	free(request);
	page_file_clear(&page);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_ndjson_has_the_pages_of_json),
	    cmocka_unit_test(test_ndjson_ends_with_the_problem),
	    cmocka_unit_test(test_a_first_page_that_fails_is_a_problem),
	    cmocka_unit_test(test_ndjson_is_sent_page_by_page),
	};

	return server_report(cmocka_run_group_tests_name(
	    "ndjson", tests, setup, server_fixture_teardown));
}
