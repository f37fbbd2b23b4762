/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ocr.store: what was recognized once is answered from a file, whether the page
 * is sent again or asked for by its digest: as a whole, and only with the same
 * options.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/pdf_maker.h"
#include "tests/lib/process.h"
#include "tests/lib/result_path.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/store_fixture.h"

enum { LARGE_PAGES = 25 };

static void
test_the_second_is_a_hit(void **state)
{
	struct http_answer first, second;

	(void)state;
	first = store_fixture_post_for("/ocr?psm=6", NULL, STORE_MISS);
	server_fixture_wait("store.stored", 1);
	second = store_fixture_post_for("/ocr?psm=6", NULL, STORE_HIT);
	assert_true(first.body_len > 20);
	assert_string_equal(second.body, first.body);
	assert_string_equal(http_header(&second, "Content-Type"),
	    http_header(&first, "Content-Type"));
	assert_null(http_header(&first, "Age"));
	assert_in_range(atoi(http_header(&second, "Age")), 0, 60);
	assert_int_equal(http_header(&second, "ETag")[0], '"');
	assert_non_null(
	    strstr(http_header(&second, "Server-Timing"), "ocr;dur=0"));
	assert_null(
	    strstr(http_header(&second, "Server-Timing"), "0, ocr;dur=0."));
	assert_string_not_equal(http_header(&second, "X-Request-Id"),
	    http_header(&first, "X-Request-Id"));
	http_answer_clear(&first);
	http_answer_clear(&second);
	assert_int_equal(server_fixture_number("totals.answered"), 1);
	assert_int_equal(server_fixture_number("store.hits"), 1);
	assert_int_equal(server_fixture_number("store.misses"), 1);
	assert_int_equal(server_fixture_number("store.entries"), 1);
	assert_int_equal(server_fixture_number("store.bytes"), 4096);
	assert_int_equal(server_fixture_number("store.errors"), 0);
	assert_int_equal(server_fixture_number("spool_bytes"), 0);
}

/* The only worker is busy, and another request waits for it. */
static void
test_a_hit_takes_no_worker(void **state)
{
	char path[RESULT_PATH_ROOM];
	int fds[2];

	(void)state;
	result_path(&store_fixture_page, "", path);
	store_fixture_keep("/ocr");
	fds[0] = server_fixture_hold();
	fds[1] = server_fixture_post("/headers?timeout=60", "", 10);
	server_fixture_wait("queued", 1);
	store_fixture_post("/ocr", NULL, STORE_HIT);
	store_fixture_expect("GET", path, NULL, 200);
	assert_int_equal(server_fixture_number("queued"), 1);
	assert_int_equal(server_fixture_number("running"), 1);
	server_fixture_drain(fds, 2);
}

/* The id in JSON is that of the request; the rest is alike. */
static void
test_the_id_is_each_requests_own(void **state)
{
	struct http_answer first, second;

	(void)state;
	first = store_fixture_post_for(
	    "/ocr?format=json", "X-Request-Id: one", STORE_MISS);
	server_fixture_wait("store.stored", 1);
	second = store_fixture_post_for(
	    "/ocr?format=json", "X-Request-Id: another-longer", STORE_HIT);
	assert_memory_equal(second.body, "{\"id\":\"another-longer\",", 23);
	assert_memory_equal(first.body, "{\"id\":\"one\",", 12);
	assert_string_equal(second.body + 23, first.body + 12);
	assert_memory_equal(http_header(&second, "ETag"), "W/\"", 3);
	http_answer_clear(&first);
	http_answer_clear(&second);
}

/* This result is too large to be kept in memory, and is read in several
 * pieces. */
static void
test_a_large_result_is_whole(void **state)
{
	struct http_answer first, second;

	(void)state;
	page_file_clear(&store_fixture_page);
	pdf_maker_pages(0, LARGE_PAGES, &store_fixture_page);
	first = store_fixture_post_for("/ocr?format=text", NULL, STORE_MISS);
	assert_true(first.body_len > 1 << 19);
	server_fixture_wait("store.stored", 1);
	for (int i = 0; i < 3; i++) {
		second =
		    store_fixture_post_for("/ocr?format=text", NULL, STORE_HIT);
		assert_int_equal(second.body_len, first.body_len);
		assert_memory_equal(second.body, first.body, first.body_len);
		http_answer_clear(&second);
	}
	http_answer_clear(&first);
	assert_int_equal(server_fixture_number("totals.answered"), 1);
	server_fixture_wait("spool_bytes", 0);
}

static void
test_the_client_says_what_is_kept(void **state)
{
	(void)state;
	store_fixture_post("/ocr", "Cache-Control: no-store", NULL);
	store_fixture_post("/ocr", "Cache-Control: max-age=0, no-cache",
	    "mod_ocr; fwd=request; stored");
	server_fixture_wait("store.stored", 1);
	store_fixture_post("/ocr", NULL, STORE_HIT);
	store_fixture_post("/ocr", "Cache-Control: no-store", NULL);
	store_fixture_post(
	    "/ocr", "Cache-Control: no-cache", "mod_ocr; fwd=request; stored");
	server_fixture_wait("store.stored", 2);
	assert_int_equal(server_fixture_number("store.entries"), 1);
	store_fixture_post("/ocr", NULL, STORE_HIT);
	assert_int_equal(server_fixture_number("totals.answered"), 4);
}

/* A result with other options, or an answer that was no success, is not
 * found. */
static void
test_only_what_was_asked_is_a_hit(void **state)
{
	static const char *const others[] = {
	    "/ocr", "/ocr?psm=6&lang=eng", "/ocr?psm=6&format=tsv"};

	(void)state;
	store_fixture_keep("/ocr?psm=6&timeout=60");
	store_fixture_post("/ocr?timeout=70&p%73m=6", NULL, STORE_HIT);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		store_fixture_post(others[i], NULL, STORE_MISS);
	for (int i = 0; i < 2; i++) {
		struct http_answer a =
		    store_fixture_send("POST", "/ocr?lang=xyz", NULL);
		assert_int_equal(a.status, 422);
		assert_string_equal(
		    http_header(&a, "Cache-Status"), "mod_ocr; fwd=miss");
		http_answer_clear(&a);
	}
	assert_int_equal(server_fixture_number("totals.answered"), 6);
}

static void
test_a_digest_is_enough(void **state)
{
	char path[RESULT_PATH_ROOM], other[RESULT_PATH_ROOM],
	    match[RESULT_PATH_ROOM];
	struct http_answer posted, a;

	(void)state;
	result_path(&store_fixture_page, "?psm=6", path);
	result_path(&store_fixture_page, "?psm=4", other);
	store_fixture_expect("GET", path, NULL, 404);
	posted = store_fixture_post_for("/ocr?psm=6", NULL, STORE_MISS);
	server_fixture_wait("store.stored", 1);
	a = store_fixture_send("GET", path, NULL);
	assert_int_equal(a.status, 200);
	assert_string_equal(a.body, posted.body);
	assert_string_equal(http_header(&a, "Cache-Status"), STORE_HIT);
	snprintf(match, sizeof(match), "If-None-Match: \"other\", %s",
	    http_header(&a, "ETag"));
	http_answer_clear(&a);
	a = store_fixture_send("GET", path, "Range: bytes=2-5");
	assert_int_equal(a.status, 206);
	assert_int_equal(a.body_len, 4);
	assert_memory_equal(a.body, posted.body + 2, 4);
	http_answer_clear(&a);
	a = store_fixture_send("GET", path, "Range: bytes=999999-");
	assert_int_equal(a.status, 416);
	assert_string_equal(
	    http_header(&a, "Content-Type"), "application/problem+json");
	assert_null(http_header(&a, "ETag"));
	http_answer_clear(&a);
	a = store_fixture_send("POST", "/ocr?psm=6", "Range: bytes=999999-");
	assert_int_equal(a.status, 200);
	assert_string_equal(a.body, posted.body);
	http_answer_clear(&a);
	http_answer_clear(&posted);
	a = store_fixture_send("GET", path, match);
	assert_int_equal(a.status, 304);
	assert_int_equal(a.body_len, 0);
	assert_non_null(http_header(&a, "ETag"));
	http_answer_clear(&a);
	store_fixture_expect("GET", path, "If-None-Match: \"other\"", 200);
	store_fixture_expect("HEAD", path, NULL, 200);
	store_fixture_expect("GET", other, NULL, 404);
	store_fixture_expect("GET", "/ocr/sha-256/12", NULL, 404);
	a = store_fixture_send("POST", path, NULL);
	assert_int_equal(a.status, 405);
	http_answer_clear(&a);
	store_fixture_expect("DELETE", other, NULL, 404);
	store_fixture_expect("DELETE", path, NULL, 204);
	store_fixture_expect("DELETE", path, NULL, 404);
	store_fixture_expect("GET", path, NULL, 404);
	assert_int_equal(server_fixture_number("store.entries"), 0);
	assert_int_equal(server_fixture_number("totals.answered"), 1);
	store_fixture_post("/ocr?psm=6", NULL, STORE_MISS);
}

/* By its digest, a large result costs no more than its bytes: it is read in
 * pieces although there is no body. */
static void
test_a_large_result_by_its_digest(void **state)
{
	struct http_answer first, second;
	char path[RESULT_PATH_ROOM];

	(void)state;
	page_file_clear(&store_fixture_page);
	pdf_maker_pages(0, LARGE_PAGES, &store_fixture_page);
	result_path(&store_fixture_page, "?format=text", path);
	first = store_fixture_post_for("/ocr?format=text", NULL, STORE_MISS);
	server_fixture_wait("store.stored", 1);
	second = store_fixture_send("GET", path, NULL);
	assert_int_equal(second.status, 200);
	assert_int_equal(second.body_len, first.body_len);
	assert_memory_equal(second.body, first.body, first.body_len);
	http_answer_clear(&first);
	http_answer_clear(&second);
}

/* A quarter of the spool is less than this upload, and its page is read anew;
 * but results take no turn, so there is room for it. */
static void
test_hits_leave_room_for_uploads(void **state)
{
	enum { QUARTER = 640 << 10 };
	char path[RESULT_PATH_ROOM], *log;
	struct http_answer first, second;

	(void)state;
	page_file_clear(&store_fixture_page);
	pdf_maker_pages(0, LARGE_PAGES, &store_fixture_page);
	result_path(&store_fixture_page, "", path);
	first = store_fixture_post_for("/ocr", NULL, STORE_MISS);
	assert_true(first.body_len > QUARTER);
	server_fixture_wait("store.stored", 1);
	store_fixture_expect("GET", path, NULL, 503);
	log = process_read_file(server_path(server_fixture, "error.log"), NULL);
	assert_non_null(log);
	assert_non_null(strstr(log, "\"verdict\":\"answer_no_room\""));
	free(log);
	second = store_fixture_post_for("/ocr", NULL, STORE_MISS);
	assert_int_equal(second.body_len, first.body_len);
	assert_memory_equal(second.body, first.body, first.body_len);
	assert_int_equal(server_fixture_number("store.hits"), 0);
	server_fixture_wait("spool_bytes", 0);
	http_answer_clear(&first);
	http_answer_clear(&second);
}

int
main(void)
{
	static struct store_setting tight = {
	    .conf = "ocr.spool-limit := 2560\n"};
	const struct CMUnitTest tests[] = {
	    STORE_FIXTURE_TEST(test_the_second_is_a_hit, NULL),
	    STORE_FIXTURE_TEST(test_a_hit_takes_no_worker, NULL),
	    STORE_FIXTURE_TEST(test_the_id_is_each_requests_own, NULL),
	    STORE_FIXTURE_TEST(test_a_large_result_is_whole, NULL),
	    STORE_FIXTURE_TEST(test_the_client_says_what_is_kept, NULL),
	    STORE_FIXTURE_TEST(test_only_what_was_asked_is_a_hit, NULL),
	    STORE_FIXTURE_TEST(test_a_digest_is_enough, NULL),
	    STORE_FIXTURE_TEST(test_a_large_result_by_its_digest, NULL),
	    STORE_FIXTURE_TEST(test_hits_leave_room_for_uploads, &tight),
	};

	return server_report(
	    cmocka_run_group_tests_name("store", tests, NULL, NULL));
}
