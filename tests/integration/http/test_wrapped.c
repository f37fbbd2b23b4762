/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What files are wrapped in, on each path that takes one: compressed forms, and
 * forms whose second input nobody filled in.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "tests/lib/problem.h"
#include "tests/lib/server_fixture.h"

#define TYPE "Content-Type: multipart/form-data; boundary=b"
#define HEAD "--b\r\nContent-Disposition: form-data; name=\"file\"; filename="
#define UNFILLED                                                               \
	HEAD "\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n"
#define TEXT "The quick brown fox"

static const char *const paths[] = {"/ocr", "/tesseract", "/parse/image"};
#define PATHS (sizeof(paths) / sizeof(paths[0]))

static struct page_file page;

/* Makes a form with the page between two texts, to be cleared. */
static struct page_file
make_form(const char *before, const char *after)
{
	struct page_file form = {NULL, 0};
	FILE *f = open_memstream((char **)&form.data, &form.len);

	assert_non_null(f);
	fputs(before, f);
	fwrite(page.data, 1, page.len, f);
	fputs(after, f);
	fclose(f);
	return form;
}

static struct page_file
pack(const struct page_file *file)
{
	struct page_file packed = {malloc(file->len + 4096), file->len + 4096};
	z_stream z = {.next_in = file->data,
	    .avail_in = (uInt)file->len,
	    .next_out = packed.data,
	    .avail_out = (uInt)packed.len};

	assert_non_null(packed.data);
	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 31, 8, 0), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	packed.len = z.total_out;
	deflateEnd(&z);
	return packed;
}

/* For the status 200 expects the page's text, else a problem that has the
 * text. */
static void
expect(const char *path, const struct page_file *body, const char *type,
    const char *encoding, long status, const char *text)
{
	const char *headers[] = {type, encoding, NULL};
	const struct http_request request = {.path = path,
	    .method = "POST",
	    .headers = headers,
	    .body = body->data,
	    .body_len = body->len};
	struct http_answer answer;

	assert_int_equal(http_send(server_fixture->port, &request, &answer), 0);
	if (answer.status != status || !strstr(answer.body, text))
		fail_msg("%s: %ld %s", path, answer.status, answer.body);
	if (status != 200)
		json_decref(problem_read(&answer, status));
	http_answer_clear(&answer);
}

static void
test_packed_forms(void **state)
{
	static const char gzip[] = "Content-Encoding: gzip";
	static char zeros[10001];
	const struct page_file large = {(unsigned char *)zeros, sizeof(zeros)};
	const struct page_file fields = {
	    (unsigned char *)(uintptr_t) "base64Image=%2A", 15};
	struct page_file form = make_form(HEAD "a\r\n\r\n", "\r\n--b--\r\n");
	struct page_file packed = pack(&form), bomb = pack(&large);
	struct page_file pairs = pack(&fields);

	(void)state;
	for (size_t i = 0; i < PATHS; i++) {
		expect(paths[i], &packed, TYPE, gzip, 200, TEXT);
		expect(
		    paths[i], &form, TYPE, "Content-Encoding: br", 415, "gzip");
		expect(paths[i], &form, TYPE, gzip, 400, "Content-Encoding");
		expect(paths[i], &bomb, TYPE, gzip, 413, "10000");
	}
	expect("/parse/image", &pairs,
	    "Content-Type: application/x-www-form-urlencoded", gzip, 400,
	    "It is no base64.");
	page_file_clear(&form);
	page_file_clear(&packed);
	page_file_clear(&bomb);
	page_file_clear(&pairs);
}

static void
test_an_unfilled_input(void **state)
{
	static const char none[] = UNFILLED "--b--\r\n";
	const struct page_file alone = {
	    (unsigned char *)(uintptr_t)none, strlen(none)};
	struct page_file after =
	    make_form(HEAD "a\r\n\r\n", "\r\n" UNFILLED "--b--\r\n");
	struct page_file before =
	    make_form(UNFILLED HEAD "a\r\n\r\n", "\r\n--b--\r\n");

	(void)state;
	for (size_t i = 0; i < PATHS; i++) {
		expect(paths[i], &after, TYPE, NULL, 200, TEXT);
		expect(paths[i], &before, TYPE, NULL, 200, TEXT);
		expect(paths[i], &alone, TYPE, NULL, 400, "file");
	}
	page_file_clear(&after);
	page_file_clear(&before);
}

int
main(void)
{
	static const char *const args[] = {"--max-bytes", "10000", NULL};
	struct server_options options = {.workers = 1, .worker_args = args};
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(test_packed_forms, &options),
	    SERVER_FIXTURE_TEST(test_an_unfilled_input, &options),
	};
	int rc;

	if (page_text(TEXT, PAGE_PNG, &page) < 0)
		return 1;
	rc = cmocka_run_group_tests_name("wrapped", tests, NULL, NULL);
	page_file_clear(&page);
	return server_report(rc);
}
