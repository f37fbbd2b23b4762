/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Starts, freezes and stops fcgi-worker.  It knows the command line and the
 * socket, and nothing of HTTP.
 */
#include "tests/lib/pool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/process.h"

#define START_MS                                                               \
	30000 /* sanitized, on a machine that does other things too            \
	       */
#define STOP_MS 10000
#define LEFT_MS 500
#define TICK_MS 2
#define ARGS_MAX 32

const char *
pool_program(void)
{
	static char path[256];
	const char *build = getenv("OCR_BUILD");
	const char *other = getenv("OCR_WORKER");

	if (other)
		return other;
	snprintf(
	    path, sizeof(path), "%s/bin/fcgi-worker", build ? build : "build");
	return path;
}

/* Returns the path of a program of the tests, until the next call. */
static const char *
built(const char *name)
{
	static char path[256];
	const char *build = getenv("OCR_BUILD");

	snprintf(
	    path, sizeof(path), "%s/tests/%s", build ? build : "build", name);
	return path;
}

const char *
pool_responder(void)
{
	return built("load/responder");
}

const char *
pool_attacker(void)
{
	return built("attacker/fcgi-worker");
}

/*
 * Returns whether a line of the kernel's table of sockets has the mark and ends
 * in the tail.  The table is read instead of connecting, since the connection
 * would be the pool's first request, an empty one.
 */
static bool
table_has(const char *table, const char *mark, const char *tail)
{
	size_t n, want = strlen(tail);
	FILE *f = fopen(table, "re");
	bool found = false;
	char line[512];

	while (f && !found && fgets(line, sizeof(line), f)) {
		n = strcspn(line, "\n");
		line[n] = '\0';
		found = strstr(line, mark) &&
			(want == 0 ||
			    (n >= want && strcmp(line + n - want, tail) == 0));
	}
	if (f)
		fclose(f);
	return found;
}

/* Waits until table_has() is true.  Returns 0, or -1 when the bound is over. */
static int
wait_table(const char *table, const char *mark, const char *tail, int bound_ms)
{
	double end = process_now_ms() + bound_ms;

	while (!table_has(table, mark, tail)) {
		if (process_now_ms() > end)
			return -1;
		poll(NULL, 0, TICK_MS);
	}
	return 0;
}

int
pool_wait_socket(const char *path, int bound_ms)
{
	/* The flag is the kernel's __SO_ACCEPTCON. */
	return wait_table("/proc/net/unix", " 00010000 ", path, bound_ms);
}

int
pool_wait_port(int port, int bound_ms)
{
	char mark[64];

	/* A line of a listening socket has the local port in hexadecimal, no
	 * peer, and the state TCP_LISTEN. */
	snprintf(mark, sizeof(mark), ":%04X 00000000:0000 0A ", (unsigned)port);
	return wait_table("/proc/net/tcp", mark, "", bound_ms);
}

static int
log_open(const char *dir)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/worker.log", dir);
	return open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
}

/*
 * Adds the path of the socket, which is argv[2], the number of workers and args
 * to the n arguments of argv, which has room for them, and runs the command.
 * Returns 0 when the socket takes connections and all workers live, or -1.
 */
static int
start(struct pool *pool, const char *dir, const char **argv, size_t n,
    const char *const *args)
{
	struct process_spec spec = {.argv = argv, .listen_fd = -1};
	char sock[256], count[16];
	pid_t workers[POOL_MAX];

	snprintf(sock, sizeof(sock), "%s/worker.sock", dir);
	snprintf(count, sizeof(count), "%u", pool->workers);
	argv[2] = sock;
	argv[n++] = "-w";
	argv[n++] = count;
	for (size_t i = 0; args && args[i] && n < ARGS_MAX - 1; i++)
		argv[n++] = args[i];
	spec.out = spec.err = log_open(dir);
	pool->pid = process_spawn(&spec);
	close(spec.err);
	if (pool->pid <= 0 || pool_wait_socket(sock, START_MS) < 0)
		return -1;
	/* A master that has workers has its signals set up, too. */
	return pool_workers(pool, workers, START_MS);
}

int
pool_start(struct pool *pool, const char *dir, unsigned workers,
    const char *const *args)
{
	const char *argv[ARGS_MAX] = {
	    "spawn-fcgi", "-s", NULL, "-n", "-M", "0660", "--", pool_program()};

	pool->workers = workers;
	return start(pool, dir, argv, 8, args);
}

int
pool_start_alone(struct pool *pool, const char *dir, unsigned workers,
    const char *const *args)
{
	const char *argv[ARGS_MAX] = {pool_program(), "-s", NULL};

	pool->workers = workers;
	return start(pool, dir, argv, 3, args);
}

int
pool_workers(const struct pool *pool, pid_t *workers, int bound_ms)
{
	double end = process_now_ms() + bound_ms;

	while (
	    process_children(pool->pid, workers, POOL_MAX) != pool->workers) {
		if (process_now_ms() > end)
			return -1;
		poll(NULL, 0, TICK_MS);
	}
	return 0;
}

/* A child has the master's title until it accepts requests. */
static bool
is_ready(pid_t worker)
{
	static const char master[] = "fcgi-worker: master";
	char path[64], *title;
	bool ready;

	snprintf(path, sizeof(path), "/proc/%d/cmdline", (int)worker);
	title = process_read_all(path);
	ready = title && strncmp(title, master, strlen(master)) != 0;
	free(title);
	return ready;
}

int
pool_freeze(const struct pool *pool)
{
	double end = process_now_ms() + START_MS;
	pid_t workers[POOL_MAX];

	if (pool_workers(pool, workers, START_MS) < 0)
		return -1;
	for (unsigned i = 0; i < pool->workers; i++)
		while (!is_ready(workers[i])) {
			if (process_now_ms() > end)
				return -1;
			poll(NULL, 0, TICK_MS);
		}
	for (unsigned i = 0; i < pool->workers; i++)
		if (kill(workers[i], SIGSTOP) < 0)
			return -1;
	return 0;
}

int
pool_thaw(const struct pool *pool)
{
	pid_t workers[POOL_MAX];
	size_t n = process_children(pool->pid, workers, POOL_MAX);
	int rc = 0;

	/* A worker that has just ended (ESRCH) need not go on. */
	for (size_t i = 0; i < n; i++)
		if (kill(workers[i], SIGCONT) < 0 && errno != ESRCH)
			rc = -1;
	return rc;
}

/* Kills workers that outlived their master.  Returns 0 if there were none, else
 * -1. */
static int
left_behind(const pid_t *workers, size_t n)
{
	int rc = 0;

	/* The kernel ends them (PDEATHSIG), which may take a moment. */
	for (size_t i = 0; i < n; i++) {
		if (process_wait_gone(workers[i], LEFT_MS) == 0)
			continue;
		fprintf(
		    stderr, "worker %d outlived its master\n", (int)workers[i]);
		kill(workers[i], SIGKILL);
		rc = -1;
	}
	return rc;
}

int
pool_end(struct pool *pool, int sig, int bound_ms)
{
	pid_t workers[POOL_MAX];
	size_t n = process_children(pool->pid, workers, POOL_MAX);
	pid_t pid = pool->pid;
	int status, rc = 0;

	if (pid <= 0)
		return 0;
	pool->pid = 0;
	kill(pid, sig);
	if (process_wait(pid, bound_ms, &status) < 0) {
		fprintf(stderr, "the master runs on %d ms after signal %d\n",
		    bound_ms, sig);
		process_kill(pid);
		rc = -1;
	} else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		fprintf(stderr, "the pool's master ended with status %#x\n",
		    (unsigned)status);
		rc = -1;
	}
	return left_behind(workers, n) < 0 ? -1 : rc;
}

int
pool_stop(struct pool *pool)
{
	return pool_end(pool, SIGTERM, STOP_MS);
}
