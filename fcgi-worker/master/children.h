/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * crew: the workers as the master sees them: births, deaths, delays.
 */
#ifndef FCGI_WORKER_MASTER_CHILDREN_H
#define FCGI_WORKER_MASTER_CHILDREN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "shm/scoreboard_writer.h"
#include "sandbox/credentials.h"
#include "options.h"
#include "shm/quarantine.h"
#include "sandbox/tmpdir.h"

struct engine;

/* A place for a worker. */
struct crew_member {
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

struct crew {
	const struct options *options;
	const struct identity *identity;
	struct engine *engine;
	struct scratch scratch;
	int listen_fd;
	struct board board;
	struct quarantine quarantine;
	struct crew_member *members;
	unsigned places;
	pid_t master;
	uint64_t restarts;
	unsigned losses;  /* in a row, in all places, before a request */
	uint64_t loss_ms; /* the last of them */
	bool breaker;	  /* one worker at a time tries */
	unsigned turn;	  /* of coroner_inspect */
};

/*
 * Want as many workers of ${generation} as the options say, the missing ones in
 * free places.  Returns 0, or -1 when there are too few of them.
 */
int crew_hire(struct crew *c, uint64_t generation);

/* Start the workers that are due.  Returns the ms until the next, or -1. */
long long crew_start(struct crew *c);

/* Show a place on the board: a worker that starts there, or nobody. */
void crew_show(struct crew *c, unsigned place);

/* How many workers of ${generation} serve. */
unsigned crew_ready(const struct crew *c, uint64_t generation);

/*
 * Ask the worker at ${place}, which lives, to end by ${signal}, and note by
 * when it has to: what it was told before still holds.  See coroner_inspect.
 */
void crew_ask(struct crew *c, unsigned place, int signal);

/*
 * As crew_ask to the workers that are of ${generation}, or that are not;
 * they are not replaced any more.
 */
void crew_dismiss(struct crew *c, int signal, uint64_t generation, bool equal);

/* The number of living processes. */
unsigned crew_alive(const struct crew *c);

/* Make all workers log to the file of this process's log. */
void crew_send_log(const struct crew *c);

#endif
