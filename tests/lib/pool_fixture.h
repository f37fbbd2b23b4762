/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The fixture of tests of the pool alone: one pool without lighttpd, and
 * requests to it.  All functions but the teardown fail the calling test when
 * something is not as it should be.
 */
#ifndef TESTS_POOL_FIXTURE_H
#define TESTS_POOL_FIXTURE_H

#include <jansson.h>
#include <stdint.h>

#include "tests/lib/fcgi.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/test_pool.h"

/* The time limit of waits that have none of their own. */
#ifdef __SANITIZE_ADDRESS__
#define POOL_FIXTURE_MS 200000
#else
#define POOL_FIXTURE_MS 40000
#endif

extern struct test_pool pool_fixture;

/* A page that takes hardly any time, "The quick brown fox", and one of half a
 * minute. */
extern struct page_file pool_fixture_text, pool_fixture_slow_page;

/* Makes the pages and starts the pool.  Behind workers are further flags of
 * fcgi-worker, and NULL. */
void pool_fixture_start(unsigned workers, ...) __attribute__((sentinel));

/* A fixture: ends the pool if one runs. */
int pool_fixture_teardown(void **state);

/* A test that starts a pool of its own. */
#define POOL_FIXTURE_TEST(test)                                                \
	cmocka_unit_test_teardown(test, pool_fixture_teardown)

/* Begins a request.  Returns the socket. */
int pool_fixture_send(const struct fcgi_request *request);

/* Begins a request with the file and one parameter.  query: NULL or as in
 * fcgi_request. */
int pool_fixture_send_with(
    const struct page_file *file, const char *query, const char *param);

/* Begins one with the page of half a minute and up to two parameters. */
int pool_fixture_send_slow(const char *param, const char *other);

/*
 * Reads the answer, which must have the status, and closes.  What is returned
 * is there until the next answer.
 */
const struct fcgi_answer *pool_fixture_finish(int fd, int status);

/* Sends a page and reads its answer.  query: NULL or as in fcgi_request. */
const struct fcgi_answer *pool_fixture_ask(
    const struct page_file *page, const char *query, int status);

/*
 * Sends a request that needs no recognition.  Returns how many milliseconds it
 * took.
 */
double pool_fixture_headers(void);

/* Return a worker that is idle, and one that recognizes a page, once there is
 * one. */
struct scoreboard_worker pool_fixture_idle(void);
struct scoreboard_worker pool_fixture_recognizing(void);

/*
 * Returns a worker that is in the slow page's layout, where Tesseract does not
 * look whether anybody waits: when its client leaves, the worker has to end.
 * Before the layout it would only give up the request, and stay.
 */
struct scoreboard_worker pool_fixture_in_layout(void);

/* pool_fixture_extra returns how many threads of all workers read beside the
 * first ones; pool_fixture_wait_extra waits until they are as many as wanted.
 */
unsigned pool_fixture_extra(void);
void pool_fixture_wait_extra(unsigned wanted, double bound_ms);

/* pool_fixture_workers sets workers to the ids of all workers;
 * pool_fixture_unchanged asserts that they are still these, and that the pool
 * is of its first generation. */
void pool_fixture_workers(pid_t *workers);
void pool_fixture_unchanged(const pid_t *workers);

/* Makes the pool reload, and waits until the generation of this number
 * serves. */
void pool_fixture_reload(uint64_t generation);

/* Returns the first line of the log whose member has the value, a new
 * reference. */
json_t *pool_fixture_logged(const char *member, const char *value);

/* Returns how many threads read the request with the id, as the log has it. */
int pool_fixture_threads(const char *id);

/*
 * Runs fcgi-worker, with flags up to NULL, to its end, which must have the
 * status. Returns what it printed, until the next run.
 */
const struct process_result *pool_fixture_run(int status, ...)
    __attribute__((sentinel));

#endif
