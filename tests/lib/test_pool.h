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

/* Maps the scoreboard again after its file was replaced, once it can be opened.
 * Returns 0, or -1. */
int test_pool_map(struct test_pool *fixture);

/* Returns the pool's record. */
struct scoreboard_pool test_pool_record(const struct test_pool *fixture);

/*
 * Waits for a worker in this state and of this generation; 0: of any.  Returns
 * the number of its slot, with its record in *w, or -1 when the bound is over.
 */
int test_pool_find(const struct test_pool *fixture, enum scoreboard_state state,
    uint64_t generation, struct scoreboard_worker *w, int bound_ms);

/* Waits until exactly so many slots are free.  Returns 0, or -1 when the bound
 * is over. */
int test_pool_wait_free(
    const struct test_pool *fixture, unsigned free, int bound_ms);

/* Waits until the pool's generation has this number, or a higher one.  Returns
 * 0, or -1 when the bound is over. */
int test_pool_wait_generation(
    const struct test_pool *fixture, uint64_t generation, int bound_ms);

/* Returns the same time, or a longer one where a sanitizer slows everything
 * down. */
double test_pool_slack(double ms);

#endif
