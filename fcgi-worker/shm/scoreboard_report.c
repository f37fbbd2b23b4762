/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * scoreboard_report: the scoreboard for people and scripts, as JSON and as
 * metrics.  It is linked into mod_ocr as well.
 */
#include "shm/scoreboard_report.h"

#include <inttypes.h>

static const char *const state_names[SCOREBOARD_STATES] = {
    "none", "starting", "idle", "busy", "draining"};
static const char *const stage_names[SCOREBOARD_STAGES] = {
    "waiting", "reading", "decoding", "recognizing", "rendering", "writing"};

const char *
scoreboard_report_state(uint32_t state)
{
	return state < SCOREBOARD_STATES ? state_names[state] : "unknown";
}

const char *
scoreboard_report_stage(uint32_t stage)
{
	return stage < SCOREBOARD_STAGES ? stage_names[stage] : "unknown";
}

/*
 * Returns the id, or "unknown" if it is no UTF-8: a compromised worker writes
 * what it likes.
 */
static json_t *
id_json(const char *id)
{
	json_t *text = json_string(id);

	return text != NULL ? text : json_string("unknown");
}

json_t *
scoreboard_report_worker(const struct scoreboard_worker *w)
{
	return json_pack(
	    "{s:I,s:I,s:s,s:s,s:i,s:i,s:o,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,"
	    "s:i,s:i}",
	    "pid", (json_int_t)w->pid, "generation", (json_int_t)w->generation,
	    "state", scoreboard_report_state(w->state), "stage",
	    scoreboard_report_stage(w->stage), "page", (int)w->page, "pages",
	    (int)w->pages, "id", id_json(w->id), "started_ms",
	    (json_int_t)w->started_ms, "request_ms", (json_int_t)w->request_ms,
	    "deadline_ms", (json_int_t)w->deadline_ms, "requests",
	    (json_int_t)w->requests, "crashes", (json_int_t)w->crashes,
	    "cancelled", (json_int_t)w->cancelled, "rss_bytes",
	    (json_int_t)w->rss_bytes, "cpu_ms", (json_int_t)w->cpu_ms,
	    "last_page", (int)w->last_page, "extra_threads", (int)w->threads);
}

/* Prints the lines that Prometheus wants before the values of a metric. */
static void
print_metric(FILE *f, const char *name, const char *type, const char *help)
{
	fprintf(f, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* Prints how many workers are in each state. */
static void
print_states(const struct scoreboard *s, FILE *f)
{
	unsigned count[SCOREBOARD_STATES] = {0};
	struct scoreboard_worker w;

	for (unsigned i = 0; i < s->workers; i++)
		if (scoreboard_read_worker(s, i, &w) &&
		    w.state < SCOREBOARD_STATES)
			count[w.state]++;
	print_metric(f, "ocr_workers", "gauge", "Workers by state.");
	for (unsigned i = SCOREBOARD_STARTING; i < SCOREBOARD_STATES; i++)
		fprintf(f, "ocr_workers{state=\"%s\"} %u\n", state_names[i],
		    count[i]);
}

/* Prints the values of one metric, a line for each worker. */
static void
print_each(const struct scoreboard *s, FILE *f, const char *name,
    double (*value)(const struct scoreboard_worker *w))
{
	struct scoreboard_worker w;

	for (unsigned i = 0; i < s->workers; i++)
		if (scoreboard_read_worker(s, i, &w) &&
		    w.state != SCOREBOARD_NONE)
			fprintf(
			    f, "%s{worker=\"%u\"} %.17g\n", name, i, value(&w));
}

static double
busy(const struct scoreboard_worker *w)
{
	return w->state == SCOREBOARD_BUSY;
}

static double
extra_threads(const struct scoreboard_worker *w)
{
	return w->threads;
}

static double
resident_bytes(const struct scoreboard_worker *w)
{
	return (double)w->rss_bytes;
}

static double
cpu_seconds(const struct scoreboard_worker *w)
{
	return (double)w->cpu_ms / 1000;
}

void
scoreboard_report_metrics(const struct scoreboard *s, FILE *f)
{
	struct scoreboard_pool p;

	if (!scoreboard_read_pool(s, &p))
		return;
	print_metric(f, "ocr_pool_restarts_total", "counter",
	    "Workers replaced after they died.");
	fprintf(f, "ocr_pool_restarts_total %" PRIu64 "\n", p.restarts);
	print_metric(f, "ocr_pool_oom_kills_total", "counter",
	    "Workers that the kernel killed for want of memory.");
	fprintf(f, "ocr_pool_oom_kills_total %" PRIu64 "\n", p.oom_kills);
	print_metric(f, "ocr_pool_breaker", "gauge",
	    "Whether workers die before they serve.");
	fprintf(f, "ocr_pool_breaker %d\n", p.breaker != 0);
	print_metric(f, "ocr_pool_processors", "gauge",
	    "Processors that the pool may use.");
	fprintf(f, "ocr_pool_processors %" PRIu32 "\n", p.processors);
	if (p.accept_queue >= 0) {
		print_metric(f, "ocr_pool_accept_queue", "gauge",
		    "Connections not accepted yet.");
		fprintf(
		    f, "ocr_pool_accept_queue %" PRId64 "\n", p.accept_queue);
	}
	print_states(s, f);
	print_metric(
	    f, "ocr_worker_busy", "gauge", "Whether the worker has a request.");
	print_each(s, f, "ocr_worker_busy", busy);
	print_metric(f, "ocr_worker_extra_threads", "gauge",
	    "Threads of the worker beside its first that recognize pages.");
	print_each(s, f, "ocr_worker_extra_threads", extra_threads);
	print_metric(f, "ocr_worker_resident_bytes", "gauge",
	    "Resident memory of the worker.");
	print_each(s, f, "ocr_worker_resident_bytes", resident_bytes);
	print_metric(f, "ocr_worker_cpu_seconds", "gauge",
	    "Processor time of the worker.");
	print_each(s, f, "ocr_worker_cpu_seconds", cpu_seconds);
}
