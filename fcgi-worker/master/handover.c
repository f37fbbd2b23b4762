/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * handover: what a master leaves to the program that takes its place.
 */
#include "master/handover.h"

#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

#define HANDOVER_VARIABLE "FCGI_WORKER_HANDOVER"
#define HEAD                                                                   \
	HANDOVER_VERSION " %d %d %d %d %d %u %" SCNu64 " %" SCNu64 " %" SCNu64 \
			 " %n"
#define WORKER "%u:%d:%d:%" SCNu64 ":%" SCNu64 ":%" SCNu64 ":%" SCNu64 " %n"
/* How many values sscanf has to read for each: it does not count %n. */
#define HEAD_FIELDS 9
#define WORKER_FIELDS 7
/* The text has at most this many characters about the pool, and about a
 * worker. */
#define HEAD_ROOM 256
#define WORKER_ROOM 128

int
handover_read(struct handover *h)
{
	char *text = getenv(HANDOVER_VARIABLE), *bar;
	int head_length = 0;

	*h = (struct handover){.listen_fd = -1,
	    .scoreboard = -1,
	    .quarantine = -1,
	    .log = -1,
	    .tmpdir = -1};
	if (text == NULL)
		return 0;
	h->given = true;
	if (sscanf(text, HEAD, &h->listen_fd, &h->scoreboard, &h->quarantine,
		&h->log, &h->tmpdir, &h->slot_count, &h->generation,
		&h->started_ms, &h->restarts, &head_length) != HEAD_FIELDS ||
	    head_length == 0 || (bar = strchr(text + head_length, '|')) == NULL)
		return -1;
	h->workers_alive =
	    strndup(text + head_length, (size_t)(bar - text - head_length));
	h->tmpdir_path = strdup(bar + 1);
	return h->workers_alive == NULL || h->tmpdir_path == NULL ? -1 : 0;
}

/* Keeps fd open when the next program takes this one's place.  Returns 0, or -1
 * with errno. */
static int
keep_open(int fd)
{
	int flags = fcntl(fd, F_GETFD);

	return flags == -1 ? -1 : fcntl(fd, F_SETFD, flags & ~FD_CLOEXEC);
}

/* Keeps open at execve(2) all descriptors that the next program takes over.
 * Returns 0, or -1 with errno. */
static int
keep_all_open(const struct children *c)
{
	int rc;

	if (keep_open(c->listen_fd) == -1 ||
	    keep_open(c->scoreboard.fd) == -1 ||
	    keep_open(c->quarantine.fd) == -1 || keep_open(log_fd()) == -1)
		return -1;
	rc = keep_open(c->tmpdir.dir);
	for (unsigned i = 0; rc != -1 && i < c->slot_count; i++)
		if (c->slots[i].control != -1)
			rc = keep_open(c->slots[i].control);
	return rc;
}

int
handover_write(
    const struct children *c, uint64_t generation, uint64_t started_ms)
{
	size_t size =
	    HEAD_ROOM + c->slot_count * WORKER_ROOM + strlen(c->tmpdir.path);
	char *text = malloc(size);
	int rc = -1, n;

	if (text == NULL || keep_all_open(c) == -1)
		goto out;
	n = snprintf(text, size,
	    HANDOVER_VERSION " %d %d %d %d %d %u %" PRIu64 " %" PRIu64
			     " %" PRIu64 " ",
	    c->listen_fd, c->scoreboard.fd, c->quarantine.fd, log_fd(),
	    c->tmpdir.dir, c->slot_count, generation, started_ms, c->restarts);
	for (unsigned i = 0; i < c->slot_count; i++)
		if (c->slots[i].pid != 0)
			n += snprintf(text + n, size - (size_t)n,
			    "%u:%d:%d:%" PRIu64 ":%" PRIu64 ":%" PRIu64
			    ":%" PRIu64 " ",
			    i, (int)c->slots[i].pid, c->slots[i].control,
			    c->slots[i].generation, c->slots[i].started_ms,
			    c->slots[i].crashes, c->slots[i].end_ms);
	snprintf(text + n, size - (size_t)n, "|%s", c->tmpdir.path);
	rc = setenv(HANDOVER_VARIABLE, text, 1);
out:
	free(text);
	return rc;
}

/* Puts a worker of the last program into slot. */
static void
adopt_worker(struct children *c, unsigned slot, const struct child *found)
{
	const struct scoreboard_worker idle = {.pid = found->pid,
	    .generation = found->generation,
	    .state = SCOREBOARD_IDLE,
	    .started_ms = found->started_ms,
	    .crashes = found->crashes};

	if (found->control != -1)
		fcntl(found->control, F_SETFD, FD_CLOEXEC);
	/*
	 * If the worker was stopped by a signal, only the last program knew;
	 * let it go on.
	 */
	kill(found->pid, SIGCONT);
	c->slots[slot] = *found;
	/*
	 * A record without a generation is in a new scoreboard, since the old
	 * one could not be taken over.  The worker writes to the old one, so
	 * the new one shows it as idle until it ends.
	 */
	if (scoreboard_writer_read(&c->scoreboard, slot).generation == 0)
		scoreboard_writer_set_worker(&c->scoreboard, slot, &idle);
}

void
handover_adopt(const struct handover *h, struct children *c)
{
	const char *text = h->workers_alive;
	struct child child = {.pid = 0};
	unsigned slot;
	int length;

	for (; sscanf(text, WORKER, &slot, &child.pid, &child.control,
		   &child.generation, &child.started_ms, &child.crashes,
		   &child.end_ms, &length) == WORKER_FIELDS &&
	       slot < c->slot_count;
	     text += length) {
		child.wanted = child.generation == h->generation;
		adopt_worker(c, slot, &child);
	}
	/*
	 * These descriptors have been duplicated.  Left open, they would add up
	 * with every reload.
	 */
	close(h->scoreboard);
	close(h->quarantine);
	close(h->log);
	fcntl(h->tmpdir, F_SETFD, FD_CLOEXEC);
}
