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
 * Logs to the file path, at its end, or to fd if path is NULL. Returns 0, or -1
 * with errno.
 */
int log_open(const char *path, int fd);

/*
 * Goes on in the file that has the name path now.  Returns 0, or -1 with errno.
 */
int log_reopen(const char *path);

/*
 * Goes on in the file behind fd, which is closed with the log.  Any thread may
 * call it while others write.
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
 * Writes a line of the event, with the members of the JSON object members,
 * which is released and may be NULL. A line for which a pipe has no room is
 * dropped, and a later line says how many were.
 */
void log_write(const char *level, const char *event, json_t *members);

/*
 * Returns how many bytes the headers of a request may take so that its line is
 * written in one piece.
 */
size_t log_room(void);

#endif
