/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where a body is while it arrives, if ocr.store may have the answer to it: in
 * memory, also if it would have to wait in a file, but all of them together
 * within a bound; and how long it takes to digest one.
 */
#include "tests/lib/test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/form.h"
#include "tests/lib/load_client.h"
#include "tests/lib/pdf_maker.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/store_fixture.h"

enum {
	BYTES = 1 << 18, /* the largest that stays in memory */
	IN_ALL = 1 << 23,
	HELD = IN_ALL / BYTES,
	/* So much of a body has room before it comes. */
	AHEAD = 65536,
	REMEMBERED_BYTES = 4 << 20,
	LARGE_BYTES = (32 << 20) - 4096, /* as a form, less than the limit */
	LEAST_US = 20,
	LONGEST_US = 2000,
};

/* Fills the page with zeros up to the size, with which it is too large to wait
 * in memory. */
static void
make_large(size_t size)
{
	unsigned char *data = realloc(store_fixture_page.data, size);

	assert_non_null(data);
	assert_true(store_fixture_page.len < size);
	memset(data + store_fixture_page.len, 0, size - store_fixture_page.len);
	store_fixture_page.data = data;
	store_fixture_page.len = size;
}

/* Finds the path of the spool's one folder. */
static void
find_spool(char path[static DIR_MAX + 64])
{
	const char *top = server_path(server_fixture, "spool");
	struct dirent *e;
	DIR *all = opendir(top);

	assert_non_null(all);
	path[0] = '\0';
	while ((e = readdir(all)) != NULL)
		if (strncmp(e->d_name, "mod_ocr.", 8) == 0)
			snprintf(
			    path, DIR_MAX + 64, "%s/%.40s", top, e->d_name);
	closedir(all);
	assert_true(path[0] != '\0');
}

/* Begins to watch the spool for files that are made there. */
static int
watch_spool(void)
{
	int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	char path[DIR_MAX + 64];

	find_spool(path);
	assert_true(inotify_add_watch(watch, path, IN_CREATE) >= 0);
	return watch;
}

/* Returns how many files were made in the watched folder since the last
 * call. */
static int
count_made(int watch)
{
	char events[4096];
	ssize_t n;
	int made = 0;

	while ((n = read(watch, events, sizeof(events))) > 0)
		for (ssize_t at = 0; at < n; made++) {
			struct inotify_event e;

			memcpy(&e, events + at, sizeof(e));
			at += (ssize_t)(sizeof(e) + e.len);
		}
	return made;
}

/* Sends a request with the first size bytes of the page, piece by piece.
 * Returns the socket. */
static int
begin(size_t size, size_t piece)
{
	int fd = raw_connect(server_fixture->port);
	size_t head, at;
	char *text = load_client_post("/ocr", "Accept: */*\r\n",
	    store_fixture_page.data, store_fixture_page.len, &head);

	assert_non_null(text);
	head -= store_fixture_page.len;
	size += head;
	for (at = 0; at < size; at += piece) {
		if (piece > size - at)
			piece = size - at;
		assert_int_equal(raw_send(fd, text + at, piece), 0);
	}
	free(text);
	return fd;
}

/* Sends the page's bytes behind from; the answer must come from the store. */
static void
end(int fd, size_t from)
{
	const char *answer;

	assert_int_equal(raw_send(fd, store_fixture_page.data + from,
			     store_fixture_page.len - from),
	    0);
	assert_int_equal(client_finish(fd, SERVER_FIXTURE_MS, &answer), 200);
	assert_non_null(strstr(answer, "Cache-Status: " STORE_HIT "\r\n"));
}

/* A body whose answer is there is never written to a file, whether it comes at
 * once or in pieces, although it would be if it had to wait. */
static void
test_a_hit_needs_no_file(void **state)
{
	enum { PART = 100000 };
	int watch, fd;

	(void)state;
	make_large(BYTES);
	watch = watch_spool();
	store_fixture_keep("/ocr");
	assert_int_equal(count_made(watch), 1);
	store_fixture_post("/ocr", NULL, STORE_HIT);
	fd = begin(PART, PART);
	server_fixture_wait("spool_bytes", PART + AHEAD);
	end(fd, PART);
	assert_int_equal(count_made(watch), 0);
	assert_int_equal(server_fixture_number("totals.answered"), 1);
	assert_int_equal(server_fixture_number("spool_bytes"), 0);
	/* With one more byte it has to wait in a file. */
	make_large(BYTES + 1);
	fd = begin(PART, PART);
	server_fixture_wait("spool_bytes", PART + AHEAD);
	close(fd);
	server_fixture_wait("spool_bytes", 0);
	assert_int_equal(count_made(watch), 1);
	close(watch);
}

/* Bodies beyond the bound go to files, and are answered as well; room in memory
 * comes back, also from clients that leave. */
static void
test_memory_for_bodies_has_a_bound(void **state)
{
	enum { MORE = 4 };
	int fds[HELD + MORE], watch;

	(void)state;
	make_large(BYTES);
	store_fixture_keep("/ocr");
	watch = watch_spool();
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < HELD + MORE; i++) {
			fds[i] = begin(BYTES - 1, BYTES);
			server_fixture_wait("spool_bytes", (i + 1) * BYTES);
		}
		assert_int_equal(count_made(watch), MORE);
		for (int i = 0; i < HELD + MORE; i++)
			if (i % 2 == 0)
				end(fds[i], BYTES - 1);
			else
				close(fds[i]);
		server_fixture_wait("spool_bytes", 0);
		assert_int_equal(count_made(watch), 0);
	}
	close(watch);
	assert_int_equal(server_fixture_number("totals.answered"), 1);
}

/* Posts so many bytes of the page, as a file and then as a form, for a language
 * that does not exist.  Returns the longest time, in microseconds, that the
 * gate has taken to digest a piece. */
static int64_t
post_both(size_t size)
{
	const struct form form = {
	    .path = "/ocr?lang=xyz", .file = &store_fixture_page};
	struct http_answer a;

	store_fixture_page.len = size;
	store_fixture_expect("POST", "/ocr?lang=xyz", NULL, 422);
	assert_int_equal(form_post(server_fixture->port, &form, &a), 0);
	assert_int_equal(a.status, 422);
	http_answer_clear(&a);
	return server_fixture_number("totals.digest_longest_us");
}

/*
 * Other clients wait while a piece of a body is digested.  A body that the memo
 * does not know is digested once it is whole; a larger one as it comes.
 */
static void
test_no_piece_takes_long_to_digest(void **state)
{
	int64_t small_us, us;

	(void)state;
	assert_int_equal(post_both(store_fixture_page.len), 0);
	make_large(LARGE_BYTES);
	small_us = post_both(REMEMBERED_BYTES);
	us = post_both(LARGE_BYTES);
	print_message("%ld us, then %ld us\n", (long)small_us, (long)us);
	assert_in_range(small_us, LEAST_US, LONGEST_US);
	if (!server_is_sanitized())
		assert_in_range(us, LEAST_US, LONGEST_US);
}

/* Nor do they wait longer while a result of many megabytes is read. */
static void
test_no_piece_takes_long_to_read(void **state)
{
	struct http_answer answer;
	int64_t us;

	(void)state;
	page_file_clear(&store_fixture_page);
	pdf_maker_pages(0, 1, &store_fixture_page);
	/* A reader passes over what is behind the end of a PDF. */
	make_large(LARGE_BYTES);
	store_fixture_keep("/ocr?format=pdf");
	answer = store_fixture_post_for("/ocr?format=pdf", NULL, STORE_HIT);
	assert_true(answer.body_len >= LARGE_BYTES);
	http_answer_clear(&answer);
	us = server_fixture_number("store.read_longest_us");
	if (!server_is_sanitized())
		assert_in_range(us, LEAST_US, LONGEST_US);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    STORE_FIXTURE_TEST(test_a_hit_needs_no_file, NULL),
	    STORE_FIXTURE_TEST(test_memory_for_bodies_has_a_bound, NULL),
	    STORE_FIXTURE_TEST(test_no_piece_takes_long_to_digest, NULL),
	    STORE_FIXTURE_TEST(test_no_piece_takes_long_to_read, NULL),
	};

	return server_report(
	    cmocka_run_group_tests_name("store_uploads", tests, NULL, NULL));
}
