/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a test of the pool alone stands on: one pool without lighttpd, and what
 * the test asks of it.  All but the fixture fail the test that calls when
 * something is not as it should be.
 */
#ifndef TESTS_PERCH_H
#define TESTS_PERCH_H

#include <jansson.h>
#include <stdint.h>

#include "tests/lib/fcgi.h"
#include "tests/lib/nest.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"

/* How long may take what has no bound of its own. */
#define PERCH_MS 40000

extern struct nest perch;

/* A page of no time, "The quick brown fox", and one of half a minute. */
extern struct page_file perch_text, perch_grain;

/* Makes the pages and starts the pool; further flags up to NULL. */
void perch_start(unsigned workers, ...) __attribute__((sentinel));

/* A fixture: ends the pool if one runs. */
int perch_teardown(void **state);

/* A test that starts a pool of its own. */
#define PERCH_TEST(test) cmocka_unit_test_teardown(test, perch_teardown)

/* Begins a request; the socket. */
int perch_send(const struct fcgi_request *request);

/* The same with the page of half a minute and up to two parameters. */
int perch_send_grain(const char *param, const char *other);

/*
 * Reads the answer, which must have the status, and closes.  What is returned
 * is there until the next answer.
 */
const struct fcgi_answer *perch_finish(int fd, int status);

/* Both, with a page.  query: NULL or as fcgi_request. */
const struct fcgi_answer *perch_ask(
    const struct page_file *page, const char *query, int status);

/* Asks what takes no time; the milliseconds it took. */
double perch_headers(void);

/* A worker that is idle, and one that recognizes a page, once there is one. */
struct scoreboard_worker perch_idle(void);
struct scoreboard_worker perch_recognizing(void);

/* The workers' ids; and that they are still these, of the first generation. */
void perch_workers(pid_t *workers);
void perch_unchanged(const pid_t *workers);

/* A signal to reload, after which so many generations have served. */
void perch_reload(uint64_t generation);

/* The first line of the log whose member has the value, a new reference. */
json_t *perch_logged(const char *member, const char *value);

/*
 * Runs fcgi-worker, with flags up to NULL, to its end, which must have the
 * status; what it printed, until the next run.
 */
const struct process_result *perch_run(int status, ...)
    __attribute__((sentinel));

#endif
