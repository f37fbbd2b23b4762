/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * proctitle: what ps shows as the command line.
 */
#ifndef FCGI_WORKER_BASE_PROCTITLE_H
#define FCGI_WORKER_BASE_PROCTITLE_H

/*
 * From now on, titles are written to the memory of argv and of the environment,
 * which is copied elsewhere first.  Returns a copy of argv for the rest of the
 * program; or NULL without memory, and then proctitle_set does nothing.
 */
char **proctitle_init(int argc, char *argv[]);

/* Shows "fcgi-worker: " and the text. */
void proctitle_set(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif
