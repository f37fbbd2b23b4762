/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two generations of lighttpd use one store: after a reload the one before
 * still answers and keeps results, beside the next one.
 */
#include "tests/lib/test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/dir.h"
#include "tests/lib/http.h"
#include "tests/lib/load_client.h"
#include "tests/lib/page.h"
#include "tests/lib/pdf_maker.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/result_path.h"
#include "tests/lib/server_fixture.h"

enum { CLIENTS = 4, RELOADS = 5, PAGES = 60, FOLDERS = 256, DRAFTS = 4 };

#define HIT "Cache-Status: mod_ocr; hit"

static char dir[DIR_MAX], conf[256];
static struct page_file one, other;

static int
setup(void **state)
{
	static struct server_options options = {.workers = 1, .conf = conf};

	(void)state;
	if (dir_make(dir) < 0 || page_text("One page.\n", PAGE_PNG, &one) < 0 ||
	    page_text("Another page.\n", PAGE_PNG, &other) < 0)
		return -1;
	snprintf(conf, sizeof(conf), "ocr.store = \"%s\"\n", dir);
	return server_fixture_open(&options);
}

static int
teardown(void **state)
{
	int rc = server_fixture_teardown(state);

	page_file_clear(&one);
	page_file_clear(&other);
	dir_remove(dir);
	return rc;
}

/* Sends the first half of a POST of the page, or the second one, or both, on
 * the socket, or on a new one for -1.  Returns the socket. */
static int
send_part(int fd, const struct page_file *page, bool begins, bool ends)
{
	size_t len, half;
	char *request =
	    load_client_post("/ocr", "", page->data, page->len, &len);

	half = len - page->len / 2;
	if (fd < 0)
		fd = raw_connect(server_fixture->port);
	assert_true(fd >= 0);
	if (begins)
		assert_int_equal(raw_send(fd, request, half), 0);
	if (ends)
		assert_int_equal(raw_send(fd, request + half, len - half), 0);
	free(request);
	return fd;
}

static int
post(const struct page_file *page)
{
	return send_part(-1, page, true, true);
}

/* Returns whether the lighttpd that serves now finds the result. */
static bool
has_result(const struct page_file *page)
{
	/* The request that was sent for it had this. */
	static const char *const headers[] = {"Accept:", NULL};
	char path[RESULT_PATH_ROOM];
	struct http_answer answer;
	long status;

	result_path(page, "", path);
	assert_int_equal(
	    http_get(server_fixture->port, path, headers, &answer), 0);
	status = answer.status;
	http_answer_clear(&answer);
	assert_true(status == 200 || status == 404);
	return status == 200;
}

static void
wait_for_result(const struct page_file *page)
{
	double end = process_now_ms() + SERVER_FIXTURE_MS;

	while (!has_result(page)) {
		if (process_now_ms() > end)
			fail_msg("there is no result");
		usleep(5000);
	}
}

static void
assert_hit(int fd, const char *text)
{
	const char *answer = server_fixture_finish(fd, 200);

	if (strcasestr(answer, HIT) == NULL || strstr(answer, text) == NULL)
		fail_msg("%s", answer);
}

static void
test_each_finds_what_the_other_one_keeps(void **state)
{
	int running, uploading, fd;

	(void)state;
	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
	running = post(&one);
	server_fixture_wait("running", 1);
	uploading = send_part(-1, &other, true, false);
	server_fixture_wait("reading", 1);
	server_fixture_reload();
	assert_int_equal(pool_thaw(&server_fixture->pool), 0);
	/* The next one has what the one before keeps. */
	server_fixture_finish(running, 200);
	wait_for_result(&one);
	fd = post(&one);
	assert_hit(fd, "One page.");
	assert_int_equal(server_fixture_number("totals.answered"), 0);
	/* The one before has what the next one keeps. */
	server_fixture_finish(post(&other), 200);
	server_fixture_wait("store.stored", 1);
	send_part(uploading, &other, false, true);
	assert_hit(uploading, "Another page.");
	assert_int_equal(server_fixture_number("store.errors"), 0);
}

static atomic_int stopping, answered, lost;

/* Posts documents, each of them again and again; the text is always the right
 * one. */
static void *
post_again_and_again(void *arg)
{
	unsigned number = (unsigned)(uintptr_t)arg;

	while (!stopping) {
		struct page_file page;
		struct http_request r = {.path = "/ocr"};
		struct http_answer first, second;

		pdf_maker_pages(number, 1, &page);
		number = (number + CLIENTS) % PAGES;
		r.body = page.data;
		r.body_len = page.len;
		if (http_send(server_fixture->port, &r, &first) == 0 &&
		    http_send(server_fixture->port, &r, &second) == 0 &&
		    first.status == 200 && second.status == 200 &&
		    strcmp(first.body, second.body) == 0)
			answered++;
		else
			lost++;
		http_answer_clear(&first);
		http_answer_clear(&second);
		page_file_clear(&page);
	}
	return NULL;
}

static void
test_reloads_while_results_are_written(void **state)
{
	pthread_t clients[CLIENTS];
	size_t len;
	char *log;

	(void)state;
	stopping = answered = lost = 0;
	for (int i = 0; i < CLIENTS; i++)
		assert_int_equal(
		    pthread_create(&clients[i], NULL, post_again_and_again,
			(void *)(uintptr_t)i),
		    0);
	for (int i = 0; i < RELOADS; i++) {
		double end = process_now_ms() + SERVER_FIXTURE_MS;
		int before = answered;

		server_fixture_reload();
		while (answered < before + 10 && lost == 0 &&
		       process_now_ms() < end)
			usleep(10000);
		assert_true(answered >= before + 10 || lost > 0);
	}
	stopping = 1;
	for (int i = 0; i < CLIENTS; i++)
		pthread_join(clients[i], NULL);
	assert_int_equal(lost, 0);
	assert_int_equal(server_fixture_number("store.errors"), 0);
	log = process_read_file(server_path(server_fixture, "error.log"), &len);
	assert_non_null(log);
	assert_null(strstr(log, "ocr.store"));
	free(log);
}

/* The number of a process comes again: at once after a reload, and in a
 * container at each start.  Drafts with that number that are still there do no
 * harm. */
static void
test_drafts_of_a_process_with_the_same_number(void **state)
{
	const struct page_file empty = {(unsigned char *)(uintptr_t) "", 0};
	char path[DIR_MAX + 64];

	(void)state;
	server_fixture_wait("store.counting", 0);
	for (int i = 0; i < FOLDERS; i++) {
		snprintf(path, sizeof(path), "%s/%02x", dir, (unsigned)i);
		assert_int_equal(mkdir(path, 0700), 0);
		for (int n = 0; n < DRAFTS; n++) {
			snprintf(path, sizeof(path), "%s/%02x/draft-%d-%d", dir,
			    (unsigned)i, (int)server_fixture->pid, n);
			assert_int_equal(page_file_write(&empty, path), 0);
		}
	}
	server_fixture_finish(post(&one), 200);
	server_fixture_wait("store.stored", 1);
	assert_int_equal(server_fixture_number("store.errors"), 0);
	assert_hit(post(&one), "One page.");
}

int
main(void)
{
#define GENERATIONS(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    GENERATIONS(test_each_finds_what_the_other_one_keeps),
	    GENERATIONS(test_reloads_while_results_are_written),
	    GENERATIONS(test_drafts_of_a_process_with_the_same_number),
	};

	return server_report(cmocka_run_group_tests_name(
	    "store_generations", tests, NULL, NULL));
}
