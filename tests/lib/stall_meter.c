/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Measures the longest wait for an answer that needs no work.
 */
#include "tests/lib/stall_meter.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/lib/process.h"
#include "tests/lib/raw.h"

#define PAUSE_US 2000

struct stall_meter {
	int port, fd;
	pthread_t thread;
	atomic_bool stopping;
	atomic_int pid;
	atomic_uint changes; /* of pid */
	unsigned samples;
	double longest_ms;
};

/* Returns how long a task has waited for a processor in all, or -1. */
static double
waited_ms(const char *path)
{
	unsigned long long ran, waited;
	FILE *f = fopen(path, "re");
	int n = f ? fscanf(f, "%llu %llu", &ran, &waited) : 0;

	if (f)
		fclose(f);
	return n == 2 ? (double)waited / 1e6 : -1;
}

static bool
ask(struct stall_meter *m)
{
	static const char request[] =
	    "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
	char answer[4096];
	size_t got = 0;
	ssize_t n;

	if (m->fd < 0)
		m->fd = raw_connect(m->port);
	if (m->fd < 0 || raw_send(m->fd, request, sizeof(request) - 1) < 0)
		return false;
	while (
	    (n = recv(m->fd, answer + got, sizeof(answer) - 1 - got, 0)) > 0) {
		got += (size_t)n;
		answer[got] = '\0';
		if (strstr(answer, "\r\n\r\nok\n"))
			return true;
	}
	return false;
}

/* Asks once, and notes the time without the waits for a processor, unless the
 * connection fails or another process is measured meanwhile. */
static void
measure(struct stall_meter *m)
{
	unsigned change = m->changes;
	pid_t pid = m->pid;
	char path[64];
	double before, self, begin, ms;

	snprintf(path, sizeof(path), "/proc/%d/schedstat", (int)pid);
	before = waited_ms(path);
	self = waited_ms("/proc/thread-self/schedstat");
	begin = process_now_ms();
	if (!ask(m)) {
		/* The server closes a connection after some requests. */
		if (m->fd >= 0)
			close(m->fd);
		m->fd = -1;
		return;
	}
	ms = process_now_ms() - begin;
	ms -= waited_ms(path) - before;
	ms -= waited_ms("/proc/thread-self/schedstat") - self;
	if (pid == 0 || before < 0 || change != m->changes)
		return;
	m->samples++;
	if (ms > m->longest_ms)
		m->longest_ms = ms;
}

static void *
run(void *arg)
{
	struct stall_meter *m = arg;

	while (!m->stopping) {
		measure(m);
		usleep(PAUSE_US);
	}
	return NULL;
}

struct stall_meter *
stall_meter_start(int port)
{
	struct stall_meter *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->port = port;
	m->fd = -1;
	if (pthread_create(&m->thread, NULL, run, m) == 0)
		return m;
	free(m);
	return NULL;
}

void
stall_meter_set(struct stall_meter *m, pid_t pid)
{
	m->pid = pid;
	m->changes++;
}

double
stall_meter_stop(struct stall_meter *m, unsigned *samples)
{
	double longest_ms;

	m->stopping = true;
	pthread_join(m->thread, NULL);
	if (m->fd >= 0)
		close(m->fd);
	longest_ms = m->longest_ms;
	*samples = m->samples;
	free(m);
	return longest_ms;
}
