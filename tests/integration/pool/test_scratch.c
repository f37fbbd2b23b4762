/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The temporary directories of workers: programs that clean up may remove them,
 * and those of a master that was killed are removed.
 */
#include "tests/lib/test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/fcgi.h"
#include "tests/lib/process.h"
#include "tests/lib/test_pool.h"

#define END_MS 20000

static struct test_pool living, dead, next;
static char base[64];

static int
setup(void **state)
{
	(void)state;
	snprintf(base, sizeof(base), "/tmp/ocr-test-tidy-%d", (int)getpid());
	setenv("TMPDIR", base, 1);
	return mkdir(base, 0755);
}

static int
teardown(void **state)
{
	struct test_pool *pools[] = {&living, &dead, &next};
	const char *argv[] = {"rm", "-rf", base, NULL};
	struct process_result r;
	int rc = 0;

	(void)state;
	unsetenv("TMPDIR");
	for (int i = 0; i < 3; i++)
		if (test_pool_close(pools[i], false) < 0)
			rc = -1;
	if (process_run(argv, END_MS, &r) < 0)
		return -1;
	process_result_clear(&r);
	return rc;
}

/* Runs a command of the shell, whose $0 is the directory.  Returns what it
 * prints, to be freed. */
static char *
run(const char *command)
{
	const char *argv[] = {"sh", "-c", command, base, NULL};
	struct process_result r;

	assert_int_equal(process_run(argv, END_MS, &r), 0);
	assert_string_equal(r.err, "");
	free(r.err);
	return r.out;
}

static void
assert_said(const char *command, const char *said)
{
	char *out = run(command);

	assert_string_equal(out, said);
	free(out);
}

static int
headers(const struct test_pool *fixture)
{
	struct fcgi_request r = {.path = "/headers"};
	struct fcgi_answer a;
	int rc = fcgi_ask(fixture->sock, &r, &a, END_MS);

	fcgi_answer_clear(&a);
	return rc;
}

static void
end(struct test_pool *fixture, int signal)
{
	pid_t workers[POOL_MAX];

	assert_int_equal(pool_workers(&fixture->pool, workers, END_MS), 0);
	kill(fixture->pool.pid, signal);
	assert_int_equal(process_wait(fixture->pool.pid, END_MS, NULL), 0);
	fixture->pool.pid = 0;
	assert_int_equal(process_wait_gone(workers[0], END_MS), 0);
}

/* Programs that clean up /tmp may remove the directories of workers, too. */
static void
test_a_directory_that_is_gone(void **state)
{
	struct scoreboard_worker w;

	(void)state;
	assert_int_equal(test_pool_open(&living, 1, NULL), 0);
	assert_said("rm -r $0/fcgi-worker-*", "");
	assert_true(
	    test_pool_find(&living, SCOREBOARD_IDLE, 0, &w, END_MS) >= 0);
	kill((pid_t)w.pid, SIGTERM);
	assert_int_equal(process_wait_gone((pid_t)w.pid, END_MS), 0);
	assert_int_equal(test_pool_wait_free(&living, 1, END_MS), 0);
	assert_int_equal(headers(&living), 0);
	assert_true(test_pool_record(&living).restarts <= 1);
	end(&living, SIGTERM);
	/* The pool removed its directory. */
	assert_said("ls -a $0", ".\n..\n");
}

static void
test_what_a_killed_master_left(void **state)
{
	char *mine;

	(void)state;
	assert_int_equal(test_pool_open(&living, 1, NULL), 0);
	mine = run("ls $0");
	assert_int_equal(test_pool_open(&dead, 1, NULL), 0);
	assert_said("ls $0 | wc -l", "2\n");
	end(&dead, SIGKILL);
	assert_said(
	    "for d in $0/*/0; do touch $d/file; done; ls $0 | wc -l", "2\n");
	assert_int_equal(test_pool_open(&next, 1, NULL), 0);
	assert_said("ls $0 | wc -l", "2\n");
	/* That of the living pool is also its next program's. */
	kill(living.pool.pid, SIGHUP);
	assert_int_equal(test_pool_wait_generation(&living, 2, END_MS), 0);
	end(&next, SIGKILL);
	assert_int_equal(test_pool_close(&next, false), 0);
	assert_int_equal(test_pool_open(&next, 1, NULL), 0);
	assert_said("ls $0 | wc -l", "2\n");
	end(&next, SIGTERM);
	assert_said("ls $0", mine);
	assert_int_equal(headers(&living), 0);
	end(&living, SIGTERM);
	assert_said("ls -a $0", ".\n..\n");
	free(mine);
}

/* Only directories of the workers' user with exactly such a name are
 * removed. */
static void
test_what_it_did_not_leave(void **state)
{
	(void)state;
	free(run("cd $0 && mkdir other other/keep fcgi-worker-longer1 && "
		 "ln -s other fcgi-worker-symlnk && touch fcgi-worker-afile1"));
	if (geteuid() == 0) {
		free(run("mkdir -m 711 $0/fcgi-worker-stranr"));
		free(run("chown 12345 $0/fcgi-worker-stranr"));
	}
	assert_int_equal(test_pool_open(&next, 1, NULL), 0);
	end(&next, SIGTERM);
	assert_said("cd $0 && ls -d other/keep fcgi-worker-[las]*",
	    geteuid() == 0
		? "fcgi-worker-afile1\nfcgi-worker-longer1\n"
		  "fcgi-worker-stranr\nfcgi-worker-symlnk\nother/keep\n"
		: "fcgi-worker-afile1\nfcgi-worker-longer1\n"
		  "fcgi-worker-symlnk\nother/keep\n");
}

int
main(void)
{
#define ON_ITS_OWN(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    ON_ITS_OWN(test_a_directory_that_is_gone),
	    ON_ITS_OWN(test_what_a_killed_master_left),
	    ON_ITS_OWN(test_what_it_did_not_leave),
	};

	return cmocka_run_group_tests_name("scratch", tests, NULL, NULL);
}
