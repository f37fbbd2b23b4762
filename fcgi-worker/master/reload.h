/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * reload: from one program to the next without losing a request.
 */
#ifndef FCGI_WORKER_MASTER_RELOAD_H
#define FCGI_WORKER_MASTER_RELOAD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* A trial of the next program. */
struct reload {
	char *const *argv; /* of this program */
	pid_t pid;	   /* of the trial, 0: none runs */
	int output;	   /* what it prints can be read here */
	uint64_t since_ms;
};

/* Remembers the path of this program's file.  A reload starts the program that
 * is at that path by then, which may be another one. */
void reload_init(void);

/*
 * Starts a trial: the program that is in the file now checks the same options.
 * Returns 0, or -1 with errno.
 */
int reload_try(struct reload *r);

/* Whether this process is such a trial. */
bool reload_is_trial(void);

/* To be called in a trial that went well: tells that to the program which
 * started the trial. */
void reload_approve(void);

/* Ends a trial that takes too long. */
void reload_limit(struct reload *r);

/* To be called when the trial has ended, with its wait status.  Returns whether
 * the next program can serve.  If not, sets why to the first line that it
 * printed, or to what else went wrong. */
bool reload_judge(struct reload *r, int status, char why[static 1024]);

/* Becomes the next program.  Returns -1 with errno if that failed. */
int reload_become(char *const argv[]);

#endif
