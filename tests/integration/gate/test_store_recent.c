/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Results that ocr.store has in memory, since they are asked for again and
 * again: their files are not read each time, but still say whether a result is
 * given.
 */
#include "tests/lib/test.h"

#include <fcntl.h>
#include <glob.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tests/lib/pdf_maker.h"
#include "tests/lib/process.h"
#include "tests/lib/result_path.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/store_fixture.h"

enum {
	ASKS = 200,
	/* On a machine that stands still for a second, a result is
	 * forgotten. */
	READS_MAX = ASKS / 10,
	LARGE_PAGES = 1, /* of 30 kilobytes */
	FORGOTTEN_MS = 2500,
	TRIES = 4,
};

static char path[RESULT_PATH_ROOM], file[512];
static int watch = -1;

/* Returns whether the file was opened since this was called last. */
static bool
was_opened(void)
{
	char events[1024];
	bool opened = false;

	while (read(watch, events, sizeof(events)) > 0)
		opened = true;
	return opened;
}

/* Asks for the result.  Returns whether its file was opened for that. */
static bool
ask(void)
{
	was_opened();
	store_fixture_expect("GET", path, NULL, 200);
	return was_opened();
}

/* Sends the page, and waits until its file may be remembered: one that has just
 * been written may not. */
static void
keep(const char *query)
{
	char pattern[512], to[64];
	struct stat st;
	glob_t found;

	snprintf(to, sizeof(to), "/ocr%s", query);
	store_fixture_keep(to);
	result_path(&store_fixture_page, query, path);
	snprintf(pattern, sizeof(pattern), "%s/*/*", store_fixture_dir);
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	assert_int_equal(found.gl_pathc, 1);
	snprintf(file, sizeof(file), "%s", found.gl_pathv[0]);
	globfree(&found);
	assert_int_equal(stat(file, &st), 0);
	while (time(NULL) < st.st_ctime + 2)
		poll(NULL, 0, 10);
	watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	assert_true(inotify_add_watch(watch, file, IN_OPEN) >= 0);
}

/* Asks until an answer comes from memory. */
static void
remember(void)
{
	int asks = 0;

	while (ask())
		assert_true(++asks < ASKS);
}

static int
teardown(void **state)
{
	if (watch >= 0)
		close(watch);
	watch = -1;
	return store_fixture_teardown(state);
}

static void
test_one_that_is_asked_for_again_is_read_once(void **state)
{
	struct http_answer first, again;
	unsigned opens = 0;

	(void)state;
	keep("?format=json");
	first = store_fixture_send("GET", path, "X-Request-Id: one");
	assert_int_equal(first.status, 200);
	assert_true(was_opened());
	for (int i = 0; i < ASKS; i++)
		opens += ask();
	assert_in_range(opens, 0, READS_MAX);
	again = store_fixture_send("GET", path, "X-Request-Id: another");
	assert_memory_equal(first.body, "{\"id\":\"one\",", 12);
	assert_memory_equal(again.body, "{\"id\":\"another\",", 16);
	assert_string_equal(again.body + 16, first.body + 12);
	assert_string_equal(
	    http_header(&again, "ETag"), http_header(&first, "ETag"));
	assert_string_equal(http_header(&again, "Content-Type"),
	    http_header(&first, "Content-Type"));
	http_answer_clear(&first);
	http_answer_clear(&again);
	/* The same holds when the page is sent again. */
	store_fixture_post("/ocr?format=json", NULL, STORE_HIT);
	assert_int_equal(server_fixture_number("store.errors"), 0);
	assert_int_equal(server_fixture_number("totals.answered"), 1);
	assert_int_equal(server_fixture_number("spool_bytes"), 0);
}

/* mod_ocr(5) has this command. */
static void
test_one_that_is_purged_is_gone_at_once(void **state)
{
	const char *const purge[] = {"find", store_fixture_dir, "-mindepth",
	    "2", "-type", "f", "-delete", NULL};
	struct process_result result;

	(void)state;
	keep("");
	remember();
	assert_int_equal(process_run(purge, SERVER_FIXTURE_MS, &result), 0);
	assert_int_equal(result.status, 0);
	process_result_clear(&result);
	store_fixture_expect("GET", path, NULL, 404);
	store_fixture_post("/ocr", NULL, STORE_MISS);
}

static void
test_one_that_is_deleted_is_gone_at_once(void **state)
{
	(void)state;
	keep("");
	remember();
	store_fixture_expect("DELETE", path, NULL, 204);
	store_fixture_expect("GET", path, NULL, 404);
}

/* It is not given either if the file gets back the times that it had. */
static void
test_one_that_is_damaged_is_not_given(void **state)
{
	struct timespec times[2];
	struct page_file good;
	unsigned char byte;
	struct stat st;
	int fd;

	(void)state;
	keep("");
	assert_int_equal(page_file_read(file, &good), 0);
	remember();
	fd = open(file, O_RDWR | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	byte = good.data[good.len - 2] ^ 1;
	assert_int_equal(pwrite(fd, &byte, 1, (off_t)good.len - 2), 1);
	times[0] = st.st_atim;
	times[1] = st.st_mtim;
	assert_int_equal(futimens(fd, times), 0);
	close(fd);
	store_fixture_expect("GET", path, NULL, 404);
	assert_int_equal(access(file, F_OK), -1);
	assert_int_equal(server_fixture_number("store.errors"), 1);
	/* Another file with the same bytes is as good as the first. */
	assert_int_equal(page_file_write(&good, file), 0);
	store_fixture_expect("GET", path, NULL, 200);
	page_file_clear(&good);
}

/* This is not noticed at once, but soon, also while it is asked for. */
static void
test_one_whose_folder_is_moved_is_not_given_for_long(void **state)
{
	double end = process_now_ms() + SERVER_FIXTURE_MS;
	char folder[512], away[600];
	long status = 200;

	(void)state;
	keep("");
	remember();
	snprintf(folder, sizeof(folder), "%s", file);
	*strrchr(folder, '/') = '\0';
	snprintf(away, sizeof(away), "%s.away", folder);
	assert_int_equal(rename(folder, away), 0);
	while (status == 200) {
		struct http_answer a = store_fixture_send("GET", path, NULL);

		status = a.status;
		http_answer_clear(&a);
		assert_true(process_now_ms() < end);
	}
	assert_int_equal(status, 404);
}

/* It is forgotten so that no text stays in memory for long. */
static void
test_one_that_nobody_asks_for_is_forgotten(void **state)
{
	bool opened = false;

	(void)state;
	keep("");
	remember();
	for (int i = 0; i < TRIES && !opened; i++) {
		poll(NULL, 0, FORGOTTEN_MS);
		opened = ask();
	}
	assert_true(opened);
}

static void
test_a_large_one_stays_in_its_file(void **state)
{
	enum { FEW = 5 };

	(void)state;
	page_file_clear(&store_fixture_page);
	pdf_maker_pages(0, LARGE_PAGES, &store_fixture_page);
	keep("");
	for (int i = 0; i < FEW; i++)
		assert_true(ask());
}

/* To look for a file takes longer than all else that a new body costs.  One
 * that something else puts there is found by its digest, though. */
static void
test_the_file_of_an_unknown_one_is_not_looked_for(void **state)
{
	struct page_file good;

	(void)state;
	server_fixture_wait("store.counting", 0);
	keep("");
	assert_int_equal(page_file_read(file, &good), 0);
	store_fixture_expect("DELETE", path, NULL, 204);
	assert_int_equal(page_file_write(&good, file), 0);
	page_file_clear(&good);
	store_fixture_expect("GET", path, NULL, 200);
	store_fixture_post("/ocr", "Accept:", STORE_MISS);
}

int
main(void)
{
#define RECENT(test)                                                           \
	cmocka_unit_test_setup_teardown(test, store_fixture_setup, teardown)
	const struct CMUnitTest tests[] = {
	    RECENT(test_one_that_is_asked_for_again_is_read_once),
	    RECENT(test_one_that_is_purged_is_gone_at_once),
	    RECENT(test_one_that_is_deleted_is_gone_at_once),
	    RECENT(test_one_that_is_damaged_is_not_given),
	    RECENT(test_one_whose_folder_is_moved_is_not_given_for_long),
	    RECENT(test_one_that_nobody_asks_for_is_forgotten),
	    RECENT(test_a_large_one_stays_in_its_file),
	    RECENT(test_the_file_of_an_unknown_one_is_not_looked_for),
	};

	return server_report(
	    cmocka_run_group_tests_name("store_memory", tests, NULL, NULL));
}
