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

#define VARIABLE "FCGI_WORKER_HANDOVER"
#define HEAD                                                                   \
	HANDOVER_VERSION " %d %d %d %d %d %u %" SCNu64 " %" SCNu64 " %" SCNu64 \
			 " %n"
#define WORKER "%u:%d:%d:%" SCNu64 ":%" SCNu64 ":%" SCNu64 ":%" SCNu64 " %n"
#define WORKER_ROOM 128

int
handover_read(struct handover *h)
{
	char *text = getenv(VARIABLE), *bar;
	int length = 0;

	*h = (struct handover){.listen_fd = -1,
	    .board = -1,
	    .quarantine = -1,
	    .log = -1,
	    .scratch = -1};
	if (text == NULL)
		return 0;
	h->given = true;
	if (sscanf(text, HEAD, &h->listen_fd, &h->board, &h->quarantine,
		&h->log, &h->scratch, &h->places, &h->generation,
		&h->started_ms, &h->restarts, &length) != 9 ||
	    length == 0 || (bar = strchr(text + length, '|')) == NULL)
		return -1;
	h->workers_alive =
	    strndup(text + length, (size_t)(bar - text - length));
	h->scratch_path = strdup(bar + 1);
	return h->workers_alive == NULL || h->scratch_path == NULL ? -1 : 0;
}

static int
keep_open(int fd)
{
	int flags = fcntl(fd, F_GETFD);

	return flags == -1 ? -1 : fcntl(fd, F_SETFD, flags & ~FD_CLOEXEC);
}

static int
keep_all_open(const struct children *c)
{
	unsigned i;
	int rc;

	if (keep_open(c->listen_fd) == -1 || keep_open(c->board.fd) == -1 ||
	    keep_open(c->quarantine.fd) == -1 || keep_open(log_fd()) == -1)
		return -1;
	rc = keep_open(c->scratch.dir);
	for (i = 0; rc != -1 && i < c->places; i++)
		if (c->members[i].control != -1)
			rc = keep_open(c->members[i].control);
	return rc;
}

int
handover_write(
    const struct children *c, uint64_t generation, uint64_t started_ms)
{
	size_t size = 256 + c->places * WORKER_ROOM + strlen(c->scratch.path);
	char *text = malloc(size);
	int rc = -1, n;
	unsigned i;

	if (text == NULL || keep_all_open(c) == -1)
		goto out;
	n = snprintf(text, size,
	    HANDOVER_VERSION " %d %d %d %d %d %u %" PRIu64 " %" PRIu64
			     " %" PRIu64 " ",
	    c->listen_fd, c->board.fd, c->quarantine.fd, log_fd(),
	    c->scratch.dir, c->places, generation, started_ms, c->restarts);
	for (i = 0; i < c->places; i++)
		if (c->members[i].pid != 0)
			n += snprintf(text + n, size - (size_t)n,
			    "%u:%d:%d:%" PRIu64 ":%" PRIu64 ":%" PRIu64
			    ":%" PRIu64 " ",
			    i, (int)c->members[i].pid, c->members[i].control,
			    c->members[i].generation, c->members[i].started_ms,
			    c->members[i].crashes, c->members[i].end_ms);
	snprintf(text + n, size - (size_t)n, "|%s", c->scratch.path);
	rc = setenv(VARIABLE, text, 1);
out:
	free(text);
	return rc;
}

static void
adopt(struct children *c, unsigned place, const struct child *found)
{
	const struct scoreboard_worker seen = {.pid = found->pid,
	    .generation = found->generation,
	    .state = SCOREBOARD_IDLE,
	    .started_ms = found->started_ms,
	    .crashes = found->crashes};

	if (found->control != -1)
		fcntl(found->control, F_SETFD, FD_CLOEXEC);
	/* Only the last program was told that it is stopped. */
	kill(found->pid, SIGCONT);
	c->members[place] = *found;
	/* It writes to a board that did not suit this program, but serves. */
	if (scoreboard_writer_read(&c->board, place).generation == 0)
		scoreboard_writer_set_worker(&c->board, place, &seen);
}

void
handover_adopt(const struct handover *h, struct children *c)
{
	const char *text = h->workers_alive;
	struct child m = {.pid = 0};
	unsigned place;
	int length;

	for (; sscanf(text, WORKER, &place, &m.pid, &m.control, &m.generation,
		   &m.started_ms, &m.crashes, &m.end_ms, &length) == 7 &&
	       place < c->places;
	     text += length) {
		m.wanted = m.generation == h->generation;
		adopt(c, place, &m);
	}
	/* They have been duplicated; left open they would be one more with
	 * every reload. */
	close(h->board);
	close(h->quarantine);
	close(h->log);
	fcntl(h->scratch, F_SETFD, FD_CLOEXEC);
}
