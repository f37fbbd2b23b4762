/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How large an answer may be.  A small file can ask for an answer of any size,
 * since all pages of a TIFF may be the same strip.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/pool_fixture.h"
#include "tests/lib/server.h"

/* The limit is 25 MB; without it the answer would have more than 300 MB. */
#define SIDE 5000
#define PAGES 24
#define LIMIT "20m"
#define LIMIT_BYTES (20 << 20)
/* A small part of the page is read, which takes no time. */
#define CORNER "psm=7&region=0,0,20,20"
#define SMALL_LIMIT "3000"

/* Writes the value in so many bytes, the least significant first. */
static void
put(unsigned char **to, uint32_t value, unsigned bytes)
{
	for (; bytes > 0; bytes--, value >>= 8)
		*(*to)++ = (unsigned char)value;
}

/* Writes the directory of a gray page, whose pixels are at the offset 8; next
 * is the offset of the next directory, or 0. */
static void
put_page(unsigned char **to, uint32_t side, uint32_t next)
{
	const uint32_t tags[][2] = {{256, side}, {257, side}, {258, 8},
	    {259, 1}, {262, 1}, {273, 8}, {277, 1}, {278, side},
	    {279, side * side}};
	unsigned n = sizeof(tags) / sizeof(*tags);

	put(to, n, 2);
	for (unsigned i = 0; i < n; i++) {
		put(to, tags[i][0], 2);
		put(to, 4, 2);
		put(to, 1, 4);
		put(to, tags[i][1], 4);
	}
	put(to, next, 4);
}

/* Makes a TIFF of gray noise, all pages of which have the same pixels in the
 * file. */
static void
make_shared(uint32_t side, unsigned pages, struct page_file *file)
{
	const uint32_t page_len = 2 + 9 * 12 + 4, first = 8 + side * side;
	uint32_t noise = 1, next;
	unsigned char *to;

	file->len = first + (size_t)pages * page_len;
	file->data = to = malloc(file->len);
	assert_non_null(to);
	put(&to, 0x002a4949, 4);
	put(&to, first, 4);
	for (uint32_t i = 0; i < side * side; i++) {
		noise ^= noise << 13;
		noise ^= noise >> 17;
		noise ^= noise << 5;
		*to++ = (unsigned char)noise;
	}
	for (unsigned i = 1; i <= pages; i++) {
		next = i == pages ? 0 : first + i * page_len;
		put_page(&to, side, next);
	}
	assert_int_equal(to - file->data, file->len);
}

static void
assert_refused(const struct fcgi_answer *a, long long limit)
{
	json_t *problem = json_loads(a->body, 0, NULL);

	assert_non_null(problem);
	assert_string_equal(json_string_value(json_object_get(problem, "type")),
	    "urn:mod_ocr:problem:answer-too-large");
	assert_int_equal(
	    json_integer_value(json_object_get(problem, "limit_bytes")), limit);
	json_decref(problem);
}

static void
test_shared_strip(void **state)
{
	const struct fcgi_answer *a;
	struct page_file file;

	(void)state;
	make_shared(SIDE, PAGES, &file);
	pool_fixture_start(1, "--max-answer", LIMIT, NULL);
	a = pool_fixture_ask(&file, "format=pdf&" CORNER, 413);
	assert_refused(a, LIMIT_BYTES);
	/* An answer within the limit comes. */
	a = pool_fixture_ask(&file, "format=pdf&pages=1&" CORNER, 200);
	print_message("a page has %zu MB, all had %zu MB\n", a->body_len >> 20,
	    a->body_len * PAGES >> 20);
	assert_true(a->body_len * PAGES > 300000000);
	assert_int_equal(test_pool_record(&pool_fixture).restarts, 0);
	free(file.data);
}

/* A picture of noise is large; a smaller one is within the limit. */
static void
test_picture(void **state)
{
	struct page_file file;

	(void)state;
	make_shared(1000, 1, &file);
	pool_fixture_start(1, "--max-answer", "300k", NULL);
	assert_refused(pool_fixture_ask(&file, "format=jpeg", 413), 300 << 10);
	pool_fixture_ask(&file, "format=jpeg&width=100", 200);
	free(file.data);
}

/* Each format has the limit, by itself and on the paths of other services. */
static void
test_formats(void **state)
{
	static const char *const queries[] = {"format=text", "format=json",
	    "format=hocr", "format=alto", "format=tsv"};
	const char *texts[16];
	struct page_file file;

	(void)state;
	for (size_t i = 0; i < 16; i++)
		texts[i] = "A line of text that is on a page.\n"
			   "Another one is below the first.\n"
			   "Nobody has to read a third line.\n"
			   "The last one ends the whole page.\n";
	assert_int_equal(page_tiff(texts, 16, &file), 0);
	pool_fixture_start(1, "--max-answer", "1900", NULL);
	for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++)
		assert_refused(pool_fixture_ask(&file, queries[i], 413), 1900);
	pool_fixture_ask(&file, "format=text&pages=1", 200);
	page_file_clear(&file);
}

/* The answer has begun already, so the problem is its last line. */
static void
test_stream(void **state)
{
	const char *texts[8], *last;
	const struct fcgi_answer *a;
	struct page_file file;
	json_t *problem;

	(void)state;
	for (size_t i = 0; i < 8; i++)
		texts[i] = "A line of text that is on a page.\n"
			   "Another one is below the first.\n";
	assert_int_equal(page_tiff(texts, 8, &file), 0);
	pool_fixture_start(1, "--max-answer", SMALL_LIMIT, NULL);
	a = pool_fixture_ask(&file, "format=ndjson", 200);
	assert_true(a->body_len > 1 && a->body[a->body_len - 1] == '\n');
	a->body[a->body_len - 1] = '\0';
	last = strrchr(a->body, '\n');
	assert_non_null(last);
	assert_true(last - a->body <= atoi(SMALL_LIMIT));
	problem = json_loads(last, 0, NULL);
	assert_int_equal(
	    json_integer_value(json_object_get(problem, "status")), 413);
	json_decref(problem);
	page_file_clear(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    POOL_FIXTURE_TEST(test_shared_strip),
	    POOL_FIXTURE_TEST(test_formats),
	    POOL_FIXTURE_TEST(test_picture),
	    POOL_FIXTURE_TEST(test_stream),
	};

	return server_report(
	    cmocka_run_group_tests_name("answer limit", tests, NULL, NULL));
}
