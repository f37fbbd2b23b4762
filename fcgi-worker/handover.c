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
#define HEAD "%d %d %d %d %u %" SCNu64 " %" SCNu64 " %" SCNu64 " %n"
#define PID_ROOM 24

int
handover_read(struct handover *h)
{
	char *text = getenv(VARIABLE), *bar;
	int length = 0;

	*h = (struct handover){
	    .listen_fd = -1, .board = -1, .quarantine = -1, .log = -1};
	if (text == NULL)
		return 0;
	if (sscanf(text, HEAD, &h->listen_fd, &h->board, &h->quarantine,
		&h->log, &h->workers, &h->generation, &h->started_ms,
		&h->restarts, &length) != 8 ||
	    length == 0 || (bar = strchr(text + length, '|')) == NULL)
		return -1;
	h->given = true;
	h->pids = strndup(text + length, (size_t)(bar - text - length));
	h->scratch = strdup(bar + 1);
	return h->pids == NULL || h->scratch == NULL ? -1 : 0;
}

static int
keep_open(int fd)
{
	int flags = fcntl(fd, F_GETFD);

	return flags == -1 ? -1 : fcntl(fd, F_SETFD, flags & ~FD_CLOEXEC);
}

int
handover_write(const struct crew *c, uint64_t generation, uint64_t started_ms)
{
	size_t size = 256 + c->places * PID_ROOM + strlen(c->scratch);
	char *text = malloc(size);
	int rc = -1, n;
	unsigned i;

	if (text == NULL || keep_open(c->listen_fd) == -1 ||
	    keep_open(c->board.fd) == -1 || keep_open(c->quarantine.fd) == -1 ||
	    keep_open(log_fd()) == -1)
		goto out;
	n = snprintf(text, size,
	    "%d %d %d %d %d %" PRIu64 " %" PRIu64 " %" PRIu64 " ", c->listen_fd,
	    c->board.fd, c->quarantine.fd, log_fd(), c->options->workers,
	    generation, started_ms, c->restarts);
	for (i = 0; i < c->places; i++)
		if (c->members[i].pid != 0)
			n += snprintf(text + n, size - (size_t)n, "%u:%d ", i,
			    (int)c->members[i].pid);
	snprintf(text + n, size - (size_t)n, "|%s", c->scratch);
	rc = setenv(VARIABLE, text, 1);
out:
	free(text);
	return rc;
}

void
handover_adopt(const struct handover *h, struct crew *c)
{
	const char *text = h->pids;
	unsigned place;
	int pid, length;

	while (text != NULL &&
	       sscanf(text, "%u:%d %n", &place, &pid, &length) == 2) {
		text += length;
		if (place >= c->places) {
			/* There are fewer processors now. */
			kill(pid, SIGQUIT);
			continue;
		}
		/* Only the last program was told that it is stopped. */
		kill(pid, SIGCONT);
		c->members[place].pid = pid;
		c->members[place].generation =
		    board_worker(&c->board, place).generation;
		c->members[place].wanted =
		    c->members[place].generation == h->generation;
		c->members[place].started_ms =
		    board_worker(&c->board, place).started_ms;
		c->members[place].crashes =
		    board_worker(&c->board, place).crashes;
	}
}
