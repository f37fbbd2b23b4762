/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A pool without lighttpd, in a directory of its own, seen through its
 * scoreboard.
 */
#ifndef TESTS_TEST_POOL_H
#define TESTS_TEST_POOL_H

#include <stdbool.h>

#include "fcgi-worker/shm/scoreboard.h"
#include "tests/lib/dir.h"
#include "tests/lib/pool.h"

struct test_pool {
	char dir[DIR_MAX];
	char sock[96], board[112], log[96];
	struct pool pool;
	struct scoreboard *scoreboard;
};

/* Starts a pool; args as for pool_start.  Returns 0, or -1. */
int test_pool_open(
    struct test_pool *fixture, unsigned workers, const char *const *args);

/*
 * Stops the pool, prints its log on failure, and removes the directory; does
 * nothing if the pool was closed or never opened.
 */
int test_pool_close(struct test_pool *fixture, bool failed);

/* Maps the scoreboard anew, if it was replaced. */
int test_pool_map(struct test_pool *fixture);

/* Returns the pool's record. */
struct scoreboard_pool test_pool_record(const struct test_pool *fixture);

/*
 * Waits within the bound for a worker in a state, of a generation if that is
 * not 0. Returns its place, or -1.
 */
int test_pool_find(const struct test_pool *fixture, enum scoreboard_state state,
    uint64_t generation, struct scoreboard_worker *w, int bound_ms);

/* Returns 0 when so many slots are free within the bound. */
int test_pool_wait_free(
    const struct test_pool *fixture, unsigned free, int bound_ms);

/* Returns 0 when so many generations have served within the bound. */
int test_pool_wait_generation(
    const struct test_pool *fixture, uint64_t generation, int bound_ms);

/* Returns the same time, or a longer one where a sanitizer slows everything
 * down. */
double test_pool_slack(double ms);

#endif
