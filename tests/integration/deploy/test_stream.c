/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A stream of pages that several threads read, through lighttpd: it reaches its
 * end while programs are reloaded, its worker stands still, or another client
 * leaves.  Only the death of its worker breaks it, and the client sees that.
 */
#include "tests/lib/test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/answer.h"
#include "tests/lib/load_client.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"

#define PAGES 12
#define STILL_MS 1500

static const char *const args[] = {"--threads", "2", NULL};
static struct server_options two = {.workers = 2, .worker_args = args};
static struct page_file document;
static char text[1 << 20];

static int
send_document(const char *path)
{
	size_t size;
	char *request =
	    load_client_post(path, "", document.data, document.len, &size);
	int fd = raw_request(server_fixture->port, request, size);

	free(request);
	assert_true(fd >= 0);
	return fd;
}

/* Begins a stream, and waits until its first page is there.  Returns how many
 * bytes have come, which are in text. */
static size_t
begin_stream(int *fd)
{
	size_t got = 0;
	long n;

	*fd = send_document("/ocr?format=ndjson");
	while (!memmem(text, got, "\"page\":1,", 9)) {
		/* One byte more, and a NUL behind it. */
		n = raw_read(*fd, text + got, 2, SERVER_FIXTURE_MS);
		assert_int_equal(n, 1);
		got++;
	}
	return got;
}

/* Reads the rest of a stream, behind the bytes that text has already.  Returns
 * the whole answer, which points into text. */
static struct answer
end_stream(int fd, size_t got)
{
	struct answer a = {0};
	long n =
	    raw_read(fd, text + got, sizeof(text) - got, SERVER_FIXTURE_MS * 3);

	close(fd);
	assert_true(n >= 0);
	answer_parse(text, got + (size_t)n, &a);
	assert_int_equal(a.status, 200);
	return a;
}

/* Asserts that the stream has all its pages, in their order. */
static void
assert_whole(int fd, size_t got)
{
	struct answer a = end_stream(fd, got);
	const char *at = a.body;
	char page[32];

	assert_true(a.is_whole);
	for (int i = 1; i <= PAGES; i++) {
		snprintf(page, sizeof(page), "{\"page\":%d,", i);
		at = strstr(at, page);
		assert_non_null(at);
	}
}

/* Returns the worker that reads the stream. */
static pid_t
reader(void)
{
	return server_fixture_recognizing(0);
}

static void
test_a_reload_of_lighttpd(void **state)
{
	size_t got;
	int fd;

	(void)state;
	got = begin_stream(&fd);
	server_fixture_reload();
	assert_whole(fd, got);
}

static void
test_a_reload_of_the_pool(void **state)
{
	size_t got;
	int fd;

	(void)state;
	got = begin_stream(&fd);
	assert_int_equal(kill(server_fixture->pool.pid, SIGHUP), 0);
	assert_whole(fd, got);
}

static void
test_a_worker_that_stands_still(void **state)
{
	size_t got;
	pid_t pid;
	int fd;

	(void)state;
	got = begin_stream(&fd);
	pid = reader();
	assert_int_equal(kill(pid, SIGSTOP), 0);
	usleep(STILL_MS * 1000);
	assert_int_equal(kill(pid, SIGCONT), 0);
	assert_whole(fd, got);
}

static void
test_another_client_that_leaves(void **state)
{
	size_t got;
	int fd, other;

	(void)state;
	got = begin_stream(&fd);
	other = send_document("/ocr");
	server_fixture_wait("running", 2);
	raw_reset(other);
	server_fixture_wait("running", 1);
	assert_whole(fd, got);
}

static void
test_its_worker_dies(void **state)
{
	size_t got;
	int fd;

	(void)state;
	got = begin_stream(&fd);
	assert_int_equal(kill(reader(), SIGKILL), 0);
	assert_false(end_stream(fd, got).is_whole);
}

static int
make_document(void **state)
{
	struct page_file page;
	int rc = page_slow(5, 7, &page);

	(void)state;
	if (rc == 0)
		rc = page_repeat(&page, PAGES, &document);
	page_file_clear(&page);
	return rc;
}

static int
free_document(void **state)
{
	(void)state;
	page_file_clear(&document);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(test_a_reload_of_lighttpd, &two),
	    SERVER_FIXTURE_TEST(test_a_reload_of_the_pool, &two),
	    SERVER_FIXTURE_TEST(test_a_worker_that_stands_still, &two),
	    SERVER_FIXTURE_TEST(test_another_client_that_leaves, &two),
	    SERVER_FIXTURE_TEST(test_its_worker_dies, &two),
	};

	return server_report(cmocka_run_group_tests_name(
	    "stream", tests, make_document, free_document));
}
