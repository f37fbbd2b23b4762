/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What ocr.store leaves where it could be seen or do harm: the rights of its
 * files, the logs, and the memory of lighttpd; and it leaves nothing where it
 * is not asked for.
 */
#include "tests/lib/test.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/pdf_maker.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/result_path.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/store_fixture.h"

enum { LARGE_PAGES = 25, WORD_MIN = 6 };

/* Finds the one file of the store. */
static void
find_file(char file[static 512])
{
	char pattern[512];
	glob_t found;

	snprintf(pattern, sizeof(pattern), "%s/*/*", store_fixture_dir);
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	assert_int_equal(found.gl_pathc, 1);
	snprintf(file, 512, "%s", found.gl_pathv[0]);
	globfree(&found);
}

static mode_t
rights(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

static void
test_files_are_for_lighttpd_alone(void **state)
{
	char file[512];

	(void)state;
	store_fixture_keep("/ocr");
	find_file(file);
	assert_int_equal(rights(file), 0600);
	*strrchr(file, '/') = '\0';
	assert_int_equal(rights(file), 0700);
}

/* Fails if the log has the first word of the text with WORD_MIN letters or
 * more. */
static void
assert_not_logged(const char *name, const char *text)
{
	char *log = process_read_file(server_path(server_fixture, name), NULL);
	char word[64];

	assert_non_null(log);
	while (sscanf(text, "%63s", word) == 1 && strlen(word) < WORD_MIN)
		text = strstr(text, word) + strlen(word);
	assert_true(strlen(word) >= WORD_MIN);
	if (strstr(log, word) != NULL)
		fail_msg("%s has \"%s\"", name, word);
	free(log);
}

/* The text is not logged when it is kept and given, nor when its file is found
 * damaged. */
static void
test_no_text_is_logged(void **state)
{
	struct http_answer a;
	char file[512];

	(void)state;
	store_fixture_keep("/ocr");
	a = store_fixture_post_for("/ocr", NULL, STORE_HIT);
	find_file(file);
	assert_int_equal(truncate(file, 200), 0);
	store_fixture_post("/ocr", NULL, STORE_MISS);
	assert_int_equal(server_fixture_number("store.errors"), 1);
	assert_not_logged("error.log", a.body);
	assert_not_logged("worker.log", a.body);
	http_answer_clear(&a);
}

/* Asks over a connection that takes what it is sent in small pieces. */
static int
ask_slowly(const char *path)
{
	char request[RESULT_PATH_ROOM + 64];
	int fd = raw_connect(server_fixture->port), small = 65536;
	int n = snprintf(request, sizeof(request),
	    "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n"
	    "Connection: close\r\n\r\n",
	    path);

	assert_true(fd >= 0);
	assert_int_equal(
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small)), 0);
	assert_int_equal(raw_send(fd, request, (size_t)n), 0);
	return fd;
}

static void
assert_not_mapped(void)
{
	char path[64], *maps;

	snprintf(path, sizeof(path), "/proc/%d/maps", (int)server_fixture->pid);
	maps = process_read_all(path);
	assert_non_null(maps);
	assert_null(strstr(maps, store_fixture_dir));
	free(maps);
}

/* If lighttpd had mapped it, that would end lighttpd. */
static void
test_a_file_that_is_cut_while_its_answer_is_sent(void **state)
{
	/* This is more than a socket takes, which is up to 4 MB. */
	enum { LEAST = 8 << 20, ROOM = 64 << 20 };
	char path[RESULT_PATH_ROOM], file[512], *got = malloc(ROOM);
	struct http_answer first;
	const char *body;
	int fd;

	(void)state;
	assert_non_null(got);
	page_file_clear(&store_fixture_page);
	pdf_maker_pages(0, LARGE_PAGES, &store_fixture_page);
	result_path(&store_fixture_page, "?format=tsv", path);
	first = store_fixture_post_for("/ocr?format=tsv", NULL, STORE_MISS);
	assert_in_range(first.body_len, LEAST, ROOM - 4096);
	server_fixture_wait("store.stored", 1);
	find_file(file);
	fd = ask_slowly(path);
	server_fixture_wait("store.hits", 1);
	assert_not_mapped();
	assert_int_equal(truncate(file, 0), 0);
	assert_true(raw_read(fd, got, ROOM, SERVER_FIXTURE_MS) > 0);
	close(fd);
	body = strstr(got, "\r\n\r\n");
	assert_non_null(body);
	assert_int_equal(strlen(body + 4), first.body_len);
	assert_memory_equal(body + 4, first.body, first.body_len);
	free(got);
	http_answer_clear(&first);
}

/* As shipped, each page is read, and no client is told of another one's. */
static void
test_nothing_is_kept_without_a_directory(void **state)
{
	char path[RESULT_PATH_ROOM];

	(void)state;
	assert_int_equal(page_slow(1, 77, &store_fixture_page), 0);
	result_path(&store_fixture_page, "", path);
	for (int i = 0; i < 2; i++) {
		struct http_answer a =
		    store_fixture_post_for("/ocr", NULL, NULL);

		assert_null(http_header(&a, "ETag"));
		assert_null(http_header(&a, "Age"));
		http_answer_clear(&a);
	}
	store_fixture_expect("GET", path, NULL, 404);
	store_fixture_expect("DELETE", path, NULL, 404);
	assert_int_equal(server_fixture_number("totals.answered"), 2);
	page_file_clear(&store_fixture_page);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    STORE_FIXTURE_TEST(test_files_are_for_lighttpd_alone, NULL),
	    STORE_FIXTURE_TEST(test_no_text_is_logged, NULL),
	    STORE_FIXTURE_TEST(
		test_a_file_that_is_cut_while_its_answer_is_sent, NULL),
	    SERVER_FIXTURE_TEST(test_nothing_is_kept_without_a_directory, NULL),
	};

	return server_report(
	    cmocka_run_group_tests_name("store_traces", tests, NULL, NULL));
}
