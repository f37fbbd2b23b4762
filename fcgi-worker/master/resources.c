/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * resources: gets together what a crew shares, new or from the last program.
 */
#include "master/resources.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"
#include "master/listener.h"
#include "sandbox/seccomp.h"

/* Two generations have room. */
#define PLACES_A_WORKER 2

void
resources_warn(const struct options *o, int processors)
{
	json_t *missing = seccomp_missing();

	if (o->workers > processors)
		log_write("warning", "more workers than processors",
		    json_pack("{s:i,s:i}", "workers", o->workers, "processors",
			processors));
	if (json_array_size(missing) > 0)
		log_write("warning", "protections are missing",
		    json_pack("{s:O}", "missing", missing));
	json_decref(missing);
}

static int
fail(const char *what)
{
	log_write("error", "cannot start",
	    json_pack("{s:s,s:s}", "what", what, "error", strerror(errno)));
	return -1;
}

/* What the last program left stays, for another try. */
static int
copy_fd(int fd)
{
	return fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

/* Where no file can be, a board that only this pool sees does, too. */
static int
open_board(struct children *c, const struct master_setup *s)
{
	const char *path = s->options->scoreboard;
	char *socket = s->options->socket != NULL ? strdup(s->options->socket)
						  : listener_path(s->listen_fd);
	char *beside = scoreboard_writer_path(socket);
	int rc = -1;

	if (path == NULL)
		path = beside;
	if (s->handover->given)
		rc = scoreboard_writer_adopt(
		    &c->board, copy_fd(s->handover->board), path, c->places);
	if (rc == -1)
		rc = scoreboard_writer_create(
		    &c->board, path, socket, c->places);
	/* An abstract socket, or one below another root, has no file here. */
	if (rc == -1 &&
	    (s->options->scoreboard == NULL || s->handover->given)) {
		log_write("warning", "no scoreboard file",
		    json_pack("{s:s,s:s}", "path", path == NULL ? "" : path,
			"error", strerror(errno)));
		rc = scoreboard_writer_create(&c->board, NULL, NULL, c->places);
	}
	free(beside);
	free(socket);
	return rc;
}

static int
open_quarantine(struct children *c, const struct master_setup *s)
{
	int rc = -1;

	c->quarantine.seconds = s->options->quarantine_time;
	if (s->handover->given)
		rc = quarantine_open(&c->quarantine,
		    copy_fd(s->handover->quarantine), c->places);
	if (rc == -1)
		rc = quarantine_open(&c->quarantine, -1, c->places);
	return rc;
}

static int
open_scratch(struct children *c, const struct master_setup *s)
{
	if (!s->handover->given)
		return tmpdir_create(&c->scratch, s->identity);
	c->scratch.path = strdup(s->handover->scratch_path);
	return c->scratch.path == NULL ? -1 : 0;
}

static int
open_all(struct children *c, const struct master_setup *s)
{
	unsigned workers = (unsigned)s->options->workers, i;

	*c = (struct children){.options = s->options,
	    .identity = s->identity,
	    .engine = s->engine,
	    .listen_fd = s->listen_fd,
	    .board = {.map = MAP_FAILED, .fd = -1},
	    .quarantine = {.map = MAP_FAILED, .fd = -1},
	    .scratch = {.dir = s->handover->scratch},
	    .places = PLACES_A_WORKER * workers,
	    .master = getpid()};
	/* The last program may have had more processors. */
	if (s->handover->given && c->places < s->handover->places)
		c->places = s->handover->places;
	c->members = calloc(c->places, sizeof(*c->members));
	if (c->members == NULL)
		return fail("memory");
	for (i = 0; i < c->places; i++)
		c->members[i].control = -1;
	if (open_scratch(c, s) == -1)
		return fail("temporary directory");
	if (open_board(c, s) == -1)
		return fail("scoreboard");
	if (open_quarantine(c, s) == -1)
		return fail("quarantine");
	if (!s->handover->given)
		return 0;
	c->restarts = s->handover->restarts;
	handover_adopt(s->handover, c);
	return 0;
}

int
resources_open(struct children *c, const struct master_setup *s)
{
	int rc = open_all(c, s);

	/* The workers of the last program still use it. */
	if (rc == -1 && !s->handover->given)
		resources_close(c);
	return rc;
}

void
resources_close(struct children *c)
{
	scoreboard_writer_close(&c->board, true);
	quarantine_close(&c->quarantine);
	tmpdir_remove(&c->scratch, c->identity);
	free(c->members);
}
