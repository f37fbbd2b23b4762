/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A pool without lighttpd, seen through its scoreboard.
 */
#include "tests/lib/nest.h"

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
nest_map(struct nest *nest)
{
	double end = process_now_ms() + START_MS;
	const char *why = "";

	scoreboard_close(nest->scoreboard);
	while (!(nest->scoreboard = scoreboard_open(nest->board, &why)))
		if (process_now_ms() > end) {
			fprintf(stderr, "%s: %s\n", nest->board, why);
			return -1;
		} else {
			poll(NULL, 0, TICK_MS);
		}
	return 0;
}

int
nest_open(struct nest *nest, unsigned workers, const char *const *args)
{
	memset(nest, 0, sizeof(*nest));
	if (dir_make(nest->dir) < 0)
		return -1;
	snprintf(nest->sock, sizeof(nest->sock), "%s/worker.sock", nest->dir);
	snprintf(nest->board, sizeof(nest->board), "%s.board", nest->sock);
	snprintf(nest->log, sizeof(nest->log), "%s/worker.log", nest->dir);
	if (pool_start(&nest->pool, nest->dir, workers, args) < 0 ||
	    nest_map(nest) < 0)
		return -1;
	return nest_wait_free(nest, workers, START_MS);
}

int
nest_close(struct nest *nest, bool failed)
{
	char *text;
	int rc;

	if (!nest->dir[0])
		return 0;
	rc = pool_end(&nest->pool, SIGTERM, STOP_MS);
	scoreboard_close(nest->scoreboard);
	nest->scoreboard = NULL;
	if (failed || rc < 0) {
		text = process_read_file(nest->log, NULL);
		fprintf(stderr, "--- %s\n%s", nest->log, text ? text : "");
		free(text);
	}
	dir_remove(nest->dir);
	nest->dir[0] = '\0';
	return rc;
}

struct scoreboard_pool
nest_record(const struct nest *nest)
{
	struct scoreboard_pool p = {.master = 0};

	scoreboard_read_pool(nest->scoreboard, &p);
	return p;
}

int
nest_find(const struct nest *nest, enum scoreboard_state state,
    uint64_t generation, struct scoreboard_worker *w, int bound_ms)
{
	double end = process_now_ms() + bound_ms;

	do {
		for (unsigned i = 0; i < nest->scoreboard->workers; i++)
			if (scoreboard_read_worker(nest->scoreboard, i, w) &&
			    w->state == state &&
			    (!generation || w->generation == generation))
				return (int)i;
		poll(NULL, 0, TICK_MS);
	} while (process_now_ms() < end);
	return -1;
}

int
nest_wait_free(const struct nest *nest, unsigned free, int bound_ms)
{
	double end = process_now_ms() + bound_ms;

	while (scoreboard_count(nest->scoreboard).free != free) {
		if (process_now_ms() > end)
			return -1;
		poll(NULL, 0, TICK_MS);
	}
	return 0;
}

int
nest_wait_generation(const struct nest *nest, uint64_t generation, int bound_ms)
{
	double end = process_now_ms() + bound_ms;

	while (nest_record(nest).generation < generation) {
		if (process_now_ms() > end)
			return -1;
		poll(NULL, 0, TICK_MS);
	}
	return 0;
}

double
nest_slack(double ms)
{
	return server_is_sanitized() ? 5 * ms : ms;
}
