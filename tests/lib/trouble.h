/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Troubles of a server while clients use it: workers are killed and stopped,
 * the pool and lighttpd are reloaded, lighttpd is restarted, uploads are
 * announced and do not come, and the disk of the spool is full for a while.
 * Each trouble explains some refusals, and no others.
 */
#ifndef TESTS_TROUBLE_H
#define TESTS_TROUBLE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "tests/lib/dice.h"
#include "tests/lib/server.h"
#include "tests/lib/stall_meter.h"

enum trouble {
	TROUBLE_KILL,
	TROUBLE_KILL_TWO,
	TROUBLE_STAND_STILL,
	TROUBLE_RELOAD_POOL,
	TROUBLE_RELOAD,
	TROUBLE_RESTART,
	TROUBLE_ANNOUNCE,
	TROUBLE_FILL, /* of small_disk.h, if it is mounted */
	TROUBLES
};

/* Sets of troubles, for the arguments called several: of one, those that stop
 * workers, those that take the room for bodies, those that end lighttpd. */
#define TROUBLE_IS(trouble) (1u << (trouble))
#define TROUBLE_POOL                                                           \
	(TROUBLE_IS(TROUBLE_KILL) | TROUBLE_IS(TROUBLE_KILL_TWO) |             \
	    TROUBLE_IS(TROUBLE_STAND_STILL) | TROUBLE_IS(TROUBLE_RELOAD_POOL))
#define TROUBLE_ROOM (TROUBLE_IS(TROUBLE_ANNOUNCE) | TROUBLE_IS(TROUBLE_FILL))
#define TROUBLE_GATE (TROUBLE_IS(TROUBLE_RELOAD) | TROUBLE_IS(TROUBLE_RESTART))

/* A client waits so long for its answer; then the request hangs. */
#define TROUBLE_HUNG_MS 90000

extern const char *const trouble_names[TROUBLES];

/* The troubles so far. */
struct troubles {
	struct server *server;
	const struct server_options *options; /* with restarts */
	struct stall_meter *meter;	      /* NULL: none */
	unsigned befell[TROUBLES];
	_Atomic double begin_ms[TROUBLES], end_ms[TROUBLES];
};

/*
 * Causes one of the troubles, and returns when it is over: 0, or -1 when the
 * server does not come back.
 */
int troubles_befall(struct troubles *t, enum trouble trouble, struct dice *d);

/* Returns whether one of several troubles was there at or after the moment
 * since_ms, or ended at most five seconds before. */
bool troubles_were_there(
    const struct troubles *t, unsigned several, double since_ms);

/* Returns whether one of several troubles is there, or was there in the last
 * ms. */
bool troubles_are_recent(const struct troubles *t, unsigned several, double ms);

/*
 * Returns whether the reason that a refusal states is true: whether a trouble
 * that can cause it was there since the request was sent, or, for a reason of
 * deadlines, whether the request had one (has_deadline).
 */
bool troubles_explain(const struct troubles *t, const char *refusal,
    double sent_ms, bool has_deadline);

/*
 * Runs so many threads that are clients, each of which gets its number, while
 * rage makes trouble for so long; then sets *stopping, on which clients return.
 * Returns what rage returned, or -1.
 */
int troubles_run(unsigned clients, void *(*client)(void *number),
    int (*rage)(double ms), double ms, atomic_bool *stopping);

/* Print how often each trouble came, and on stderr when each last began. */
void troubles_print(const struct troubles *t, const char *program);
void troubles_print_times(const struct troubles *t);

#endif
