/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * More workers than processors: warned of at the start, and shown.  The pool
 * is given fewer by affinity, and by the quota of a control group.
 */
#include "tests/lib/test.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/http.h"
#include "tests/lib/test_pool.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"
#include "tests/lib/log_reader.h"

#define LOG_MS 3000
#define END_MS 10000
/* Makes this program the pool, in a control group. */
#define GROUP "OCR_TEST_GROUP"

static int
write_file(const char *dir, const char *name, const char *what)
{
	char path[256];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd == -1)
		return -1;
	n = write(fd, what, strlen(what));
	close(fd);
	return n == -1 ? -1 : 0;
}

static void
expect_warning(const char *log, int workers, int processors)
{
	json_t *line = log_reader_find(
	    log, "event", "more workers than processors", LOG_MS);

	assert_non_null(line);
	assert_int_equal(
	    json_integer_value(json_object_get(line, "workers")), workers);
	assert_int_equal(
	    json_integer_value(json_object_get(line, "processors")),
	    processors);
	json_decref(line);
}

/* The gate reads the scoreboard when it has started. */
static void
wait_metric(int port, const char *want)
{
	double end = process_now_ms() + END_MS;
	struct http_answer answer;
	bool found;

	do {
		assert_true(process_now_ms() < end);
		assert_int_equal(http_get(port, "/metrics", NULL, &answer), 0);
		found = strstr(answer.body, want) != NULL;
		http_answer_clear(&answer);
	} while (!found);
}

static void
test_affinity(void **state)
{
	const struct server_options options = {.workers = 2};
	struct server *server;
	cpu_set_t before, one;
	size_t cpu = 0;

	(void)state;
	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	while (!CPU_ISSET(cpu, &before))
		cpu++;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	server = server_start(&options);
	sched_setaffinity(0, sizeof(before), &before);
	assert_non_null(server);
	expect_warning(server_path(server, "worker.log"), 2, 1);
	wait_metric(server->port, "\nocr_pool_processors 1\n");
	assert_int_equal(server_stop(server), 0);
}

/* A group that may use half a processor; false: there can be none. */
static bool
make_group(char *dir, size_t size)
{
	snprintf(dir, size, "/sys/fs/cgroup/cpu/ocr-test-%d", (int)getpid());
	if (mkdir(dir, 0755) == 0 &&
	    write_file(dir, "cpu.cfs_period_us", "100000") == 0 &&
	    write_file(dir, "cpu.cfs_quota_us", "50000") == 0)
		return true;
	rmdir(dir);
	snprintf(dir, size, "/sys/fs/cgroup/ocr-test-%d", (int)getpid());
	if (mkdir(dir, 0755) == 0 &&
	    write_file(dir, "cpu.max", "50000 100000") == 0)
		return true;
	rmdir(dir);
	return false;
}

static void
test_control_group(void **state)
{
	double end = process_now_ms() + END_MS;
	struct test_pool fixture;
	char dir[128];

	(void)state;
	if (!make_group(dir, sizeof(dir))) {
		print_message("NOT TESTED: no control group of its own\n");
		skip();
	}
	setenv(GROUP, dir, 1);
	assert_int_equal(test_pool_open(&fixture, 2, NULL), 0);
	setenv(GROUP, "", 1);
	expect_warning(fixture.log, 2, 1);
	assert_int_equal(test_pool_record(&fixture).processors, 1);
	assert_int_equal(test_pool_close(&fixture, false), 0);
	/* A process that is dead need not have left it. */
	while (rmdir(dir) == -1) {
		assert_true(errno == EBUSY && process_now_ms() < end);
		poll(NULL, 0, 5);
	}
}

static int
become_pool(const char *group, char **argv)
{
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	if (*group && write_file(group, "cgroup.procs", pid) == -1)
		return 126;
	unsetenv("OCR_WORKER");
	execv(pool_program(), argv);
	return 127;
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_affinity),
	    cmocka_unit_test(test_control_group),
	};

	(void)argc;
	if (getenv(GROUP))
		return become_pool(getenv(GROUP), argv);
	setenv(GROUP, "", 1);
	setenv("OCR_WORKER", argv[0], 1);
	return server_report(
	    cmocka_run_group_tests_name("cpus", tests, NULL, NULL));
}
