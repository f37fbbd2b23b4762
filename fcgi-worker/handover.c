/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * handover: what a master leaves to the program that takes its place.
 */
#include "handover.h"

#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "log.h"

#define VARIABLE "FCGI_WORKER_HANDOVER"
#define HEAD "%d %d %d %d %d %u %" SCNu64 " %" SCNu64 " %" SCNu64 " %n"
#define WORKER_ROOM 40

int
handover_read(struct handover *h)
{
	char *text = getenv(VARIABLE), *bar;
	int length = 0;

	*h = (struct handover){.listen_fd = -1,
	    .board = -1,
	    .quarantine = -1,
	    .log = -1,
	    .scratch_lock = -1};
	if (text == NULL)
		return 0;
	if (sscanf(text, HEAD, &h->listen_fd, &h->board, &h->quarantine,
		&h->log, &h->scratch_lock, &h->workers, &h->generation,
		&h->started_ms, &h->restarts, &length) != 9 ||
	    length == 0 || (bar = strchr(text + length, '|')) == NULL)
		return -1;
	h->given = true;
	h->workers_alive =
	    strndup(text + length, (size_t)(bar - text - length));
	h->scratch = strdup(bar + 1);
	return h->workers_alive == NULL || h->scratch == NULL ? -1 : 0;
}

static int
keep_open(int fd)
{
	int flags = fcntl(fd, F_GETFD);

	return flags == -1 ? -1 : fcntl(fd, F_SETFD, flags & ~FD_CLOEXEC);
}

static int
keep_all_open(const struct crew *c)
{
	int rc = 0;
	unsigned i;

	if (keep_open(c->listen_fd) == -1 || keep_open(c->board.fd) == -1 ||
	    keep_open(c->quarantine.fd) == -1 || keep_open(log_fd()) == -1)
		return -1;
	/* Not every file system has locks. */
	if (c->scratch_lock != -1)
		rc = keep_open(c->scratch_lock);
	for (i = 0; rc != -1 && i < c->places; i++)
		if (c->members[i].control != -1)
			rc = keep_open(c->members[i].control);
	return rc;
}

int
handover_write(const struct crew *c, uint64_t generation, uint64_t started_ms)
{
	size_t size = 256 + c->places * WORKER_ROOM + strlen(c->scratch);
	char *text = malloc(size);
	int rc = -1, n;
	unsigned i;

	if (text == NULL || keep_all_open(c) == -1)
		goto out;
	n = snprintf(text, size,
	    "%d %d %d %d %d %d %" PRIu64 " %" PRIu64 " %" PRIu64 " ",
	    c->listen_fd, c->board.fd, c->quarantine.fd, log_fd(),
	    c->scratch_lock, c->options->workers, generation, started_ms,
	    c->restarts);
	for (i = 0; i < c->places; i++)
		if (c->members[i].pid != 0)
			n += snprintf(text + n, size - (size_t)n, "%u:%d:%d ",
			    i, (int)c->members[i].pid, c->members[i].control);
	snprintf(text + n, size - (size_t)n, "|%s", c->scratch);
	rc = setenv(VARIABLE, text, 1);
out:
	free(text);
	return rc;
}

static void
adopt(struct crew *c, unsigned place, uint64_t generation)
{
	const struct scoreboard_worker w = board_worker(&c->board, place);
	struct crew_member *m = &c->members[place];

	if (m->control != -1)
		fcntl(m->control, F_SETFD, FD_CLOEXEC);
	/* Only the last program was told that it is stopped. */
	kill(m->pid, SIGCONT);
	m->generation = w.generation;
	m->wanted = w.generation == generation;
	m->started_ms = w.started_ms;
	m->crashes = w.crashes;
}

void
handover_adopt(const struct handover *h, struct crew *c)
{
	const char *text = h->workers_alive;
	struct crew_member *m;
	unsigned place;
	int pid, control, length;

	for (; text != NULL && sscanf(text, "%u:%d:%d %n", &place, &pid,
				   &control, &length) == 3;
	     text += length) {
		if (place >= c->places) {
			/* There are fewer processors now. */
			kill(pid, SIGQUIT);
			close(control);
			continue;
		}
		m = &c->members[place];
		m->pid = pid;
		m->control = control;
		adopt(c, place, h->generation);
	}
}
