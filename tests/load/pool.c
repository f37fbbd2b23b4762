/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What it costs to have workers: memory and time, with the model loaded once
 * before the fork and after each fork; figures as lines "name value unit".
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "fcgi-worker/engine/engine.h"
#include "fcgi-worker/worker/self_test.h"
#include "tests/lib/fcgi.h"
#include "tests/lib/measure.h"
#include "tests/lib/process.h"
#include "tests/lib/test_pool.h"

#define WORKERS 4
#define ROUNDS 10
#define END_MS 30000
#define MIB 1048576.0
/* The most MB that a master with the engines of 16 threads may have, and an
 * idle worker for itself. */
#define MASTER_GOAL 250
#define WORKER_GOAL 6

/* Acts as a worker in a forked process: reads the self-test's page with the
 * engine e, or for NULL with an engine of its own, writes a byte to ready, and
 * waits to be killed. */
static void
be_worker(struct engine *e, int ready)
{
	char error[512];

	if (e == NULL)
		e = engine_open(NULL, "eng", error, sizeof(error));
	if (e == NULL || self_test_run(e) == -1)
		_exit(1);
	if (write(ready, "r", 1) != 1)
		_exit(1);
	pause();
	_exit(0);
}

/* Forks workers, and prints the memory of each when all are idle, and the time
 * until one has read its first page. */
static void
measure(struct engine *e, const char *name)
{
	double begin, ready = 0, pss = 0;
	pid_t pids[WORKERS];
	int ends[2];
	char byte;

	if (pipe(ends) < 0)
		exit(1);
	for (int i = 0; i < WORKERS; i++) {
		begin = process_now_ms();
		pids[i] = fork();
		if (pids[i] == 0)
			be_worker(e, ends[1]);
		if (read(ends[0], &byte, 1) != 1)
			exit(1);
		ready += process_now_ms() - begin;
	}
	for (int i = 0; i < WORKERS; i++)
		pss += (double)process_pss(pids[i]) / MIB;
	for (int i = 0; i < WORKERS; i++)
		process_kill(pids[i]);
	printf("%s_pss %.1f MB\n", name, pss / WORKERS);
	printf("%s_first_page %.1f ms\n", name, ready / WORKERS);
}

/* Prints the most memory that the tesseract command takes for a page. */
static void
measure_cli(void)
{
	const char *argv[] = {"tesseract", "tests/data/sample.png", "-", NULL};
	struct process_result r;
	struct rusage usage;

	if (process_run(argv, END_MS, &r) < 0)
		exit(1);
	process_result_clear(&r);
	getrusage(RUSAGE_CHILDREN, &usage);
	printf("command_rss %.1f MB\n", (double)usage.ru_maxrss / 1024);
}

/* Prints the memory of a real pool's workers, and the time from the death of an
 * only worker until the next one is ready. */
static void
measure_pool(void)
{
	struct fcgi_request r = {.path = "/headers"};
	struct scoreboard_worker w;
	struct fcgi_answer a;
	double begin, sum = 0, pss = 0;
	pid_t workers[POOL_MAX];
	struct test_pool fixture;
	int64_t old;

	if (test_pool_open(&fixture, WORKERS, NULL) < 0 ||
	    pool_workers(&fixture.pool, workers, END_MS) < 0)
		exit(1);
	for (int i = 0; i < WORKERS; i++)
		pss += (double)process_pss(workers[i]) / MIB;
	printf("pool_pss %.1f MB\n", pss / WORKERS);
	test_pool_close(&fixture, false);
	if (test_pool_open(&fixture, 1, NULL) < 0)
		exit(1);
	for (int i = 0; i < ROUNDS; i++) {
		fcgi_ask(fixture.sock, &r, &a, END_MS);
		fcgi_answer_clear(&a);
		test_pool_find(&fixture, SCOREBOARD_IDLE, 0, &w, END_MS);
		old = w.pid;
		begin = process_now_ms();
		kill((pid_t)old, SIGKILL);
		while (w.pid == old)
			test_pool_find(
			    &fixture, SCOREBOARD_IDLE, 0, &w, END_MS);
		sum += process_now_ms() - begin;
	}
	printf("death_to_serving %.1f ms\n", sum / ROUNDS);
	test_pool_close(&fixture, false);
}

/*
 * Prints the memory of a master that opens an engine for each of 16 threads,
 * and the most that an idle worker has for itself: workers share the memory of
 * these engines until one writes to it.
 */
static void
measure_threads(void)
{
	static const char *const args[] = {"--threads", "16", NULL};
	double most = 0, bytes;
	pid_t workers[POOL_MAX];
	struct test_pool fixture;

	if (test_pool_open(&fixture, WORKERS, args) < 0 ||
	    pool_workers(&fixture.pool, workers, END_MS) < 0)
		exit(1);
	for (int i = 0; i < WORKERS; i++) {
		bytes = (double)process_private_dirty(workers[i]);
		most = bytes > most ? bytes : most;
	}
	measure_at_most("threads_16_master_rss",
	    (double)process_rss(fixture.pool.pid) / MIB, 1, "MB", MASTER_GOAL);
	measure_at_most(
	    "threads_16_idle_worker_private", most / MIB, 1, "MB", WORKER_GOAL);
	test_pool_close(&fixture, false);
}

int
main(int argc, char *argv[])
{
	char error[512];
	struct engine *e;

	(void)argc;
	measure_one_thread(argv);
	setvbuf(stdout, NULL, _IOLBF, 0);
	measure_cli();
	measure(NULL, "loaded_after_fork");
	e = engine_open(NULL, "eng", error, sizeof(error));
	if (e == NULL)
		return 1;
	measure(e, "loaded_before_fork");
	engine_close(e);
	measure_pool();
	measure_threads();
	return 0;
}
