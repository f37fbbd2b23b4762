/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What ocr.store never keeps: an answer that is no success, has a problem in it
 * or broke off, or one that nobody waited for.
 */
#include "tests/lib/test.h"

#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/lib/load_client.h"
#include "tests/lib/page.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/small_letters.h"
#include "tests/lib/store_fixture.h"
#include "tests/lib/typeset.h"

enum { LINES = 2, SLOW_LINES = 40 };

static int64_t kept; /* results that the test had kept itself */

static int
setup(void **state)
{
	static const struct store_setting setting = {
	    .conf = "ocr.single-flight := \"enable\"\n"};

	(void)state;
	kept = 0;
	return store_fixture_open(&setting);
}

/* Makes two pages, of which the second is too low for the region that is asked
 * for. */
static void
make_document(void)
{
	const char *texts[] = {"A page\nof three\nlines.\n", "A line.\n"};

	page_file_clear(&store_fixture_page);
	assert_int_equal(page_tiff(texts, 2, &store_fixture_page), 0);
}

static int
begin(const char *path, const char *headers)
{
	size_t len;
	char *request = load_client_post(path, headers, store_fixture_page.data,
	    store_fixture_page.len, &len);
	int fd = raw_request(server_fixture->port, request, len);

	free(request);
	assert_true(fd >= 0);
	return fd;
}

static int
count_files(void)
{
	struct dirent *e, *f;
	DIR *all = opendir(store_fixture_dir), *folder;
	char path[DIR_MAX + 16];
	int count = 0;

	assert_non_null(all);
	while ((e = readdir(all)) != NULL) {
		snprintf(path, sizeof(path), "%s/%.2s", store_fixture_dir,
		    e->d_name);
		folder = e->d_name[0] != '.' ? opendir(path) : NULL;
		while (folder != NULL && (f = readdir(folder)) != NULL)
			count += f->d_name[0] != '.';
		if (folder != NULL)
			closedir(folder);
	}
	closedir(all);
	return count;
}

/* Checks that no result was kept but those that are counted in kept.  Results
 * are written in their order, so another page is posted first: when its result
 * is there, any earlier one would be there, too. */
static void
assert_nothing_was_kept(void)
{
	store_fixture_new_page(LINES);
	store_fixture_expect("POST", "/ocr", NULL, 200);
	kept++;
	server_fixture_wait("store.stored", kept);
	assert_int_equal(server_fixture_number("store.entries"), kept);
	assert_int_equal(server_fixture_number("store.lost"), 0);
	assert_int_equal(server_fixture_number("store.hits"), 0);
	assert_int_equal(count_files(), kept);
}

/* Its status is 200.  Its name may tell that it is a stream or not, and it may
 * be asked for by the query or by Accept. */
static void
test_a_stream_that_ends_with_a_problem(void **state)
{
	static const struct {
		const char *path, *header;
	} ways[] = {
	    {"/ocr?format=ndjson&region=0,0,900,190", NULL},
	    {"/ocr?region=0,0,900,190", "Accept: application/x-ndjson"},
	    {"/ocr?region=0,0,900,190", "Accept: Application/X-NDJSON"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		make_document();
		for (int again = 0; again < 2; again++) {
			struct http_answer a = store_fixture_send(
			    "POST", ways[i].path, ways[i].header);

			assert_int_equal(a.status, 200);
			assert_string_equal(http_header(&a, "Content-Type"),
			    "application/x-ndjson");
			assert_non_null(strstr(a.body, "\"status\":400"));
			http_answer_clear(&a);
		}
		assert_nothing_was_kept();
	}
	assert_int_equal(
	    server_fixture_number("totals.answered"), 2 * kept + kept);
}

/* The worker dies when its first line has been sent. */
static void
test_a_stream_that_breaks(void **state)
{
	struct page_file all;
	static char answer[1 << 18];
	size_t size = 0;
	ssize_t n;
	int fd;

	(void)state;
	store_fixture_new_page(SLOW_LINES);
	assert_int_equal(page_repeat(&store_fixture_page, 8, &all), 0);
	page_file_clear(&store_fixture_page);
	store_fixture_page = all;
	fd = begin("/ocr", "Accept: Application/X-NDJSON\r\n");
	while (memmem(answer, size, "{\"page\":1,", 10) == NULL) {
		n = recv(fd, answer + size, sizeof(answer) - size, 0);
		assert_true(n > 0);
		size += (size_t)n;
	}
	assert_int_equal(kill(server_fixture_recognizing(0), SIGKILL), 0);
	while ((n = recv(fd, answer, sizeof(answer), 0)) > 0)
		;
	close(fd);
	server_fixture_wait("running", 0);
	assert_nothing_was_kept();
}

static void
test_a_refusal(void **state)
{
	(void)state;
	store_fixture_new_page(LINES);
	for (int i = 0; i < 2; i++)
		store_fixture_expect("POST", "/ocr?lang=xyz", NULL, 422);
	for (int i = 0; i < 2; i++)
		store_fixture_expect(
		    "POST", "/ocr?region=0,0,30000,3", NULL, 400);
	assert_nothing_was_kept();
}

/* The worker dies, and so does the next one. */
static void
test_a_failure(void **state)
{
	pid_t killed = 0;
	int fd;

	(void)state;
	store_fixture_new_page(SLOW_LINES);
	fd = begin("/ocr", "");
	for (int i = 0; i < 2; i++) {
		server_fixture_wait("totals.replayed", i);
		killed = server_fixture_recognizing(killed);
		assert_int_equal(kill(killed, SIGKILL), 0);
	}
	server_fixture_finish(fd, 500);
	assert_nothing_was_kept();
}

static void
test_an_answer_that_comes_too_late(void **state)
{
	int fd;

	(void)state;
	store_fixture_new_page(SLOW_LINES);
	fd = begin("/ocr?timeout=1", "");
	server_fixture_recognizing(0);
	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
	server_fixture_finish(fd, 504);
	assert_int_equal(pool_thaw(&server_fixture->pool), 0);
	server_fixture_wait("running", 0);
	assert_nothing_was_kept();
}

/* Other deadlines might have left time for a better one. */
static void
test_an_answer_for_which_time_was_short(void **state)
{
	struct http_answer a;
	char path[32];

	(void)state;
	page_file_clear(&store_fixture_page);
	assert_int_equal(small_letters_pdf(&store_fixture_page), 0);
	snprintf(path, sizeof(path), "/ocr?timeout=%d",
	    small_letters_timeout(server_fixture->port, &store_fixture_page));
	kept++; /* what that was answered */
	a = store_fixture_send("POST", path, NULL);
	assert_int_equal(a.status, 200);
	assert_string_equal(http_header(&a, "X-OCR-Hurried"), "1");
	assert_string_equal(
	    http_header(&a, "Cache-Status"), "mod_ocr; fwd=miss");
	http_answer_clear(&a);
	a = store_fixture_send("POST", "/ocr", NULL);
	assert_int_equal(a.status, 200);
	assert_null(http_header(&a, "X-OCR-Hurried"));
	assert_string_equal(
	    http_header(&a, "Cache-Status"), "mod_ocr; fwd=miss; stored");
	http_answer_clear(&a);
	kept++;
	assert_nothing_was_kept();
}

/* An image has the pixels that it has: more time would change nothing, and the
 * answer is kept. */
static void
test_small_letters_of_an_image(void **state)
{
	enum { PAGES = 30 };
	static const struct typeset style = {
	    "Liberation Serif", 7, .width = 400, .height = 160, .dpi = 150};
	struct page_file one, two;
	struct http_answer a;
	char path[32];

	(void)state;
	page_file_clear(&store_fixture_page);
	assert_int_equal(
	    typeset_image(typeset_letter_text, &style, PAGE_TIFF, &one), 0);
	assert_int_equal(page_repeat(&one, PAGES, &two), 0);
	page_file_clear(&one);
	store_fixture_page = two;
	snprintf(path, sizeof(path), "/ocr?psm=6&timeout=%d",
	    small_letters_timeout(server_fixture->port, &store_fixture_page));
	kept++; /* what that was answered */
	a = store_fixture_send("POST", path, NULL);
	assert_int_equal(a.status, 200);
	assert_null(http_header(&a, "X-OCR-Hurried"));
	http_answer_clear(&a);
	kept++;
	assert_nothing_was_kept();
}

/* The client closes its connection, or resets it. */
static void
test_an_answer_whose_client_left(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		int fd;

		store_fixture_new_page(SLOW_LINES);
		fd = begin("/ocr", "");
		server_fixture_recognizing(0);
		if (i == 0)
			close(fd);
		else
			raw_reset(fd);
		server_fixture_wait("totals.aborted_running", i + 1);
		assert_nothing_was_kept();
	}
}

int
main(void)
{
#define UNKEPT(test)                                                           \
	cmocka_unit_test_setup_teardown(test, setup, store_fixture_teardown)
	const struct CMUnitTest tests[] = {
	    UNKEPT(test_a_stream_that_ends_with_a_problem),
	    UNKEPT(test_a_stream_that_breaks),
	    UNKEPT(test_a_refusal),
	    UNKEPT(test_a_failure),
	    UNKEPT(test_an_answer_that_comes_too_late),
	    UNKEPT(test_an_answer_for_which_time_was_short),
	    UNKEPT(test_small_letters_of_an_image),
	    UNKEPT(test_an_answer_whose_client_left),
	};

	return server_report(
	    cmocka_run_group_tests_name("store_unkept", tests, NULL, NULL));
}
