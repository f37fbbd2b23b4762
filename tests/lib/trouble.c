/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Troubles of a server.  It knows nothing of the clients but when they sent
 * their requests, and why they were refused.
 */
#include "tests/lib/trouble.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "tests/lib/pool.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/small_disk.h"
#include "tests/lib/status.h"

enum {
	FLOOD = 64, /* connections that announce an upload */
	START_MS = 30000,
	AFTER_MS = 5000, /* a trouble explains refusals so long after its end */
};

const char *const trouble_names[TROUBLES] = {"kill", "kill_two", "stand_still",
    "reload_pool", "reload", "restart", "announce", "fill"};

/* What a refusal says, the troubles of which one must have caused it, and
 * whether the deadline of its request explains it, too. */
static const struct reason {
	const char *says;
	unsigned troubles;
	bool takes_deadline;
} reasons[] = {
    {"shutting down", TROUBLE_IS(TROUBLE_RESTART), false},
    {"no room for", TROUBLE_ROOM, false},
    {"its share of", TROUBLE_ROOM, false},
    {"can take no page now", TROUBLE_POOL | TROUBLE_ROOM | TROUBLE_GATE, false},
    {"No worker can take", TROUBLE_POOL | TROUBLE_GATE, false},
    {"would pass the deadline", 0, true},
    {"before its deadline", 0, true},
    {"deadline passed", 0, true},
    {"failed, twice", TROUBLE_IS(TROUBLE_KILL) | TROUBLE_IS(TROUBLE_KILL_TWO),
	false},
};

/* Returns whether one of several troubles ended at the moment or later, or goes
 * on. */
static bool
was_there(const struct troubles *t, unsigned several, double moment_ms)
{
	for (int i = 0; i < TROUBLES; i++)
		if (several & TROUBLE_IS(i) && t->begin_ms[i] > 0 &&
		    t->end_ms[i] >= moment_ms)
			return true;
	return false;
}

bool
troubles_were_there(const struct troubles *t, unsigned several, double since_ms)
{
	return was_there(t, several, since_ms - AFTER_MS);
}

bool
troubles_are_recent(const struct troubles *t, unsigned several, double ms)
{
	return was_there(t, several, process_now_ms() - ms);
}

bool
troubles_explain(const struct troubles *t, const char *refusal, double sent_ms,
    bool has_deadline)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++)
		if (strstr(refusal, reasons[i].says) != NULL &&
		    (troubles_were_there(t, reasons[i].troubles, sent_ms) ||
			(reasons[i].takes_deadline && has_deadline)))
			return true;
	return false;
}

/* Returns the process id of a worker at random, or 0 when there is none. */
static pid_t
find_worker(const struct troubles *t, struct dice *dice)
{
	pid_t workers[POOL_MAX];
	size_t n = process_children(t->server->pool.pid, workers, POOL_MAX);

	return n > 0 ? workers[dice_below(dice, (unsigned)n)] : 0;
}

static void
signal_worker(const struct troubles *t, struct dice *dice, int sig)
{
	pid_t worker = find_worker(t, dice);

	if (worker > 0)
		kill(worker, sig);
}

static void
stand_still(const struct troubles *t, struct dice *dice)
{
	pid_t worker = find_worker(t, dice);

	if (worker == 0)
		return;
	kill(worker, SIGSTOP);
	usleep(1500000);
	kill(worker, SIGCONT);
}

/* Announces large uploads on many connections, and closes all after some
 * seconds. */
static void
announce(const struct server *server)
{
	static const char head[] = "POST /ocr HTTP/1.1\r\nHost: a\r\n"
				   "Content-Length: 33554432\r\n\r\n\x89PNG";
	int fds[FLOOD];

	for (unsigned i = 0; i < FLOOD; i++) {
		fds[i] = raw_connect_from(server->port, i / 8);
		usleep(1000);
		if (fds[i] >= 0)
			raw_send(fds[i], head, sizeof(head) - 1);
	}
	sleep(3);
	for (int i = 0; i < FLOOD; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

static void
fill(void)
{
	small_disk_leave(0);
	sleep(2);
	small_disk_empty();
}

/* Waits until a lighttpd answers that was started after the moment.  Returns 0,
 * or -1. */
static int
wait_started(const struct server *server, double moment_ms)
{
	double end = process_now_ms() + START_MS, started_ms = 0;

	while (started_ms < moment_ms) {
		int64_t uptime_ms = status_number(server->port, "uptime_ms");

		if (process_now_ms() > end)
			return -1;
		if (uptime_ms >= 0)
			started_ms = process_now_ms() - (double)uptime_ms;
		usleep(20000);
	}
	return 0;
}

/* Restarts or reloads lighttpd, which is not measured meanwhile.  Returns 0, or
 * -1 when the next one does not answer. */
static int
next_lighttpd(const struct troubles *t, enum trouble trouble)
{
	double begin = process_now_ms();
	int rc = 0;

	if (t->meter != NULL)
		stall_meter_set(t->meter, 0);
	if (trouble == TROUBLE_RESTART)
		rc = server_restart(t->server, t->options);
	else
		kill(t->server->pid, SIGUSR1);
	if (rc == 0)
		rc = wait_started(t->server, begin);
	if (t->meter != NULL)
		stall_meter_set(t->meter, t->server->pid);
	return rc;
}

static int
befall(struct troubles *t, enum trouble trouble, struct dice *dice)
{
	switch (trouble) {
	case TROUBLE_KILL_TWO:
		signal_worker(t, dice, SIGKILL);
		usleep(300000);
		signal_worker(t, dice, SIGKILL);
		return 0;
	case TROUBLE_STAND_STILL:
		stand_still(t, dice);
		return 0;
	case TROUBLE_RELOAD_POOL:
		return kill(t->server->pool.pid, SIGHUP);
	case TROUBLE_RELOAD:
	case TROUBLE_RESTART:
		return next_lighttpd(t, trouble);
	case TROUBLE_ANNOUNCE:
		announce(t->server);
		return 0;
	case TROUBLE_FILL:
		if (small_disk[0] != '\0')
			fill();
		return 0;
	default:
		signal_worker(t, dice, SIGKILL);
		return 0;
	}
}

int
troubles_befall(struct troubles *t, enum trouble trouble, struct dice *dice)
{
	int rc;

	t->befell[trouble]++;
	t->begin_ms[trouble] = process_now_ms();
	/* Until its end is known, the trouble counts as going on. */
	t->end_ms[trouble] = t->begin_ms[trouble] + TROUBLE_HUNG_MS;
	rc = befall(t, trouble, dice);
	t->end_ms[trouble] = process_now_ms();
	return rc;
}

int
troubles_run(unsigned clients, void *(*client)(void *number),
    int (*rage)(double ms), double ms, atomic_bool *stopping)
{
	pthread_t *threads = calloc(clients, sizeof(*threads));
	unsigned started = 0;
	int rc = threads != NULL ? 0 : -1;

	for (; rc == 0 && started < clients; started += rc == 0)
		if (pthread_create(&threads[started], NULL, client,
			(void *)(uintptr_t)started) != 0)
			rc = -1;
	if (rc == 0)
		rc = rage(ms);
	*stopping = true;
	while (started > 0)
		pthread_join(threads[--started], NULL);
	free(threads);
	return rc;
}

void
troubles_print(const struct troubles *t, const char *program)
{
	for (int i = 0; i < TROUBLES; i++)
		printf("%s_%s %u times\n", program, trouble_names[i],
		    t->befell[i]);
}

void
troubles_print_times(const struct troubles *t)
{
	for (int i = 0; i < TROUBLES; i++)
		if (t->begin_ms[i] > 0)
			fprintf(stderr, " %s %.0f ms ago", trouble_names[i],
			    process_now_ms() - t->begin_ms[i]);
	fprintf(stderr, "\n");
}
