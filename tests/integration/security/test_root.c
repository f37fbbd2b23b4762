/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The master is root, and the workers' user puts links and directories where
 * the master works: nothing of root's is removed, given away or written to.
 */
#include "tests/lib/test.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/log_reader.h"
#include "tests/lib/pool_fixture.h"

#define USER "nobody"
#define ROUNDS 30

/* base belongs to the user; victim belongs to root, and has a directory 0 with
 * a file. */
static char dir[64], base[80], victim[80], keep[96];
static uid_t uid;

/* Runs a command of the shell, as root or as the user; $0 is the pool's
 * directory and $1 the victim.  Returns its status. */
static int
shell(bool as_user, const char *command)
{
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		if (as_user && (setgid(uid) < 0 || setuid(uid) < 0))
			_exit(126);
		execl("/bin/sh", "sh", "-ec", command, base, victim,
		    (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
run(bool as_user, const char *command)
{
	if (shell(as_user, command) != 0)
		fail_msg("%s", command);
}

static int
setup(void **state)
{
	struct passwd *p = getpwnam(USER);

	(void)state;
	if (geteuid() != 0) {
		print_message("NOT TESTED: only root may\n");
		skip();
	}
	assert_non_null(p);
	uid = p->pw_uid;
	snprintf(dir, sizeof(dir), "/tmp/ocr-test-root-%d", (int)getpid());
	snprintf(base, sizeof(base), "%s/base", dir);
	snprintf(victim, sizeof(victim), "%s/victim", dir);
	snprintf(keep, sizeof(keep), "%s/0/keep", victim);
	assert_int_equal(mkdir(dir, 0755), 0);
	run(false, "mkdir $0; chown " USER " $0; mkdir -p $1/0;"
		   "echo keep >$1/0/keep; chmod 644 $1/0/keep");
	setenv("TMPDIR", base, 1);
	return 0;
}

static int
teardown(void **state)
{
	int rc;

	unsetenv("TMPDIR");
	rc = pool_fixture_teardown(state);
	dir_remove(dir);
	return rc;
}

static void
assert_untouched(const char *path)
{
	struct stat st;

	if (lstat(path, &st) == -1)
		fail_msg("%s: %s", path, strerror(errno));
	if (st.st_uid != 0)
		fail_msg("%s belongs to %u", path, (unsigned)st.st_uid);
}

/* Checks that the victim, a directory of root's, and its file are as before. */
static void
assert_victim(void)
{
	size_t size;
	char *text;

	assert_untouched(victim);
	assert_untouched(keep);
	text = process_read_file(keep, &size);
	assert_non_null(text);
	assert_string_equal(text, "keep\n");
	free(text);
}

/* Kills the only worker, and waits until the next one has served. */
static void
replace_worker(void)
{
	pid_t worker = (pid_t)pool_fixture_idle().pid;

	kill(worker, SIGKILL);
	assert_int_equal(process_wait_gone(worker, POOL_FIXTURE_MS), 0);
	pool_fixture_idle();
	/* It has served, so the next one is started at once. */
	pool_fixture_headers();
}

/* The pool's directory is exchanged for a link to one of root's. */
static void
test_the_pools_directory(void **state)
{
	(void)state;
	pool_fixture_start(1, "--user", USER, NULL);
	pool_fixture_headers();
	run(true, "cd $0; n=$(echo fcgi-worker-*); mv $n moved; ln -s $1 $n");
	replace_worker();
	assert_victim();
	assert_int_equal(test_pool_close(&pool_fixture, false), 0);
	assert_victim();
}

/* Starts a process of the user's, which again and again replaces a worker's
 * directory by a link to the victim.  Returns its process id. */
static pid_t
start_swapping(void)
{
	pid_t parent = getpid(), pid = fork();

	if (pid != 0)
		return pid;
	if (setgid(uid) < 0 || setuid(uid) < 0 || chdir(base) < 0)
		_exit(126);
	while (getppid() == parent) {
		rename("pool/0", "pool/1");
		if (symlink(victim, "pool/0") == 0)
			unlink("pool/0");
		rename("pool/1", "pool/0");
	}
	_exit(0);
}

/* A race: the directory of a worker changes while the worker is started. */
static void
test_a_workers_directory(void **state)
{
	pid_t attacker;

	(void)state;
	pool_fixture_start(1, "--user", USER, NULL);
	pool_fixture_headers();
	run(true, "ln -s $(echo $0/fcgi-worker-*) $0/pool");
	attacker = start_swapping();
	for (int i = 0; i < ROUNDS; i++)
		replace_worker();
	kill(attacker, SIGKILL);
	assert_int_equal(waitpid(attacker, NULL, 0), attacker);
	assert_victim();
	/* The user may not make or rename anything there. */
	assert_int_not_equal(
	    shell(true, "mv $0/pool/0 $0/pool/7 2>/dev/null"), 0);
	assert_int_not_equal(shell(true, "mkdir $0/pool/7 2>/dev/null"), 0);
	assert_int_equal(test_pool_close(&pool_fixture, false), 0);
	run(false, "rm $0/pool; rmdir $0");
}

/* A start removes what a dead master left, and no more than that. */
static void
test_what_was_planted(void **state)
{
	(void)state;
	/* This one belongs to the user, and has something of root's in it. */
	run(false, "mkdir -p $0/fcgi-worker-plantd/0; touch "
		   "$0/fcgi-worker-plantd/0/keep;"
		   "chmod 711 $0/fcgi-worker-plantd;"
		   "chown " USER " $0/fcgi-worker-plantd");
	/* This one belongs to root, and the user has given it the name. */
	run(false, "mkdir -p -m 700 $0/own/0; mkdir $0/own/7;"
		   "touch $0/own/keep $0/own/0/keep");
	run(true, "mv $0/own $0/fcgi-worker-renamd");
	run(true, "ln -s $1 $0/fcgi-worker-linked");
	pool_fixture_start(1, "--user", USER, NULL);
	assert_int_equal(test_pool_close(&pool_fixture, false), 0);
	run(false,
	    "cd $0; test -e fcgi-worker-plantd/0/keep;"
	    "test -e fcgi-worker-renamd/keep; test -d fcgi-worker-renamd/7;"
	    "test -e fcgi-worker-renamd/0/keep");
	assert_victim();
}

/* The files of workers go with the pool, though root looks into none of
 * them. */
static void
test_what_workers_left(void **state)
{
	(void)state;
	pool_fixture_start(1, "--user", USER, NULL);
	run(true, "cd $0/fcgi-worker-*/0; mkdir below; touch file below/file;"
		  "ln -s $1 link");
	replace_worker();
	run(false, "test -z \"$(ls -A $0/fcgi-worker-*/0)\"");
	run(true, "cd $0/fcgi-worker-*/0; mkdir below; touch file below/file;"
		  "ln -s $1 link");
	assert_int_equal(test_pool_close(&pool_fixture, false), 0);
	run(false, "test -z \"$(ls -A $0)\"");
	assert_victim();
}

static void
test_the_log(void **state)
{
	char path[96], old[112];
	json_t *line;

	(void)state;
	snprintf(path, sizeof(path), "%s/log", base);
	snprintf(old, sizeof(old), "%s.old", path);
	pool_fixture_start(1, "--user", USER, "--log", path, NULL);
	run(true, "mv $0/log $0/log.old; ln -s $1/0/keep $0/log");
	kill(pool_fixture.pool.pid, SIGUSR1);
	line = log_reader_find(
	    old, "event", "the log was not opened again", POOL_FIXTURE_MS);
	assert_non_null(line);
	json_decref(line);
	pool_fixture_headers();
	assert_victim();
	/* A second name of a file is as bad as a link to it. */
	run(false, "rm $0/log; ln $1/0/keep $0/log");
	pool_fixture_run(71, "-t", "--log", path, NULL);
	run(true, "rm $0/log; ln -s $1 $0/way");
	snprintf(path, sizeof(path), "%s/way/log", base);
	pool_fixture_run(71, "-t", "--log", path, NULL);
	assert_victim();
	/* Links of root's are followed, and so are those of the kernel. */
	run(false, "ln -s log.old $0/log; ln -s $0 $1/way");
	snprintf(path, sizeof(path), "%s/way/log", victim);
	pool_fixture_run(0, "-t", "--log", path, NULL);
	pool_fixture_run(0, "-t", "--log", "/dev/stderr", NULL);
}

static void
test_the_scoreboard_and_the_socket(void **state)
{
	char path[96];

	(void)state;
	run(true, "ln -s $1 $0/way");
	snprintf(path, sizeof(path), "%s/way/board", base);
	pool_fixture_run(71, "-s", "/tmp/ocr-test-not-here", "--scoreboard",
	    path, "--user", USER, NULL);
	snprintf(path, sizeof(path), "%s/way/sock", base);
	pool_fixture_run(71, "-s", path, "--user", USER, NULL);
	run(false, "test \"$(ls $1)\" = 0");
	/* What does not belong to the pool any more stays when the pool
	 * ends. */
	snprintf(path, sizeof(path), "%s/board", base);
	pool_fixture_start(1, "--user", USER, NULL);
	assert_int_equal(rename(pool_fixture.board, path), 0);
	assert_int_equal(symlink(keep, pool_fixture.board), 0);
	assert_int_equal(pool_stop(&pool_fixture.pool), 0);
	assert_untouched(pool_fixture.board);
	assert_victim();
}

int
main(void)
{
#define AS_ROOT(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    AS_ROOT(test_the_pools_directory),
	    AS_ROOT(test_a_workers_directory),
	    AS_ROOT(test_what_was_planted),
	    AS_ROOT(test_what_workers_left),
	    AS_ROOT(test_the_log),
	    AS_ROOT(test_the_scoreboard_and_the_socket),
	};

	return cmocka_run_group_tests_name("root", tests, NULL, NULL);
}
