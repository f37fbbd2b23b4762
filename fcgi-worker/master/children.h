/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * children: the workers as the master sees them.  Each has a slot, and the one
 * that replaces it gets the same slot.
 */
#ifndef FCGI_WORKER_MASTER_CHILDREN_H
#define FCGI_WORKER_MASTER_CHILDREN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/options.h"
#include "master/breaker.h"
#include "sandbox/credentials.h"
#include "sandbox/tmpdir.h"
#include "shm/quarantine.h"
#include "shm/scoreboard_writer.h"

struct engine_set;

/* A slot: room for one worker, and what is known of it. */
struct child {
	pid_t pid;   /* 0: none */
	bool wanted; /* it is to have a worker */
	bool killed_by_master;
	int control; /* sends it log files, or -1 */
	uint64_t generation;
	uint64_t started_ms;
	uint64_t stopped_ms; /* when SIGSTOP stopped it, or 0 */
	uint64_t end_ms;   /* it was asked to end by then, or 0 if it was not */
	uint64_t due_ms;   /* the next worker is not started before */
	unsigned failures; /* in a row, before a first request */
	uint64_t crashes;
};

struct children {
	const struct options *options;
	const struct credentials *credentials;
	const struct engine_set *engines;
	struct tmpdir tmpdir;
	int listen_fd;
	struct scoreboard_writer scoreboard;
	struct quarantine quarantine;
	struct child *slots;
	unsigned slot_count;
	pid_t master;
	uint64_t restarts;
	uint64_t oom_kills;   /* of workers */
	uint64_t group_kills; /* known kills of any process of the memory's
				 control group */
	struct breaker breaker;
	unsigned limit_checks; /* how often worker_limits_check ran */
};

/*
 * Marks free slots as wanted for generation, until there are as many as the
 * options have workers; children_start fills them.  Returns 0, or -1 when too
 * few slots are free.
 */
int children_want(struct children *c, uint64_t generation);

/*
 * Starts the workers that are due.  Returns the ms until the next one is due,
 * or -1 if none is.
 */
long long children_start(struct children *c);

/* Shows the slot in the scoreboard: a worker that starts there, or none. */
void children_show_slot(struct children *c, unsigned slot);

/* Returns how many workers of generation serve. */
unsigned children_ready(const struct children *c, uint64_t generation);

/*
 * Asks the living worker in slot to end, by signal: SIGQUIT lets it finish its
 * request.  Notes by when it must have ended, unless an earlier time was noted
 * before; worker_limits_check kills it if it is late.
 */
void children_ask_to_end(struct children *c, unsigned slot, int signal);

/* Ask workers to end, as children_ask_to_end does, and do not replace them: all
 * workers, those of generation, or all but those of generation. */
void children_dismiss_all(struct children *c, int signal);
void children_dismiss_generation(
    struct children *c, int signal, uint64_t generation);
void children_dismiss_all_but(
    struct children *c, int signal, uint64_t generation);

/* Returns the number of living processes. */
unsigned children_alive(const struct children *c);

/* Makes all workers log to the file of this process's log. */
void children_send_log(const struct children *c);

#endif
