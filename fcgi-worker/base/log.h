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
 * Log to the file path, appending, or for NULL to what fd is.  Returns
 * 0, or -1 with errno.
 */
int log_open(const char *path, int fd);

/* Go on in the file that path is now.  Returns 0, or -1 with errno. */
int log_reopen(const char *path);

/*
 * Go on in the file behind fd, which is taken over: any thread may, while
 * others write.
 */
void log_replace(int fd);

/* The log's descriptor. */
int log_fd(void);

/*
 * Point stdout and stderr at /dev/null, so that no library's message comes
 * between the lines; the log goes on.
 */
void log_redirect_stdio(void);

/*
 * Write a line of event with the members of members, which is taken
 * over and may be NULL.  Where there is no room now it is dropped, and a later
 * line says how many were.
 */
void log_write(const char *level, const char *event, json_t *members);

/* The room for headers that keeps a line in one piece. */
size_t log_room(void);

#endif
