/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the kernel shows of a worker: its user, priority, descriptors and
 * memory.
 */
#include "tests/lib/test.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/lib/pool_fixture.h"
#include "tests/lib/server.h"

#define STRANGER 77

static pid_t
worker(void)
{
	return (pid_t)pool_fixture_idle().pid;
}

/* Opens a file of the worker's directory in /proc. */
static FILE *
open_proc(pid_t pid, const char *name)
{
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	f = fopen(path, "re");
	assert_non_null(f);
	return f;
}

static bool
proc_has(pid_t pid, const char *name, const char *want)
{
	FILE *f = open_proc(pid, name);
	char line[512];
	bool found = false;

	while (!found && fgets(line, sizeof(line), f))
		found = strstr(line, want) != NULL;
	fclose(f);
	return found;
}

static int
oom_score(pid_t pid)
{
	FILE *f = open_proc(pid, "oom_score_adj");
	int score;

	assert_int_equal(fscanf(f, "%d", &score), 1);
	fclose(f);
	return score;
}

/* The process that starts the pool may have any file open. */
/* Returns whether a descriptor of the process, a number as a text, is open for
 * reading only. */
static bool
only_reads(pid_t pid, const char *fd)
{
	char path[64], line[64];
	unsigned flags = O_RDWR;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/fdinfo/%.16s", (int)pid, fd);
	f = fopen(path, "re");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL)
		sscanf(line, "flags: %o", &flags);
	fclose(f);
	return (flags & O_ACCMODE) == O_RDONLY;
}

static void
test_descriptors(void **state)
{
	int fd = open("/etc/passwd", O_RDONLY);
	char path[64], target[256];
	struct dirent *e;
	unsigned count = 0;
	ssize_t n;
	pid_t pid;
	DIR *dir;

	(void)state;
	assert_int_equal(dup2(fd, STRANGER), STRANGER);
	close(fd);
	pool_fixture_start(3, NULL);
	close(STRANGER);
	pid = worker();
	snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	dir = opendir(path);
	assert_non_null(dir);
	while ((e = readdir(dir)) != NULL) {
		n = readlinkat(dirfd(dir), e->d_name, target, sizeof(target));
		if (n <= 0)
			continue;
		target[n] = '\0';
		count++;
		if (strcmp(target, "/dev/null") != 0 &&
		    strncmp(target, "socket:", 7) != 0 &&
		    strncmp(target, "anon_inode:[event", 17) != 0 &&
		    strcmp(target, pool_fixture.log) != 0 &&
		    !(strcmp(target, pool_fixture.board) == 0 &&
			only_reads(pid, e->d_name)) &&
		    !strstr(target, "/statm"))
			fail_msg("%s is %s", e->d_name, target);
	}
	closedir(dir);
	/* These are stdin, stdout, stderr, log, control, two events, memory,
	 * scoreboard, and from Tesseract 5.5 on the file for its complaints. */
	assert_in_range(count, 9, 10);
}

/* Each worker can write only its own part of what workers share, and cannot
 * change that. */
static void
test_shared_memory(void **state)
{
	unsigned board = 0, note = 0, table = 0, size = 0, *counted = &table;
	bool seen = false, writable = false;
	char line[512];
	FILE *f;

	(void)state;
	pool_fixture_start(3, NULL);
	f = open_proc(worker(), "smaps");
	while (fgets(line, sizeof(line), f)) {
		if (strstr(line, "worker.sock.board") ||
		    strstr(line, "memfd:quarantine")) {
			seen = true;
			writable = strstr(line, " rw-s ") != NULL;
			counted = strstr(line, "quarantine") == NULL ? &board
				  : writable			     ? &note
								     : &table;
		}
		if (seen)
			sscanf(line, "Size: %u", &size);
		if (!seen || strncmp(line, "VmFlags:", 8) != 0)
			continue;
		(*counted)++;
		seen = false;
		/* "may write" means that mprotect() could allow it. */
		assert_int_equal(strstr(line, " mw") != NULL, writable);
		if (writable)
			assert_int_equal(
			    size * 1024, (unsigned)sysconf(_SC_PAGESIZE));
	}
	fclose(f);
	assert_int_equal(board, 1);
	assert_int_equal(note, 1);
	assert_int_equal(table, 1);
}

static void
test_priority(void **state)
{
	pid_t pid;
	int own;

	(void)state;
	pool_fixture_start(1, "--nice", "7", NULL);
	pid = worker();
	own = getpriority(PRIO_PROCESS, 0);
	assert_int_equal(
	    getpriority(PRIO_PROCESS, (id_t)pid), own > 7 ? own : 7);
	assert_int_equal(
	    getpriority(PRIO_PROCESS, (id_t)pool_fixture.pool.pid), own);
	own = oom_score(pool_fixture.pool.pid);
	assert_int_equal(own, oom_score(getpid()));
	assert_int_equal(oom_score(pid), own > 700 ? 1000 : own + 300);
	assert_true(proc_has(pid, "limits", "Max core file size        0 "));
	assert_true(proc_has(pid, "limits", "Max open files            64 "));
	/* There are two threads, one that works and one that watches, and there
	 * can be no others. */
	assert_true(proc_has(pid, "status", "Threads:\t2\n"));
	if (!server_is_sanitized())
		assert_true(proc_has(
		    pid, "limits", "Max address space         4294967296 "));
}

/* The limit counts the processor time of one request. */
static void
test_processor_time(void **state)
{
	static const char any[] = "Max cpu time              unlimited ";
	pid_t pid;
	int fd;

	(void)state;
	pool_fixture_start(1, NULL);
	pid = worker();
	assert_true(proc_has(pid, "limits", any));
	fd = pool_fixture_send_slow(NULL, NULL);
	pool_fixture_recognizing();
	assert_false(proc_has(pid, "limits", any));
	close(fd);
}

static void
test_another_user(void **state)
{
	pid_t pid;

	(void)state;
	if (geteuid() != 0) {
		pool_fixture_start(1, NULL);
		print_message("NOT TESTED: only root may\n");
		skip();
	}
	pool_fixture_start(1, "--user", "nobody", "--group", "daemon", NULL);
	pid = worker();
	assert_true(
	    proc_has(pid, "status", "Uid:\t65534\t65534\t65534\t65534"));
	assert_true(proc_has(pid, "status", "Gid:\t1\t1\t1\t1"));
	assert_true(proc_has(pid, "status", "CapEff:\t0000000000000000"));
	assert_true(proc_has(pid, "status", "CapBnd:\t0000000000000000"));
	assert_true(proc_has(pid, "status", "NoNewPrivs:\t1"));
	if (!server_is_sanitized())
		assert_true(proc_has(pid, "status", "Seccomp:\t2"));
	assert_true(
	    proc_has(pool_fixture.pool.pid, "status", "Uid:\t0\t0\t0\t0"));
	pool_fixture_ask(&pool_fixture_text, NULL, 200);
	/* Without its master the worker dies, too. */
	kill(pool_fixture.pool.pid, SIGKILL);
	assert_int_equal(process_wait_gone(pid, POOL_FIXTURE_MS), 0);
	process_wait(pool_fixture.pool.pid, POOL_FIXTURE_MS, NULL);
	pool_fixture.pool.pid = 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    POOL_FIXTURE_TEST(test_descriptors),
	    POOL_FIXTURE_TEST(test_shared_memory),
	    POOL_FIXTURE_TEST(test_priority),
	    POOL_FIXTURE_TEST(test_processor_time),
	    POOL_FIXTURE_TEST(test_another_user),
	};

	return cmocka_run_group_tests_name("confinement", tests, NULL, NULL);
}
