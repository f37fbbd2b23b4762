/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * status: prints the scoreboard for people and scripts.  It only reads the
 * scoreboard, and so works however busy or broken the pool is.
 */
#include "status.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "base/clock.h"
#include "shm/scoreboard_report.h"
#include "shm/scoreboard_writer.h"

/* Prints a row of the table of workers: the worker in slot, at the time now. */
static void
print_row(unsigned slot, const struct scoreboard_worker *w, uint64_t now)
{
	char page[32] = "";

	if (w->pages > 0)
		snprintf(page, sizeof(page), "%u/%u", w->page, w->pages);
	printf("%5u %8" PRId64 " %4" PRIu64 " %-8s %-11s %7s %8.1f %8" PRIu64
	       " %7" PRIu64 " %9" PRIu64 " %7.1f %9.1f %s\n",
	    slot, w->pid, w->generation, scoreboard_report_state(w->state),
	    scoreboard_report_stage(w->stage), page,
	    w->request_ms == 0 ? 0.0 : (double)(now - w->request_ms) / 1000,
	    w->requests, w->crashes, w->cancelled,
	    (double)w->rss_bytes / 1048576, (double)w->cpu_ms / 1000, w->id);
}

/* Prints what people want to read: two lines on the pool, and one on each
 * worker. */
static void
print_table(const struct scoreboard *s, const struct scoreboard_pool *p)
{
	struct scoreboard_slots slots = scoreboard_count(s);
	struct scoreboard_worker w;
	uint64_t now = clock_now_ms();

	printf("master %" PRId64 ", generation %" PRIu64 ", up %.0f s%s\n",
	    p->master, p->generation, (double)(now - p->started_ms) / 1000,
	    scoreboard_is_alive(s, now) ? "" : ", not alive");
	printf("slots %u, free %u; processors %u; restarts %" PRIu64
	       ", for want of memory %" PRIu64
	       "; breaker %s; waiting connections ",
	    slots.total, slots.free, p->processors, p->restarts, p->oom_kills,
	    p->breaker ? "open" : "closed");
	if (p->accept_queue < 0)
		puts("unknown");
	else
		printf("%" PRId64 "\n", p->accept_queue);
	puts(" slot      pid  gen state    stage          page  seconds "
	     "requests crashes cancelled  rss MB     cpu s id");
	for (unsigned i = 0; i < s->workers; i++)
		if (scoreboard_read_worker(s, i, &w) &&
		    w.state != SCOREBOARD_NONE)
			print_row(i, &w, now);
}

/* Returns the fingerprint in hexadecimal digits; JSON's null when it is not
 * known. */
static json_t *
fingerprint_json(const struct scoreboard *s)
{
	struct scoreboard_identity id;
	char text[2 * SCOREBOARD_FINGERPRINT + 1];
	bool known = false;

	if (!scoreboard_read_identity(s, &id))
		return json_null();
	for (size_t i = 0; i < sizeof(id.fingerprint); i++) {
		unsigned byte = id.fingerprint[i];

		snprintf(text + 2 * i, 3, "%02x", byte);
		known = known || byte != 0;
	}
	return known ? json_string(text) : json_null();
}

/* Prints the scoreboard for scripts, as a JSON object. */
static void
print_json(const struct scoreboard *s, const struct scoreboard_pool *p)
{
	struct scoreboard_slots slots = scoreboard_count(s);
	uint64_t now = clock_now_ms();
	struct scoreboard_worker w;
	json_t *workers = json_array(), *worker, *all;

	for (unsigned i = 0; i < s->workers; i++)
		if (scoreboard_read_worker(s, i, &w) &&
		    w.state != SCOREBOARD_NONE) {
			worker = scoreboard_report_worker(&w);
			json_object_set_new(
			    worker, "place", json_integer((json_int_t)i));
			json_array_append_new(workers, worker);
		}
	all = json_pack(
	    "{s:b,s:I,s:I,s:o,s:I,s:I,s:i,s:i,s:I,s:I,s:b,s:i,s:o,s:o}",
	    "alive", scoreboard_is_alive(s, now), "master",
	    (json_int_t)p->master, "generation", (json_int_t)p->generation,
	    "fingerprint", fingerprint_json(s), "started_ms",
	    (json_int_t)p->started_ms, "now_ms", (json_int_t)now, "slots",
	    (int)slots.total, "free", (int)slots.free, "restarts",
	    (json_int_t)p->restarts, "oom_kills", (json_int_t)p->oom_kills,
	    "breaker", p->breaker != 0, "processors", (int)p->processors,
	    "accept_queue",
	    p->accept_queue < 0 ? json_null() : json_integer(p->accept_queue),
	    "workers", workers);
	json_dumpf(all, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(all);
}

/*
 * Returns the path of the scoreboard by the options, to be freed by the caller.
 * Returns NULL if they name neither it nor a socket, or without memory.
 */
static char *
find_path(const struct options *o)
{
	char *path = NULL;

	if (o->scoreboard != NULL) {
		if (asprintf(&path, "%s", o->scoreboard) == -1)
			return NULL;
	} else if (o->socket != NULL) {
		if (asprintf(&path, "%s.board", o->socket) == -1)
			return NULL;
	}
	return path;
}

int
status_print(const struct options *o)
{
	char *path = find_path(o);
	struct scoreboard_pool p;
	struct scoreboard *s;
	const char *why;

	if (path == NULL) {
		fputs("fcgi-worker: --status: name the pool's socket by -s or "
		      "its scoreboard by --scoreboard\n",
		    stderr);
		return EX_USAGE;
	}
	s = scoreboard_open(path, &why);
	if (s == NULL || !scoreboard_read_pool(s, &p)) {
		fprintf(stderr, "fcgi-worker: \"%s\": %s\n", path,
		    s == NULL ? why : "its writer died");
		free(path);
		return EX_UNAVAILABLE;
	}
	if (o->json)
		print_json(s, &p);
	else
		print_table(s, &p);
	free(path);
	scoreboard_close(s);
	return EX_OK;
}
