/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lost_files: what others may remove while the pool runs.
 */
#include "master/lost_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "master/listener.h"

/* Returns the path of the socket's file, to be freed; or NULL if it has none,
 * or without memory. */
static char *
find_socket(const struct master_setup *s)
{
	char *path;

	if (s->options->socket != NULL)
		return strdup(s->options->socket);
	path = listener_path(s->listen_fd);
	if (path != NULL && path[0] == '/')
		return path;
	free(path);
	return NULL;
}

void
lost_files_open(struct lost_files *w, const struct master_setup *s)
{
	w->socket = find_socket(s);
}

void
lost_files_close(struct lost_files *w)
{
	free(w->socket);
	w->socket = NULL;
}

/* Makes the socket again, if the pool has made it.  Returns NULL, or why that
 * cannot be done. */
static const char *
renew_socket(const struct lost_files *w, const struct master_setup *s)
{
	static char error[512];

	if (s->options->socket == NULL)
		return "another program made it: restart the pool, and its "
		       "socket unit if it has one";
	if (listener_renew(s->options, s->listen_fd, error, sizeof(error)) ==
	    -1)
		return error;
	log_write("warning", "the socket was gone and has been made again",
	    json_pack("{s:s}", "path", w->socket));
	return NULL;
}

/* Makes another socket if something has removed the socket's path: nobody can
 * connect any more, and a path cannot be given to a socket again.  Returns
 * whether another one was made; logs once why it cannot be. */
static bool
renew_lost_socket(struct lost_files *w, const struct master_setup *s)
{
	bool gone = w->socket != NULL && access(w->socket, F_OK) == -1 &&
		    errno == ENOENT;
	const char *why = gone ? renew_socket(w, s) : NULL;

	if (why != NULL && !w->socket_gone)
		log_write("error", "the socket is gone",
		    json_pack("{s:s,s:s}", "path", w->socket, "reason", why));
	w->socket_gone = why != NULL;
	return gone && why == NULL;
}

/*
 * Logs once that the scoreboard's file was removed or cut.  Returns whether it
 * did: then a reload is needed, which makes another scoreboard.
 */
static bool
report_lost_board(struct lost_files *w, struct children *c)
{
	if (w->board_gone || scoreboard_writer_check_file(&c->scoreboard) == 0)
		return false;
	w->board_gone = true;
	log_write("warning", "the scoreboard was removed or cut",
	    json_pack("{s:s}", "path", c->scoreboard.path));
	return true;
}

bool
lost_files_look(
    struct lost_files *w, const struct master_setup *s, struct children *c)
{
	bool socket = renew_lost_socket(w, s), board = report_lost_board(w, c);

	return socket || board;
}
