/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * children: the workers as the master sees them: births, deaths, delays.
 */
#ifndef FCGI_WORKER_MASTER_CHILDREN_H
#define FCGI_WORKER_MASTER_CHILDREN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "shm/scoreboard_writer.h"
#include "sandbox/credentials.h"
#include "base/options.h"
#include "shm/quarantine.h"
#include "sandbox/tmpdir.h"

struct engine;

/* A place for a worker. */
struct child {
	pid_t pid;   /* 0: none */
	bool wanted; /* to be replaced when it dies */
	bool killed; /* by the master */
	int control; /* sends it log files, or -1 */
	uint64_t generation;
	uint64_t started_ms;
	uint64_t stopped_ms; /* since when SIGSTOP holds it, or 0 */
	uint64_t end_ms;     /* it was asked to end by then, 0: it was not */
	uint64_t due_ms;     /* when to start the next */
	unsigned failures;   /* in a row, before a first request */
	uint64_t crashes;
};

struct children {
	const struct options *options;
	const struct credentials *identity;
	struct engine *engine;
	struct tmpdir scratch;
	int listen_fd;
	struct scoreboard_writer board;
	struct quarantine quarantine;
	struct child *members;
	unsigned places;
	pid_t master;
	uint64_t restarts;
	unsigned losses;  /* in a row, in all places, before a request */
	uint64_t loss_ms; /* the last of them */
	bool breaker;	  /* one worker at a time tries */
	unsigned turn;	  /* of reaper_check_limits */
};

/*
 * Want as many workers of generation as the options say, the missing ones in
 * free places.  Returns 0, or -1 when there are too few of them.
 */
int children_want(struct children *c, uint64_t generation);

/* Start the workers that are due.  Returns the ms until the next, or -1. */
long long children_start(struct children *c);

/* Show a place on the board: a worker that starts there, or nobody. */
void children_show(struct children *c, unsigned place);

/* How many workers of generation serve. */
unsigned children_ready(const struct children *c, uint64_t generation);

/*
 * Ask the worker at place, which lives, to end by signal, and note by
 * when it has to: what it was told before still holds.  See
 * reaper_check_limits.
 */
void children_ask(struct children *c, unsigned place, int signal);

/*
 * As children_ask to the workers that are of generation, or that are not;
 * they are not replaced any more.
 */
void children_dismiss(
    struct children *c, int signal, uint64_t generation, bool equal);

/* The number of living processes. */
unsigned children_alive(const struct children *c);

/* Make all workers log to the file of this process's log. */
void children_send_log(const struct children *c);

#endif
