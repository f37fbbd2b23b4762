/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The disk for temporary files is full, or fills in the middle of an answer: it
 * is a small tmpfs that only this program and the pool can see.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/shm/scoreboard.h"
#include "tests/lib/exif_image.h"
#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/problem.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"
#include "tests/lib/small_disk.h"

#define END_MS 30000
#define DISK (1L << 20)
#define PAGE 4096L
#define MANY 12
#define WORDS "The quick brown fox"

enum { PNG, JPEG, HEIC, PAGES, INPUTS };

static const char *const names[INPUTS] = {"PNG", "JPEG", "HEIC", "pages"};
static struct page_file inputs[INPUTS];
static struct server *server;

/* Posts the file.  Returns true for a 200, which must have the bytes want, and
 * false for a 500, which must say that there is no room. */
static bool
is_answered(const char *path, const struct page_file *file, const char *want)
{
	struct http_answer answer;
	json_t *problem;
	bool good;

	assert_int_equal(
	    http_post(server->port, path, file->data, file->len, &answer), 0);
	good = answer.status == 200;
	if (good) {
		assert_non_null(
		    memmem(answer.body, answer.body_len, want, strlen(want)));
	} else {
		problem = problem_read(&answer, 500);
		assert_non_null(problem);
		assert_non_null(strstr(
		    json_string_value(json_object_get(problem, "detail")),
		    "room"));
		json_decref(problem);
	}
	http_answer_clear(&answer);
	return good;
}

/* However much room there is, and so wherever it ends. */
static void
test_every_room(void **state)
{
	unsigned good[INPUTS] = {0}, bad[INPUTS] = {0};
	long room;

	(void)state;
	for (room = 0; room <= 96 * 1024; room += PAGE) {
		small_disk_leave(room);
		for (int i = 0; i < INPUTS; i++) {
			if (is_answered(
				"/ocr?format=pdf", &inputs[i], "%%EOF\n"))
				good[i]++;
			else
				bad[i]++;
			/* Requests that need no disk are answered. */
			assert_true(is_answered("/ocr", &inputs[i], WORDS));
		}
	}
	small_disk_empty();
	for (int i = 0; i < INPUTS; i++) {
		print_message(
		    "%s: %u answers, %u problems\n", names[i], good[i], bad[i]);
		assert_true(good[i] > 0);
		assert_true(bad[i] > 0);
		assert_true(
		    is_answered("/ocr?format=pdf", &inputs[i], "%%EOF\n"));
	}
}

/* A worker is started while the disk is full. */
static void
test_a_new_worker(void **state)
{
	pid_t workers[POOL_MAX];

	(void)state;
	assert_int_equal(pool_workers(&server->pool, workers, END_MS), 0);
	small_disk_leave(0);
	kill(workers[0], SIGKILL);
	assert_int_equal(process_wait_gone(workers[0], END_MS), 0);
	assert_true(is_answered("/ocr", &inputs[PNG], WORDS));
	assert_false(is_answered("/ocr?format=pdf", &inputs[PNG], ""));
	small_disk_empty();
	assert_true(is_answered("/ocr?format=pdf", &inputs[PNG], "%%EOF\n"));
}

/* Programs that clean up may remove the worker's directory. */
static void
test_a_directory_that_is_gone(void **state)
{
	const char *argv[] = {
	    "sh", "-c", "rmdir \"$0\"/fcgi-worker-*/0", small_disk, NULL};
	struct process_result r;

	(void)state;
	assert_int_equal(process_run(argv, END_MS, &r), 0);
	assert_int_equal(r.status, 0);
	process_result_clear(&r);
	assert_false(is_answered("/ocr?format=pdf", &inputs[PNG], ""));
	assert_true(is_answered("/ocr?format=pdf", &inputs[PNG], "%%EOF\n"));
}

/* Counts the files where the only worker may write. */
static unsigned
count_files(void)
{
	const char *argv[] = {
	    "sh", "-c", "find \"$0\" -type f | wc -l", small_disk, NULL};
	struct process_result r;
	unsigned n;

	assert_int_equal(process_run(argv, END_MS, &r), 0);
	n = (unsigned)atoi(r.out);
	process_result_clear(&r);
	return n;
}

static void
test_nothing_is_left(void **state)
{
	struct scoreboard *board;
	struct scoreboard_pool p;
	const char *why;

	(void)state;
	assert_int_equal(count_files(), 0);
	board = scoreboard_open(server_path(server, "worker.sock.board"), &why);
	assert_non_null(board);
	assert_true(scoreboard_read_pool(board, &p));
	/* This is the one that was killed. */
	assert_int_equal(p.restarts, 1);
	scoreboard_close(board);
}

static int
make_inputs(void)
{
	const char *texts[MANY];
	struct page_file page;
	int rc = page_text(WORDS, PAGE_PNG, &page);

	for (int i = 0; i < MANY; i++)
		texts[i] = WORDS;
	if (rc < 0)
		return -1;
	inputs[PNG] = page;
	if (page_text(WORDS, PAGE_JPEG, &inputs[JPEG]) < 0 ||
	    exif_image_shoot(&page, false, 1, &inputs[HEIC]) < 0)
		return -1;
	return page_tiff(texts, MANY, &inputs[PAGES]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_room),
	    cmocka_unit_test(test_a_new_worker),
	    cmocka_unit_test(test_a_directory_that_is_gone),
	    cmocka_unit_test(test_nothing_is_left),
	};
	const struct server_options options = {.workers = 1};
	int rc;

	if (make_inputs() < 0)
		return 1;
	if (small_disk_mount(DISK) < 0) {
		perror("NOT TESTED: no disk of its own");
		return 0;
	}
	setenv("TMPDIR", small_disk, 1);
	server = server_start(&options);
	unsetenv("TMPDIR");
	rc = server == NULL;
	if (server)
		rc = cmocka_run_group_tests_name("disk", tests, NULL, NULL);
	if (server_stop(server) < 0 || small_disk_unmount() < 0)
		rc = 1;
	for (int i = 0; i < INPUTS; i++)
		page_file_clear(&inputs[i]);
	return server_report(rc);
}
