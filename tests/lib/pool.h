/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The real worker pool, started the way it is deployed: spawn-fcgi makes the
 * socket, the master inherits it.
 */
#ifndef TESTS_POOL_H
#define TESTS_POOL_H

#include <stddef.h>
#include <sys/types.h>

#define POOL_MAX 64

struct pool {
	pid_t pid; /* the master; 0: not running */
	unsigned workers;
};

/*
 * Starts the pool with its socket and log in dir and returns when the socket
 * takes connections and all workers live.  args: further flags of fcgi-worker,
 * NULL: none.  Returns 0, or -1.
 */
int pool_start(struct pool *pool, const char *dir, unsigned workers,
    const char *const *args);

/* Does the same with fcgi-worker's own -s instead of spawn-fcgi. */
int pool_start_alone(struct pool *pool, const char *dir, unsigned workers,
    const char *const *args);

/* Returns the path of the built fcgi-worker, or what OCR_WORKER names. */
const char *pool_program(void);

/*
 * Returns the path of a program to be set in OCR_WORKER: a pool that reads
 * nothing, whose answers take a given time and have a given size.  The next
 * call of this or of pool_attacker overwrites the path.
 */
const char *pool_responder(void);

/*
 * Returns the path of a program to be set in OCR_WORKER: a pool whose workers
 * try, when a client asks for /, what a worker must not be able to do.
 */
const char *pool_attacker(void);

/* Wait until a process listens on a unix socket or a TCP port.  Return 0, or -1
 * when the bound is over. */
int pool_wait_socket(const char *path, int bound_ms);
int pool_wait_port(int port, int bound_ms);

/*
 * Waits until exactly as many workers as asked for live.  Returns 0 and their
 * process ids, or -1 when the time is over.
 */
int pool_workers(const struct pool *pool, pid_t *workers, int bound_ms);

/*
 * pool_freeze waits until all workers are ready and stops them by SIGSTOP;
 * pool_thaw lets them go on.  So a worker is busy for exactly as long as a test
 * wants, without work for the machine.  The master runs on.  Return 0, or -1.
 */
int pool_freeze(const struct pool *pool);
int pool_thaw(const struct pool *pool);

/*
 * Sends the master a signal.  Returns 0 if it ended within the bound with
 * status 0 and left no worker behind.
 */
int pool_end(struct pool *pool, int sig, int bound_ms);

/* Does the same by TERM, for tests of something else. */
int pool_stop(struct pool *pool);

#endif
