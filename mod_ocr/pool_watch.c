/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The pool as its scoreboard shows it: how many workers there are, and whether
 * one could take a page.
 */

#include "mod_ocr.h"

#include <string.h>

#include "fcgi-worker/scoreboard.h"
#include "pool_watch.h"
#include "scheduler.h"

enum { SCOREBOARD_RETRY_MS = 500 };

bool
pool_watch_is_ready(const plugin_data *p)
{
	if (p->gate.limits.slots == 0 ||
	    scheduler_clock_ms() < p->gate.paused_ms)
		return false;
	/* A scoreboard that is not there yet or any more is a pool's that is
	 * not; one that is elsewhere is known by its answers. */
	return p->scoreboard != NULL || p->scoreboard_path == NULL ||
	       p->backend_state == BACKEND_REACHED;
}

static void
log_fault(plugin_data *p, const char *fault)
{
	if (p->scoreboard_fault != NULL &&
	    strcmp(p->scoreboard_fault, fault) == 0)
		return;
	p->scoreboard_fault = fault;
	log_error(p->srv->errh, __FILE__, __LINE__,
	    "ocr.scoreboard = \"%s\": %s; using ocr.slots = %u",
	    p->scoreboard_path, fault, p->limits.slots);
}

static void
lose_scoreboard(plugin_data *p)
{
	scoreboard_close(p->scoreboard);
	p->scoreboard = NULL;
	p->backend_state = BACKEND_UNKNOWN;
	log_fault(p, "its pool is gone");
}

static void
open_scoreboard(plugin_data *p, uint64_t now_ms)
{
	const char *why;

	p->scoreboard_retry_ms = now_ms + SCOREBOARD_RETRY_MS;
	p->scoreboard = scoreboard_open(p->scoreboard_path, &why);
	if (p->scoreboard == NULL) {
		log_fault(p, why);
	} else if (!scoreboard_is_alive(p->scoreboard, now_ms)) {
		lose_scoreboard(p);
	}
}

/* The number of slots is what the pool says it is. */
void
pool_watch_update(plugin_data *p, uint64_t now_ms)
{
	unsigned slots = p->limits.slots;

	if (p->scoreboard_path == NULL)
		return;
	if (p->scoreboard == NULL && now_ms >= p->scoreboard_retry_ms) {
		open_scoreboard(p, now_ms);
		if (p->scoreboard != NULL) {
			p->scoreboard_fault = NULL;
			log_error(p->srv->errh, __FILE__, __LINE__,
			    "[note] ocr.scoreboard = \"%s\": in use",
			    p->scoreboard_path);
		}
	} else if (p->scoreboard != NULL &&
		   !scoreboard_is_alive(p->scoreboard, now_ms)) {
		lose_scoreboard(p);
	}
	if (p->scoreboard != NULL)
		slots = scoreboard_count(p->scoreboard).total;
	gate_resize(&p->gate, slots);
}
