/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * log: one JSON object a line, written whole.
 */
#ifndef FCGI_WORKER_BASE_LOG_H
#define FCGI_WORKER_BASE_LOG_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Appends to the file path from now on; or to fd if path is NULL.  Returns 0,
 * or -1 with errno.
 */
int log_open(const char *path, int fd);

/*
 * Opens path anew, for instance after the old file was renamed, and logs there
 * from now on.  Returns 0; or -1 with errno, and then the old file stays in
 * use.
 */
int log_reopen(const char *path);

/*
 * Logs to the file that is open as fd from now on, and closes fd.  Any thread
 * may call this while others write.
 */
void log_replace(int fd);

/* Returns the log's descriptor. */
int log_fd(void);

/*
 * Points stdout and stderr at /dev/null, so that no library's message comes
 * between the lines; the log goes on.
 */
void log_redirect_stdio(void);

/*
 * Writes a line for the event, with the members of a JSON object, which may be
 * NULL.  Releases members.  A line for which a pipe has no room is dropped; a
 * later line says how many were.
 */
void log_write(const char *level, const char *event, json_t *members);

/*
 * Returns how many bytes the headers of a request may take so that its line is
 * written in one piece.
 */
size_t log_room(void);

#endif
