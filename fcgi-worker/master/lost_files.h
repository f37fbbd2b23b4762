/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lost_files: files of the pool that others may remove: the path of its socket,
 * and its scoreboard.
 */
#ifndef FCGI_WORKER_MASTER_LOST_FILES_H
#define FCGI_WORKER_MASTER_LOST_FILES_H

#include <stdbool.h>

#include "master/children.h"
#include "master/master.h"

struct lost_files {
	char *socket;	  /* its path, NULL: it has none */
	bool socket_gone; /* and the log says so */
	bool board_gone;
};

/* Begins to watch the files of the pool.  w is zeroed before; end with
 * lost_files_close. */
void lost_files_open(struct lost_files *w, const struct master_setup *s);
void lost_files_close(struct lost_files *w);

/* Looks whether the files are still there, and makes the socket again if the
 * pool made it.  Returns whether a reload is needed, so that the workers use
 * what is there now. */
bool lost_files_look(
    struct lost_files *w, const struct master_setup *s, struct children *c);

#endif
