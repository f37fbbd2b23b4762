/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A disk for temporary files that is full, or becomes so in the middle of an
 * answer: a small tmpfs that only this program and the pool can see.
 */
#include "tests/lib/test.h"

#include <fcntl.h>
#include <jansson.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fcgi-worker/shm/scoreboard.h"
#include "tests/lib/exif_image.h"
#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/problem.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"

#define END_MS 30000
#define DISK (1L << 20)
#define PAGE 4096L
#define MANY 12
#define WORDS "The quick brown fox"

enum { PNG, JPEG, HEIC, PAGES, INPUTS };

static const char *const names[INPUTS] = {"PNG", "JPEG", "HEIC", "pages"};
static struct page_file inputs[INPUTS];
static struct server *server;
static char dir[64];

/* Leaves so many bytes on the disk. */
static void
leave(long bytes)
{
	char path[80];
	int fd;

	snprintf(path, sizeof(path), "%s/filler", dir);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(posix_fallocate(fd, 0, DISK - bytes), 0);
	close(fd);
}

static void
empty_disk(void)
{
	char path[80];

	snprintf(path, sizeof(path), "%s/filler", dir);
	assert_int_equal(unlink(path), 0);
}

/* Whether there is an answer in full; else there is a problem that says why. */
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

/* Whatever room there is, and so wherever it ends. */
static void
test_every_room(void **state)
{
	unsigned good[INPUTS] = {0}, bad[INPUTS] = {0};
	long room;

	(void)state;
	for (room = 0; room <= 96 * 1024; room += PAGE) {
		leave(room);
		for (int i = 0; i < INPUTS; i++) {
			if (is_answered(
				"/ocr?format=pdf", &inputs[i], "%%EOF\n"))
				good[i]++;
			else
				bad[i]++;
			/* What needs no disk goes on. */
			assert_true(is_answered("/ocr", &inputs[i], WORDS));
		}
	}
	empty_disk();
	for (int i = 0; i < INPUTS; i++) {
		print_message(
		    "%s: %u answers, %u problems\n", names[i], good[i], bad[i]);
		assert_true(good[i] > 0);
		assert_true(bad[i] > 0);
		assert_true(
		    is_answered("/ocr?format=pdf", &inputs[i], "%%EOF\n"));
	}
}

/* A worker born while the disk is full. */
static void
test_a_new_worker(void **state)
{
	pid_t workers[POOL_MAX];

	(void)state;
	assert_int_equal(pool_workers(&server->pool, workers, END_MS), 0);
	leave(0);
	kill(workers[0], SIGKILL);
	assert_int_equal(process_wait_gone(workers[0], END_MS), 0);
	assert_true(is_answered("/ocr", &inputs[PNG], WORDS));
	assert_false(is_answered("/ocr?format=pdf", &inputs[PNG], ""));
	empty_disk();
	assert_true(is_answered("/ocr?format=pdf", &inputs[PNG], "%%EOF\n"));
}

/* What tidies up may take the worker's directory. */
static void
test_a_directory_that_is_gone(void **state)
{
	const char *argv[] = {
	    "sh", "-c", "rmdir \"$0\"/fcgi-worker-*/0", dir, NULL};
	struct process_result r;

	(void)state;
	assert_int_equal(process_run(argv, END_MS, &r), 0);
	assert_int_equal(r.status, 0);
	process_result_clear(&r);
	assert_false(is_answered("/ocr?format=pdf", &inputs[PNG], ""));
	assert_true(is_answered("/ocr?format=pdf", &inputs[PNG], "%%EOF\n"));
}

/* The number of files in what the only worker may write to. */
static unsigned
count_files(void)
{
	const char *argv[] = {
	    "sh", "-c", "find \"$0\" -type f | wc -l", dir, NULL};
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
	/* The one that was killed. */
	assert_int_equal(p.restarts, 1);
	scoreboard_close(board);
}

static int
write_file(const char *path, const char *what)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n = fd == -1 ? -1 : write(fd, what, strlen(what));

	if (fd != -1)
		close(fd);
	return n == -1 ? -1 : 0;
}

/* Root may have mounts of its own, others in a namespace of users where they
 * are who they are. */
static int
enter_namespace(void)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();
	char map[64];

	if (uid == 0)
		return unshare(CLONE_NEWNS);
	if (unshare(CLONE_NEWNS | CLONE_NEWUSER) == -1)
		return -1;
	snprintf(map, sizeof(map), "%u %u 1", uid, uid);
	if (write_file("/proc/self/uid_map", map) == -1 ||
	    write_file("/proc/self/setgroups", "deny") == -1)
		return -1;
	snprintf(map, sizeof(map), "%u %u 1", gid, gid);
	return write_file("/proc/self/gid_map", map);
}

/* 0, or -1 where a program may not have mounts of its own. */
static int
mount_disk(void)
{
	char options[32];

	snprintf(dir, sizeof(dir), "/tmp/ocr-test-disk-%d", (int)getpid());
	snprintf(options, sizeof(options), "size=%ld,mode=1777", DISK);
	if (enter_namespace() == -1 ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == -1 ||
	    mkdir(dir, 0755) == -1)
		return -1;
	return mount("disk", dir, "tmpfs", 0, options);
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
	if (mount_disk() < 0) {
		perror("NOT TESTED: no disk of its own");
		rmdir(dir);
		return 0;
	}
	setenv("TMPDIR", dir, 1);
	server = server_start(&options);
	unsetenv("TMPDIR");
	rc = server == NULL;
	if (server)
		rc = cmocka_run_group_tests_name("disk", tests, NULL, NULL);
	if (server_stop(server) < 0 || umount(dir) < 0)
		rc = 1;
	rmdir(dir);
	for (int i = 0; i < INPUTS; i++)
		page_file_clear(&inputs[i]);
	return server_report(rc);
}
