/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A pool without lighttpd, in a directory of its own, seen through its
 * scoreboard.
 */
#ifndef TESTS_NEST_H
#define TESTS_NEST_H

#include <stdbool.h>

#include "fcgi-worker/shm/scoreboard.h"
#include "tests/lib/dir.h"
#include "tests/lib/pool.h"

struct nest {
	char dir[DIR_MAX];
	char sock[96], board[112], log[96];
	struct pool pool;
	struct scoreboard *scoreboard;
};

/* Starts a pool; args as pool_start.  0, or -1. */
int nest_open(struct nest *nest, unsigned workers, const char *const *args);

/*
 * Stops it, prints its log on failure, removes the directory; nothing of one
 * that is closed or was never opened.
 */
int nest_close(struct nest *nest, bool failed);

/* Maps the scoreboard anew, for one that was replaced. */
int nest_map(struct nest *nest);

/* The pool's record. */
struct scoreboard_pool nest_record(const struct nest *nest);

/*
 * The first worker in a state, of a generation if that is not 0, waiting for
 * it within the bound; its place, or -1.
 */
int nest_find(const struct nest *nest, enum scoreboard_state state,
    uint64_t generation, struct scoreboard_worker *w, int bound_ms);

/* 0 when so many slots are free within the bound. */
int nest_wait_free(const struct nest *nest, unsigned free, int bound_ms);

/* 0 when so many generations have served within the bound. */
int nest_wait_generation(
    const struct nest *nest, uint64_t generation, int bound_ms);

/* The same time, or more of it where a sanitizer slows everything down. */
double nest_slack(double ms);

#endif
