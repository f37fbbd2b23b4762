/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Says whether the pool is there: by its scoreboard, how many workers there
 * are, and whether one could take a page; and what follows when a request could
 * not reach it.  pool_probe.c tries its sockets while no request does.
 */

#include "mod_ocr.h"

#include <string.h>

#include "fcgi-worker/base/clock.h"
#include "fcgi-worker/shm/scoreboard.h"
#include "pool_probe.h"
#include "pool_watch.h"

enum {
	SCOREBOARD_RETRY_MS = 500,
	/*
	 * The scoreboard shows the end of a request some milliseconds later
	 * than the gate.  So a worker counts as busy for another gate only when
	 * it was in this many samples.
	 */
	FOREIGN_SAMPLES = 10,
	/* How long the gate starts no request after the pool could not be
	 * reached. */
	PAUSE_MS = 100,
};

const char *
pool_watch_fault(const plugin_data *p)
{
	if (p->fault != NULL)
		return p->fault;
	/*
	 * If a scoreboard is configured and missing, there is no pool on this
	 * machine.  Only a connection shows whether there is one on another
	 * host.
	 */
	if (p->scoreboard == NULL && p->scoreboard_path != NULL &&
	    p->backend_state != BACKEND_REACHED)
		return "no pool is running, or its scoreboard cannot be read";
	if (p->gate.limits.slots == 0)
		return "no worker of the pool serves now";
	if (pool_probe_is_wanted(p))
		return "the pool's socket cannot be reached";
	return NULL;
}

void
pool_watch_note_unreachable(plugin_data *p, uint64_t now_ms)
{
	p->backend_state = BACKEND_UNREACHABLE;
	gate_pause(&p->gate, now_ms, PAUSE_MS);
}

/*
 * Returns how many requests may run at once: the workers of the pool, less
 * those that are busy for others, such as another generation of lighttpd or
 * another gate.  Of several samples of how many these are, the lowest counts,
 * since a worker looks busy for a moment longer than it is; a lower sample than
 * before counts at once.  One slot always remains, so that nobody waits for
 * ever.
 */
static unsigned
count_slots(plugin_data *p)
{
	struct scoreboard_slots slots = scoreboard_count(p->scoreboard);
	unsigned busy = slots.total - slots.free;
	unsigned sample = busy > p->gate.running ? busy - p->gate.running : 0;

	if (sample < p->foreign_low || p->foreign_samples == 0)
		p->foreign_low = sample;
	if (++p->foreign_samples >= FOREIGN_SAMPLES ||
	    p->foreign_low < p->foreign) {
		p->foreign = p->foreign_low;
		p->foreign_samples = 0;
	}
	if (slots.total <= p->foreign)
		return slots.total > 0 ? 1 : 0;
	return slots.total - p->foreign;
}

/* Writes to the log, once for each fault, why the scoreboard cannot be used. */
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

/* Closes the scoreboard, since its pool has ended.  From now on ocr.slots says
 * how many slots there are. */
static void
lose_scoreboard(plugin_data *p)
{
	scoreboard_close(p->scoreboard);
	p->scoreboard = NULL;
	p->backend_state = BACKEND_UNKNOWN;
	log_fault(p, "its pool is gone");
}

/*
 * Tries to open the scoreboard of the pool: the pool may have been started
 * again.
 */
static void
open_scoreboard(plugin_data *p, uint64_t now_ms)
{
	const char *why;

	p->scoreboard_retry_ms = now_ms + SCOREBOARD_RETRY_MS;
	p->identity_ms = p->settled = 0;
	p->scoreboard = scoreboard_open(p->scoreboard_path, &why);
	if (p->scoreboard == NULL) {
		log_fault(p, why);
	} else if (!scoreboard_is_alive(p->scoreboard, now_ms)) {
		lose_scoreboard(p);
	}
}

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
			/*
			 * A connection that failed earlier says nothing about
			 * this pool.
			 */
			p->probe_ms = now_ms;
			log_error(p->srv->errh, __FILE__, __LINE__,
			    "[note] ocr.scoreboard = \"%s\": in use",
			    p->scoreboard_path);
		}
	} else if (p->scoreboard != NULL &&
		   !scoreboard_is_alive(p->scoreboard, now_ms)) {
		lose_scoreboard(p);
	}
	if (p->scoreboard != NULL)
		slots = count_slots(p);
	gate_resize(&p->gate, slots);
}

/*
 * Reads the pool's identity into p->identity if it may have changed since the
 * last time.  Returns false if it cannot be read.
 */
static bool
read_identity(plugin_data *p)
{
	uint32_t version;

	/* The version is read first: if the identity changes after that, the
	 * version does, too, and the next call sees it. */
	if (!scoreboard_read_version(p->scoreboard, &version))
		return false;
	if (p->identity_ms != 0 && p->identity_version == version)
		return true;
	p->identity_version = version;
	return scoreboard_read_identity(p->scoreboard, &p->identity);
}

bool
pool_watch_identity(plugin_data *p, struct scoreboard_identity *out)
{
	uint64_t now_ms = clock_now_ms();

	if (p->scoreboard == NULL)
		return false;
	/* Thousands of requests may come within a millisecond, and share one
	 * look. */
	if (p->identity_ms != now_ms)
		p->identity_ms = read_identity(p) ? now_ms : 0;
	*out = p->identity;
	return p->identity_ms != 0;
}

/*
 * Whether all rows can be read and no worker has a generation below first or
 * above last.
 */
static bool
has_generations(const struct scoreboard *s, uint64_t first, uint64_t last)
{
	struct scoreboard_worker w;

	for (unsigned i = 0; i < s->workers; i++)
		if (!scoreboard_read_worker(s, i, &w) ||
		    (w.state != SCOREBOARD_NONE &&
			(w.generation < first || w.generation > last)))
			return false;
	return true;
}

bool
pool_watch_check_settled(plugin_data *p, uint64_t generation)
{
	if (p->scoreboard == NULL)
		return false;
	if (p->settled != generation &&
	    has_generations(p->scoreboard, generation, UINT64_MAX))
		p->settled = generation;
	return p->settled == generation;
}

bool
pool_watch_has_only(const plugin_data *p, const struct scoreboard_identity *id)
{
	struct scoreboard_identity now;

	return p->scoreboard != NULL &&
	       scoreboard_read_identity(p->scoreboard, &now) &&
	       now.generation == id->generation &&
	       memcmp(now.fingerprint, id->fingerprint,
		   sizeof(now.fingerprint)) == 0 &&
	       has_generations(p->scoreboard, id->generation, id->generation);
}
