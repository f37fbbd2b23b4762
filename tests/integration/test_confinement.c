/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a worker is, as the kernel shows it: its user, priority,
 * descriptors and memory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/lib/fcgi.h"
#include "tests/lib/nest.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"

#define BUSY_MS 5000
#define END_MS 30000
#define STRANGER 77

static struct nest nest;
static struct page_file text;

static int
teardown(void **state)
{
	(void)state;
	return nest_close(&nest, false);
}

static void
start(unsigned workers, const char *const *args)
{
	assert_int_equal(nest_open(&nest, workers, args), 0);
}

static pid_t
worker(void)
{
	struct scoreboard_worker w;

	assert_true(nest_find(&nest, SCOREBOARD_IDLE, 0, &w, BUSY_MS) >= 0);
	return (pid_t)w.pid;
}

/* A file of the worker's directory in /proc, open. */
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

/* Whoever starts the pool may have anything open. */
static void
test_descriptors(void **state)
{
	int fd = open("/etc/passwd", O_RDONLY);
	char path[64], target[256];
	struct dirent *e;
	unsigned count = 0;
	ssize_t n;
	DIR *dir;

	(void)state;
	assert_int_equal(dup2(fd, STRANGER), STRANGER);
	close(fd);
	start(3, NULL);
	close(STRANGER);
	snprintf(path, sizeof(path), "/proc/%d/fd", (int)worker());
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
		    strcmp(target, nest.log) != 0 && !strstr(target, "/statm"))
			fail_msg("%s is %s", e->d_name, target);
	}
	closedir(dir);
	/* stdin, stdout, stderr, log, control, two events, memory. */
	assert_int_equal(count, 8);
}

/* Of what workers share, each can write its own part only, for good. */
static void
test_shared_memory(void **state)
{
	unsigned board = 0, note = 0, table = 0, size = 0, *counted = &table;
	bool seen = false, writable = false;
	char line[512];
	FILE *f;

	(void)state;
	start(3, NULL);
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
		/* "may write" is what mprotect() asks for. */
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
	const char *args[] = {"--nice", "7", NULL};
	pid_t pid;
	int own;

	(void)state;
	start(1, args);
	pid = worker();
	own = getpriority(PRIO_PROCESS, 0);
	assert_int_equal(
	    getpriority(PRIO_PROCESS, (id_t)pid), own > 7 ? own : 7);
	assert_int_equal(getpriority(PRIO_PROCESS, (id_t)nest.pool.pid), own);
	own = oom_score(nest.pool.pid);
	assert_int_equal(own, oom_score(getpid()));
	assert_int_equal(oom_score(pid), own > 700 ? 1000 : own + 300);
	assert_true(proc_has(pid, "limits", "Max core file size        0 "));
	assert_true(proc_has(pid, "limits", "Max open files            64 "));
	if (!server_is_sanitized())
		assert_true(proc_has(
		    pid, "limits", "Max address space         4294967296 "));
}

static void
test_another_user(void **state)
{
	const char *args[] = {"--user", "nobody", "--group", "daemon", NULL};
	struct fcgi_request r = {.body = text.data, .body_len = text.len};
	struct fcgi_answer a;
	pid_t pid;

	(void)state;
	if (geteuid() != 0) {
		start(1, NULL);
		print_message("NOT TESTED: only root may\n");
		skip();
	}
	start(1, args);
	pid = worker();
	assert_true(
	    proc_has(pid, "status", "Uid:\t65534\t65534\t65534\t65534"));
	assert_true(proc_has(pid, "status", "Gid:\t1\t1\t1\t1"));
	assert_true(proc_has(pid, "status", "CapEff:\t0000000000000000"));
	assert_true(proc_has(pid, "status", "CapBnd:\t0000000000000000"));
	assert_true(proc_has(pid, "status", "NoNewPrivs:\t1"));
	if (!server_is_sanitized())
		assert_true(proc_has(pid, "status", "Seccomp:\t2"));
	assert_true(proc_has(nest.pool.pid, "status", "Uid:\t0\t0\t0\t0"));
	assert_int_equal(fcgi_ask(nest.sock, &r, &a, END_MS), 0);
	assert_int_equal(a.status, 200);
	fcgi_answer_clear(&a);
	/* Without its master it dies, too. */
	kill(nest.pool.pid, SIGKILL);
	assert_int_equal(process_wait_gone(pid, END_MS), 0);
	process_wait(nest.pool.pid, END_MS, NULL);
	nest.pool.pid = 0;
}

int
main(void)
{
#define ON_ITS_OWN(test) cmocka_unit_test_teardown(test, teardown)
	const struct CMUnitTest tests[] = {
	    ON_ITS_OWN(test_descriptors),
	    ON_ITS_OWN(test_shared_memory),
	    ON_ITS_OWN(test_priority),
	    ON_ITS_OWN(test_another_user),
	};
	int rc;

	if (page_text("The quick brown fox", PAGE_PNG, &text) < 0)
		return 1;
	rc = cmocka_run_group_tests_name("confinement", tests, NULL, NULL);
	page_file_clear(&text);
	return server_report(rc);
}
