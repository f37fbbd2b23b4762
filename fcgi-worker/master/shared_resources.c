/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * shared_resources: makes what the workers share, or takes it over from the
 * last program.
 */
#include "master/shared_resources.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory_cgroup.h"
#include "master/listener.h"

/* During a reload there are two generations of workers. */
#define SLOTS_A_WORKER 2

/* Logs what cannot be made, and why by errno.  Returns -1. */
static int
log_failure(const char *what)
{
	log_write("error", "cannot start",
	    json_pack("{s:s,s:s}", "what", what, "error", strerror(errno)));
	return -1;
}

/*
 * Returns a copy of fd.  The last program's descriptors stay open themselves,
 * for another try.
 */
static int
copy_fd(int fd)
{
	return fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

/* Takes over the last program's scoreboard or makes one.  Where its file cannot
 * be made, it is memory that only this pool sees; but at a first start that is
 * an error if the options name the file.  Returns 0, or -1 with errno. */
static int
open_scoreboard(struct children *c, const struct master_setup *s)
{
	const char *path = s->options->scoreboard;
	char *socket = s->options->socket != NULL ? strdup(s->options->socket)
						  : listener_path(s->listen_fd);
	char *default_path = scoreboard_writer_path(socket);
	int rc = -1;

	if (path == NULL)
		path = default_path;
	if (s->handover->given)
		rc = scoreboard_writer_adopt(&c->scoreboard,
		    copy_fd(s->handover->scoreboard), path, c->slot_count);
	if (rc == 0)
		scoreboard_writer_take_over(&c->scoreboard);
	else
		rc = scoreboard_writer_create(
		    &c->scoreboard, path, socket, c->slot_count);
	/*
	 * An abstract socket has no file, and a socket below another root
	 * directory has none that is seen here, so there is no directory to put
	 * the scoreboard in.
	 */
	if (rc == -1 &&
	    (s->options->scoreboard == NULL || s->handover->given)) {
		log_write("warning", "no scoreboard file",
		    json_pack("{s:s,s:s}", "path", path == NULL ? "" : path,
			"error", strerror(errno)));
		rc = scoreboard_writer_create(
		    &c->scoreboard, NULL, NULL, c->slot_count);
	}
	free(default_path);
	free(socket);
	return rc;
}

/* Takes over the last program's quarantine, or makes one if none fits.  Returns
 * 0, or -1 with errno. */
static int
open_quarantine(struct children *c, const struct master_setup *s)
{
	int rc = -1;

	c->quarantine.seconds = s->options->quarantine_time;
	if (s->handover->given)
		rc = quarantine_open(&c->quarantine,
		    copy_fd(s->handover->quarantine), c->slot_count);
	if (rc == -1)
		rc = quarantine_open(&c->quarantine, -1, c->slot_count);
	return rc;
}

/* Takes over the last program's directory for temporary files, or makes one.
 * Returns 0, or -1 with errno. */
static int
open_tmpdir(struct children *c, const struct master_setup *s)
{
	if (!s->handover->given)
		return tmpdir_create(&c->tmpdir, s->credentials);
	c->tmpdir.path = strdup(s->handover->tmpdir_path);
	return c->tmpdir.path == NULL ? -1 : 0;
}

/* Opens what all workers share, or takes it over from the last program.
 * Returns 0, or -1 after a line in the log. */
static int
open_all(struct children *c, const struct master_setup *s)
{
	unsigned workers = (unsigned)s->options->workers;

	*c = (struct children){.options = s->options,
	    .group_kills = memory_cgroup_kills(),
	    .credentials = s->credentials,
	    .engines = s->engines,
	    .listen_fd = s->listen_fd,
	    .scoreboard = {.map = MAP_FAILED, .fd = -1},
	    .quarantine = {.map = MAP_FAILED, .fd = -1},
	    .tmpdir = {.dir = s->handover->tmpdir},
	    .slot_count = SLOTS_A_WORKER * workers,
	    .master = getpid()};
	/* The last program may have had more processors, and so more slots. */
	if (s->handover->given && c->slot_count < s->handover->slot_count)
		c->slot_count = s->handover->slot_count;
	c->slots = calloc(c->slot_count, sizeof(*c->slots));
	if (c->slots == NULL)
		return log_failure("memory");
	for (unsigned i = 0; i < c->slot_count; i++)
		c->slots[i].control = -1;
	if (open_tmpdir(c, s) == -1)
		return log_failure("temporary directory");
	if (open_scoreboard(c, s) == -1)
		return log_failure("scoreboard");
	if (open_quarantine(c, s) == -1)
		return log_failure("quarantine");
	if (!s->handover->given)
		return 0;
	c->restarts = s->handover->restarts;
	handover_adopt(s->handover, c);
	return 0;
}

int
shared_resources_open(struct children *c, const struct master_setup *s)
{
	int rc = open_all(c, s);

	/* What the last program left is still used by its workers. */
	if (rc == -1 && !s->handover->given)
		shared_resources_close(c);
	return rc;
}

void
shared_resources_close(struct children *c)
{
	scoreboard_writer_close(&c->scoreboard, true);
	quarantine_close(&c->quarantine);
	tmpdir_remove(&c->tmpdir, c->credentials);
	free(c->slots);
}
