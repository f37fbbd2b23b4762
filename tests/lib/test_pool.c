/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A pool without lighttpd, seen through its scoreboard.
 */
#include "tests/lib/test_pool.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/process.h"
#include "tests/lib/server.h"

#define START_MS 30000
#define STOP_MS 10000
#define TICK_MS 1

int
test_pool_map(struct test_pool *fixture)
{
	double end = process_now_ms() + START_MS;
	const char *why = "";

	scoreboard_close(fixture->scoreboard);
	while (!(fixture->scoreboard = scoreboard_open(fixture->board, &why)))
		if (process_now_ms() > end) {
			fprintf(stderr, "%s: %s\n", fixture->board, why);
			return -1;
		} else {
			poll(NULL, 0, TICK_MS);
		}
	return 0;
}

int
test_pool_open(
    struct test_pool *fixture, unsigned workers, const char *const *args)
{
	memset(fixture, 0, sizeof(*fixture));
	if (dir_make(fixture->dir) < 0)
		return -1;
	snprintf(fixture->sock, sizeof(fixture->sock), "%s/worker.sock",
	    fixture->dir);
	snprintf(
	    fixture->board, sizeof(fixture->board), "%s.board", fixture->sock);
	snprintf(
	    fixture->log, sizeof(fixture->log), "%s/worker.log", fixture->dir);
	if (pool_start(&fixture->pool, fixture->dir, workers, args) < 0 ||
	    test_pool_map(fixture) < 0)
		return -1;
	return test_pool_wait_free(fixture, workers, START_MS);
}

int
test_pool_close(struct test_pool *fixture, bool failed)
{
	char *text;
	int rc;

	if (!fixture->dir[0])
		return 0;
	rc = pool_end(&fixture->pool, SIGTERM, STOP_MS);
	scoreboard_close(fixture->scoreboard);
	fixture->scoreboard = NULL;
	if (failed || rc < 0) {
		text = process_read_file(fixture->log, NULL);
		fprintf(stderr, "--- %s\n%s", fixture->log, text ? text : "");
		free(text);
	}
	dir_remove(fixture->dir);
	fixture->dir[0] = '\0';
	return rc;
}

struct scoreboard_pool
test_pool_record(const struct test_pool *fixture)
{
	struct scoreboard_pool p = {.master = 0};

	scoreboard_read_pool(fixture->scoreboard, &p);
	return p;
}

int
test_pool_find(const struct test_pool *fixture, enum scoreboard_state state,
    uint64_t generation, struct scoreboard_worker *w, int bound_ms)
{
	double end = process_now_ms() + bound_ms;

	do {
		for (unsigned i = 0; i < fixture->scoreboard->workers; i++)
			if (scoreboard_read_worker(fixture->scoreboard, i, w) &&
			    w->state == state &&
			    (!generation || w->generation == generation))
				return (int)i;
		poll(NULL, 0, TICK_MS);
	} while (process_now_ms() < end);
	return -1;
}

int
test_pool_wait_free(
    const struct test_pool *fixture, unsigned free, int bound_ms)
{
	double end = process_now_ms() + bound_ms;

	while (scoreboard_count(fixture->scoreboard).free != free) {
		if (process_now_ms() > end)
			return -1;
		poll(NULL, 0, TICK_MS);
	}
	return 0;
}

int
test_pool_wait_generation(
    const struct test_pool *fixture, uint64_t generation, int bound_ms)
{
	double end = process_now_ms() + bound_ms;

	while (test_pool_record(fixture).generation < generation) {
		if (process_now_ms() > end)
			return -1;
		poll(NULL, 0, TICK_MS);
	}
	return 0;
}

double
test_pool_slack(double ms)
{
	return server_is_sanitized() ? 5 * ms : ms;
}
