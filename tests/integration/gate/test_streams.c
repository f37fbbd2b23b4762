/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Streams that do not reach their end: what was sent stays as it is, and the
 * worker is free again.
 */
#include "tests/lib/test.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/pool_fixture.h"
#include "tests/lib/server.h"

#define PAGES 90
#define FREE_MS 3000
#define LINES                                                                  \
	"One of many lines of a page that takes a while to read.\n"            \
	"Another of the lines of a page that takes a while.\n"

static struct page_file book;
static char answer[1 << 20];
/* With a sanitizer in the worker, page 1 alone takes half as long. */
static int deadline_ms = 1500;

static int
ask(void)
{
	char deadline[32];
	const char *const params[] = {deadline, NULL};
	const struct fcgi_request r = {.query = "format=ndjson",
	    .params = params,
	    .body = book.data,
	    .body_len = book.len};

	snprintf(deadline, sizeof(deadline), "OCR_DEADLINE_MS=%d", deadline_ms);
	return pool_fixture_send(&r);
}

/* Reads until a text has come, or for NULL until the end.  Returns the size. */
static size_t
read_until(int fd, const char *text, double end)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	size_t used = 0;
	ssize_t n;

	while (!text || !memmem(answer, used, text, strlen(text))) {
		assert_true(poll(&p, 1, (int)(end - process_now_ms())) == 1);
		n = read(fd, answer + used, sizeof(answer) - used);
		if (n <= 0) {
			assert_null(text);
			return used;
		}
		used += (size_t)n;
	}
	return used;
}

/* No byte of a 504 may be among the pages. */
static void
test_cut_off_at_the_deadline(void **state)
{
	double begin = process_now_ms(), took;
	size_t size;
	int fd = ask();

	(void)state;
	size = read_until(fd, NULL, begin + POOL_FIXTURE_MS);
	took = process_now_ms() - begin;
	close(fd);
	assert_non_null(memmem(answer, size, "Status: 200 ", 12));
	assert_non_null(memmem(answer, size, "{\"page\":1,", 10));
	assert_null(memmem(answer, size, "Gateway Timeout", 15));
	assert_null(memmem(answer, size, "{\"page\":90,", 11));
	if (took < deadline_ms - 5 || took > deadline_ms + 500)
		fail_msg("ended after %.0f ms", took);
	assert_int_equal(test_pool_wait_free(&pool_fixture, 1, FREE_MS), 0);
}

static void
test_left_in_the_middle(void **state)
{
	uint64_t before = test_pool_record(&pool_fixture).restarts;
	int fd = ask();

	(void)state;
	read_until(fd, "{\"page\":1,", process_now_ms() + POOL_FIXTURE_MS);
	close(fd);
	assert_int_equal(
	    test_pool_wait_free(&pool_fixture, 1, deadline_ms / 2), 0);
	assert_int_equal(test_pool_record(&pool_fixture).restarts, before);
}

int
main(void)
{
	static const char *same[PAGES];
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_left_in_the_middle),
	    cmocka_unit_test(test_cut_off_at_the_deadline),
	};
	int rc;

	if (server_is_sanitized())
		deadline_ms *= 4;
	for (int i = 0; i < PAGES; i++)
		same[i] = LINES LINES LINES LINES LINES LINES;
	if (page_tiff(same, PAGES, &book) < 0 ||
	    test_pool_open(&pool_fixture, 1, NULL) < 0)
		return 1;
	rc = cmocka_run_group_tests_name("streams", tests, NULL, NULL);
	if (test_pool_close(&pool_fixture, rc != 0) < 0)
		rc = 1;
	page_file_clear(&book);
	return rc;
}
