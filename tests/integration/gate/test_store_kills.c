/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lighttpd is killed while it writes to ocr.store, again and again: results
 * that are found after that are right, and those that were half written are
 * removed.
 */
#include "tests/lib/test.h"

#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/dir.h"
#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/result_path.h"
#include "tests/lib/server_fixture.h"

enum {
	KILLS = 200,
	/* Of a picture, which is soon made and written in several pieces. */
	SIDE = 500,
	LEAST_BYTES = 100000,
	FOLDERS = 256,
	/* Kills come up to so long after a file is begun. */
	STEPS = 40,
	STEP_US = 50,
};

static char dir[DIR_MAX], conf[256];
static struct server_options options = {.workers = 1, .conf = conf};
/* The answer to each picture, if it was found afterwards. */
static struct page_file kept[KILLS];
static int watch = -1;

/* Makes the store's folders and watches them, before lighttpd writes in them.
 */
static int
setup(void **state)
{
	(void)state;
	watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (dir_make(dir) < 0 || watch < 0)
		return -1;
	for (unsigned i = 0; i < FOLDERS; i++) {
		char path[DIR_MAX + 8];

		snprintf(path, sizeof(path), "%s/%02x", dir, i);
		if (mkdir(path, 0700) < 0 ||
		    inotify_add_watch(watch, path, IN_CREATE) < 0)
			return -1;
	}
	snprintf(conf, sizeof(conf), "ocr.store = \"%s\"\n", dir);
	return server_fixture_open(&options);
}

static int
teardown(void **state)
{
	int rc = server_fixture_teardown(state);

	for (int i = 0; i < KILLS; i++)
		page_file_clear(&kept[i]);
	close(watch);
	dir_remove(dir);
	return rc;
}

#define QUERY "?format=jpeg&pages=1"

static void
make(unsigned number, struct page_file *page)
{
	assert_int_equal(page_noise(SIDE, SIDE, number + 1, page), 0);
}

/* Posts a picture.  Returns the answer, to be cleared. */
static struct page_file
post(unsigned number)
{
	struct http_request r = {.path = "/ocr" QUERY};
	struct page_file page, answer = {.data = NULL};
	struct http_answer a;

	make(number, &page);
	r.body = page.data;
	r.body_len = page.len;
	assert_int_equal(http_send(server_fixture->port, &r, &a), 0);
	assert_int_equal(a.status, 200);
	assert_string_equal(
	    http_header(&a, "Cache-Status"), "mod_ocr; fwd=miss; stored");
	assert_true(a.body_len > LEAST_BYTES);
	answer.len = a.body_len;
	answer.data = malloc(a.body_len);
	assert_non_null(answer.data);
	memcpy(answer.data, a.body, a.body_len);
	http_answer_clear(&a);
	page_file_clear(&page);
	return answer;
}

/* Returns whether the result of a picture is there; if so, it has to be that
 * answer. */
static bool
has_result(unsigned number, const struct page_file *answer)
{
	char path[RESULT_PATH_ROOM];
	struct http_request r = {.path = path};
	struct http_answer a;
	struct page_file page;
	long status;

	make(number, &page);
	result_path(&page, QUERY, path);
	page_file_clear(&page);
	assert_int_equal(http_send(server_fixture->port, &r, &a), 0);
	status = a.status;
	if (status == 200) {
		assert_int_equal(a.body_len, answer->len);
		assert_memory_equal(a.body, answer->data, answer->len);
	} else {
		assert_int_equal(status, 404);
	}
	http_answer_clear(&a);
	return status == 200;
}

/* Waits until a file of the store is begun. */
static void
wait_for_writing(void)
{
	struct pollfd p = {.fd = watch, .events = POLLIN};
	char events[4096];

	assert_int_equal(poll(&p, 1, SERVER_FIXTURE_MS), 1);
	while (read(watch, events, sizeof(events)) > 0)
		;
}

/* Counts the names in the folders of the store that begin so. */
static unsigned
count_files(const char *begin)
{
	unsigned count = 0;

	for (unsigned i = 0; i < FOLDERS; i++) {
		char path[DIR_MAX + 8];
		struct dirent *e;
		DIR *folder;

		snprintf(path, sizeof(path), "%s/%02x", dir, i);
		folder = opendir(path);
		assert_non_null(folder);
		while ((e = readdir(folder)) != NULL)
			count += e->d_name[0] != '.' &&
				 strncmp(e->d_name, begin, strlen(begin)) == 0;
		closedir(folder);
	}
	return count;
}

/* Kills lighttpd, and waits until it has ended; server_replace() reaps it and
 * starts the next one. */
static void
kill_server(void)
{
	siginfo_t info;

	assert_int_equal(kill(server_fixture->pid, SIGKILL), 0);
	assert_int_equal(
	    waitid(P_PID, (id_t)server_fixture->pid, &info, WEXITED | WNOWAIT),
	    0);
}

static void
test_kills_while_it_writes(void **state)
{
	unsigned found = 0, halves = 0;

	(void)state;
	for (unsigned i = 0; i < KILLS; i++) {
		struct page_file answer = post(i);

		wait_for_writing();
		usleep(i % STEPS * STEP_US);
		kill_server();
		halves += count_files("draft-") > 0;
		assert_int_equal(server_replace(server_fixture, &options), 0);
		if (has_result(i, &answer)) {
			kept[i] = answer;
			found++;
		} else {
			page_file_clear(&answer);
		}
		assert_int_equal(server_fixture_number("store.errors"), 0);
	}
	print_message("%d kills, %u of them in the middle of a file; %u "
		      "results were kept\n",
	    KILLS, halves, found);
	assert_true(halves > 0);
	assert_true(found > 0);
	server_fixture_wait("store.counting", 0);
	server_fixture_wait("store.entries", found);
	assert_int_equal(count_files("draft-"), 0);
	assert_int_equal(count_files(""), found);
	for (unsigned i = 0; i < KILLS; i++)
		if (kept[i].data != NULL)
			assert_true(has_result(i, &kept[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		test_kills_while_it_writes, setup, teardown),
	};

	return server_report(
	    cmocka_run_group_tests_name("store_kills", tests, NULL, NULL));
}
