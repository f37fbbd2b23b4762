/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * file_watch: files of the pool that others may remove: the path of its socket,
 * and its scoreboard.
 */
#ifndef FCGI_WORKER_MASTER_FILE_WATCH_H
#define FCGI_WORKER_MASTER_FILE_WATCH_H

#include <stdbool.h>

#include "master/children.h"
#include "master/master.h"

struct file_watch {
	char *socket;	  /* its path, NULL: it has none */
	bool socket_gone; /* and the log says so */
	bool board_gone;
};

/* Begins to watch the files of the pool.  w is zeroed before; end with
 * file_watch_close. */
void file_watch_open(struct file_watch *w, const struct master_setup *s);
void file_watch_close(struct file_watch *w);

/* Looks whether the files are still there, and makes the socket again if the
 * pool made it.  Returns whether a reload is needed, so that the workers use
 * what is there now. */
bool file_watch_look(
    struct file_watch *w, const struct master_setup *s, struct children *c);

#endif
