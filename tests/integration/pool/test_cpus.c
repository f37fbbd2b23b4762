/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * More workers than processors: the log warns at the start, and figures show
 * it. Affinity, and the quota of a control group, give the pool fewer
 * processors, and its workers fewer threads.
 */
#include "tests/lib/test.h"

#include <dirent.h>
#include <jansson.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/control_group.h"
#include "tests/lib/http.h"
#include "tests/lib/log_reader.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"
#include "tests/lib/test_pool.h"

#define LOG_MS 3000
#define END_MS 10000

static const char *program;

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

/* Waits until /metrics has the text: the gate reads the scoreboard only after
 * its start. */
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

/* Lets the test, and what it starts, use one processor.  Returns those that it
 * could use before. */
static cpu_set_t
use_one_processor(void)
{
	cpu_set_t before, one;

	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	CPU_ZERO(&one);
	CPU_SET((size_t)sched_getcpu(), &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	return before;
}

static void
test_affinity(void **state)
{
	const struct server_options options = {.workers = 2};
	struct server *server;
	cpu_set_t before;

	(void)state;
	before = use_one_processor();
	server = server_start(&options);
	sched_setaffinity(0, sizeof(before), &before);
	assert_non_null(server);
	expect_warning(server_path(server, "worker.log"), 2, 1);
	wait_metric(server->port, "\nocr_pool_processors 1\n");
	assert_int_equal(server_stop(server), 0);
}

/*
 * Returns how many threads of all kinds a worker has in a pool of two workers,
 * for which args are as for pool_start.  Sets *processors to how many the pool
 * says that it may use.
 */
static unsigned
count_threads(const char *const *args, uint32_t *processors)
{
	struct test_pool fixture;
	struct scoreboard_worker w;
	struct dirent *entry;
	unsigned n = 0;
	char path[48];
	DIR *dir;

	assert_int_equal(test_pool_open(&fixture, 2, args), 0);
	assert_true(
	    test_pool_find(&fixture, SCOREBOARD_IDLE, 0, &w, END_MS) >= 0);
	snprintf(path, sizeof(path), "/proc/%d/task", (int)w.pid);
	dir = opendir(path);
	assert_non_null(dir);
	while ((entry = readdir(dir)))
		n += entry->d_name[0] != '.';
	closedir(dir);
	*processors = test_pool_record(&fixture).processors;
	assert_int_equal(test_pool_close(&fixture, false), 0);
	return n;
}

/* By default, a worker has a thread for each processor that the pool may use.
 */
static void
test_threads(void **state)
{
	static const char *const one[] = {"--threads", "1", NULL};
	static const char *const two[] = {"--threads", "2", NULL};
	uint32_t processors;
	unsigned of_one, of_two, n;
	cpu_set_t before;

	(void)state;
	of_one = count_threads(one, &processors);
	of_two = count_threads(two, &processors);
	assert_true(of_two > of_one);
	n = count_threads(NULL, &processors);
	assert_int_equal(n, processors > 1 ? of_two : of_one);
	before = use_one_processor();
	n = count_threads(NULL, &processors);
	sched_setaffinity(0, sizeof(before), &before);
	assert_int_equal(n, of_one);
}

/* A control group whose processes may use half a processor. */
static void
test_control_group(void **state)
{
	static const struct control_group_value half[] = {
	    {"cpu.cfs_period_us", "100000"}, {"cpu.cfs_quota_us", "50000"},
	    {NULL, NULL}};
	struct test_pool fixture;
	char dir[128];

	(void)state;
	if (!control_group_make("cpu", half,
		(struct control_group_value){"cpu.max", "50000 100000"}, dir,
		sizeof(dir))) {
		print_message("NOT TESTED: no control group of its own\n");
		skip();
	}
	control_group_use(dir, program);
	assert_int_equal(test_pool_open(&fixture, 2, NULL), 0);
	control_group_use(NULL, NULL);
	expect_warning(fixture.log, 2, 1);
	assert_int_equal(test_pool_record(&fixture).processors, 1);
	assert_int_equal(test_pool_close(&fixture, false), 0);
	control_group_remove(dir);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_affinity),
	    cmocka_unit_test(test_threads),
	    cmocka_unit_test(test_control_group),
	};

	(void)argc;
	control_group_become(argv);
	program = argv[0];
	return server_report(
	    cmocka_run_group_tests_name("cpus", tests, NULL, NULL));
}
