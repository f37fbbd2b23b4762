/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Writes figures as JSON and for Prometheus.  It reads the gate and the
 * scoreboard and changes neither.
 */
#include "metrics.h"

#include <inttypes.h>
#include <jansson.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "fair_queue.h"
#include "fcgi-worker/shm/scoreboard.h"
#include "fcgi-worker/shm/scoreboard_report.h"
#include "goodput.h"
#include "outcome_counts.h"
#include "store_totals.h"

static const char *const outcomes[GATE_OUTCOMES] = {
    [GATE_ANSWERED] = "answered",
    [GATE_LOCAL] = "served",
    [GATE_REFUSED] = "refused",
    [GATE_EXPIRED] = "expired",
    [GATE_FAILED] = "failed",
    [GATE_ABORTED] = "aborted",
};

static const char *const verdicts[GATE_VERDICTS] = {
    [GATE_ADMIT] = NULL,
    [GATE_QUEUE_FULL] = "queue_full",
    [GATE_SPOOL_FULL] = "spool_full",
    [GATE_CLIENT_FULL] = "client_full",
    [GATE_TOO_LATE] = "too_late",
};

static const struct stage {
	enum gate_state state;
	const char *name;
} stages[] = {
    {GATE_READING, "reading"},
    {GATE_QUEUED, "queued"},
    {GATE_SHARING, "sharing"},
    {GATE_RUNNING, "running"},
};

enum { STAGES = sizeof(stages) / sizeof(*stages) };

static void
set_number(json_t *o, const char *name, uint64_t value)
{
	json_object_set_new(o, name, json_integer((json_int_t)value));
}

/* Returns the member "totals" of /status: counts since the start. */
static json_t *
totals_json(const struct metrics *m)
{
	const struct gate_totals *t = &m->gate->totals;
	json_t *o = json_object();
	char name[32];

	set_number(o, "requests", t->requests);
	/* Aborted requests are listed by their stage, below. */
	for (int i = 0; i < GATE_OUTCOMES; i++)
		if (i != GATE_ABORTED)
			set_number(o, outcomes[i], t->outcome[i]);
	for (int i = 0; i < STAGES; i++) {
		snprintf(name, sizeof(name), "aborted_%s", stages[i].name);
		set_number(o, name, t->aborted[stages[i].state]);
	}
	set_number(o, "replayed", t->replays);
	set_number(o, "shared", t->shared);
	set_number(o, "remembered", t->remembered);
	set_number(o, "digest_longest_us", t->digest_longest_us);
	return o;
}

/* Returns the member "refused" of /status: how many requests were refused, by
 * reason. */
static json_t *
refusals_json(const struct metrics *m)
{
	json_t *o = json_object();

	for (int i = 0; i < GATE_VERDICTS; i++)
		if (verdicts[i] != NULL)
			set_number(o, verdicts[i], m->gate->totals.verdict[i]);
	return o;
}

/*
 * Returns the member "workers" of /status: the rows of the scoreboard.  Leaves
 * out the ids of requests, since they concern only the clients.
 */
static json_t *
workers_json(const struct scoreboard *pool)
{
	json_t *a = json_array();
	struct scoreboard_worker w;

	for (unsigned i = 0; i < pool->workers; i++) {
		json_t *worker;
		if (!scoreboard_read_worker(pool, i, &w))
			continue;
		worker = scoreboard_report_worker(&w);
		json_object_del(worker, "id");
		json_array_append_new(a, worker);
	}
	return a;
}

/* Returns when the counters began, in the format of RFC 3339. */
static json_t *
since_json(const struct metrics *m)
{
	char text[sizeof("2026-01-01T00:00:00Z")];
	struct tm tm;

	gmtime_r(&m->started, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	return json_string(text);
}

char *
metrics_status(const struct metrics *m, uint64_t now_ms)
{
	const struct gate *g = m->gate;
	json_t *o = json_object();
	char *text;

	json_object_set_new(o, "ready", json_boolean(m->ready));
	set_number(
	    o, "now_ms", now_ms); /* on the clock of the workers' times */
	set_number(o, "uptime_ms", now_ms - m->started_ms);
	json_object_set_new(o, "since", since_json(m));
	set_number(o, "slots", g->limits.slots);
	set_number(o, "running", g->running);
	set_number(o, "queued", g->queued);
	set_number(o, "queued_bytes", g->queued_bytes);
	set_number(o, "oldest_wait_ms", fair_queue_oldest_wait_ms(g, now_ms));
	set_number(o, "reading", g->reading);
	set_number(o, "sharing", g->sharing);
	set_number(o, "spool_bytes", g->spool_bytes);
	set_number(o, "spool_limit_bytes", g->limits.spool_bytes);
	set_number(o, "answer_bytes", g->answer_bytes);
	set_number(o, "spool_files", g->spool_files);
	set_number(o, "clients_queued", g->active);
	json_object_set_new(o, "service_ms", json_real(g->service_ms));
	json_object_set_new(o, "goodput", goodput_json(g, now_ms));
	json_object_set_new(o, "patience_ms", goodput_patience_json(g));
	json_object_set_new(o, "totals", totals_json(m));
	json_object_set_new(o, "refused", refusals_json(m));
	if (m->store != NULL)
		json_object_set_new(o, "store", store_totals_json(m->store));
	if (m->pool != NULL)
		json_object_set_new(o, "workers", workers_json(m->pool));
	text = json_dumps(o, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
	json_decref(o);
	return text;
}

static void
write_head(FILE *f, const char *name, const char *type, const char *help)
{
	fprintf(f, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void
write_gauge(FILE *f, const char *name, const char *help, double value)
{
	write_head(f, name, "gauge", help);
	fprintf(f, "%s %.17g\n", name, value);
}

/*
 * Writes a histogram as lines of /metrics.  Each bucket counts all that is
 * below its bound.
 */
static void
write_histogram(
    FILE *f, const char *name, const char *help, const struct histogram *h)
{
	uint64_t sum = 0;

	write_head(f, name, "histogram", help);
	for (int i = 0; i < HISTOGRAM_BUCKETS; i++) {
		sum += h->bucket[i];
		fprintf(f, "%s_bucket{le=\"%g\"} %" PRIu64 "\n", name,
		    histogram_bounds[i], sum);
	}
	fprintf(f, "%s_bucket{le=\"+Inf\"} %" PRIu64 "\n", name, h->count);
	fprintf(f, "%s_sum %.17g\n%s_count %" PRIu64 "\n", name, h->sum_s, name,
	    h->count);
}

/*
 * Writes the lines of /metrics that say how much room bodies and answers take.
 */
static void
gauges_of_room(FILE *f, const struct gate *g)
{
	write_gauge(f, "ocr_spool_bytes",
	    "Bytes of the bodies of all requests in the gate, and of answers.",
	    (double)g->spool_bytes);
	write_gauge(f, "ocr_spool_limit_bytes",
	    "Limit of ocr_spool_bytes, lower while the disk is short of room.",
	    (double)g->limits.spool_bytes);
	write_gauge(f, "ocr_answer_bytes",
	    "Bytes of answers that their clients do not have yet.",
	    (double)g->answer_bytes);
	write_gauge(f, "ocr_spool_files",
	    "Bodies and answers that are kept in files.", g->spool_files);
}

/* Writes the lines of /metrics that say how things are now. */
static void
write_gauges(FILE *f, const struct metrics *m, uint64_t now_ms)
{
	const struct gate *g = m->gate;

	write_gauge(f, "ocr_start_time_seconds",
	    "When the counters began, in seconds since 1970.",
	    (double)m->started);
	write_gauge(
	    f, "ocr_ready", "Whether a worker could take a page.", m->ready);
	write_gauge(
	    f, "ocr_slots", "Requests that may run at once.", g->limits.slots);
	write_gauge(
	    f, "ocr_requests_running", "Requests in a slot.", g->running);
	write_gauge(f, "ocr_requests_parked", "Requests waiting for a slot.",
	    g->queued);
	write_gauge(f, "ocr_requests_reading",
	    "Requests whose body is arriving.", g->reading);
	write_gauge(f, "ocr_requests_sharing",
	    "Requests waiting for the answer to another one.", g->sharing);
	write_gauge(f, "ocr_parked_bytes",
	    "Bytes of the bodies of requests that wait.",
	    (double)g->queued_bytes);
	gauges_of_room(f, g);
	write_gauge(f, "ocr_clients_parked", "Clients with a request waiting.",
	    g->active);
	write_gauge(f, "ocr_oldest_wait_seconds",
	    "Age of the request that waits longest.",
	    (double)fair_queue_oldest_wait_ms(g, now_ms) / 1000.0);
	write_gauge(f, "ocr_service_seconds_average",
	    "Moving average of a request's time in a slot.",
	    g->service_ms / 1000.0);
	write_gauge(f, "ocr_answers_per_second",
	    "Answers of workers, of about the last ten seconds.",
	    outcome_counts_answer_rate(g, now_ms));
}

static void
write_counter(FILE *f, const char *name, const char *label, const char *value,
    uint64_t count)
{
	fprintf(f, "%s{%s=\"%s\"} %" PRIu64 "\n", name, label, value, count);
}

/*
 * Writes the lines of /metrics that count answers by their status.  The line of
 * 200 is always there, so that its rate is known from the start.
 */
static void
write_answers(FILE *f, const struct metrics *m)
{
	char code[12];

	write_head(
	    f, "ocr_answers_total", "counter", "Answers by HTTP status.");
	for (int i = 100; i < METRICS_CODES; i++) {
		if (m->answers[i] == 0 && i != 200)
			continue;
		snprintf(code, sizeof(code), "%d", i);
		write_counter(
		    f, "ocr_answers_total", "code", code, m->answers[i]);
	}
}

/* Writes the lines of /metrics that count since the start. */
static void
write_counters(FILE *f, const struct gate_totals *t)
{
	write_head(
	    f, "ocr_requests_total", "counter", "Requests by their end.");
	for (int i = 0; i < GATE_OUTCOMES; i++)
		write_counter(f, "ocr_requests_total", "outcome", outcomes[i],
		    t->outcome[i]);
	write_head(f, "ocr_refusals_total", "counter",
	    "Requests refused by the gate, by reason.");
	for (int i = 0; i < GATE_VERDICTS; i++)
		if (verdicts[i] != NULL)
			write_counter(f, "ocr_refusals_total", "reason",
			    verdicts[i], t->verdict[i]);
	write_head(f, "ocr_aborts_total", "counter",
	    "Requests whose client left, by what they were doing.");
	for (int i = 0; i < STAGES; i++)
		write_counter(f, "ocr_aborts_total", "stage", stages[i].name,
		    t->aborted[stages[i].state]);
	write_head(f, "ocr_expired_total", "counter",
	    "Requests whose deadline passed, by what they were doing.");
	for (int i = 0; i < STAGES; i++)
		write_counter(f, "ocr_expired_total", "stage", stages[i].name,
		    t->expired[stages[i].state]);
	write_head(f, "ocr_replays_total", "counter",
	    "Requests given to a second worker.");
	fprintf(f, "ocr_replays_total %" PRIu64 "\n", t->replays);
	write_head(f, "ocr_shared_total", "counter",
	    "Requests answered with the answer to another one.");
	fprintf(f, "ocr_shared_total %" PRIu64 "\n", t->shared);
	write_head(f, "ocr_remembered_total", "counter",
	    "Bodies whose digest was known from an earlier request.");
	fprintf(f, "ocr_remembered_total %" PRIu64 "\n", t->remembered);
	write_head(f, "ocr_digest_longest_seconds", "gauge",
	    "Longest time that digesting a piece of a body has taken.");
	fprintf(f, "ocr_digest_longest_seconds %.6f\n",
	    (double)t->digest_longest_us / 1e6);
	write_head(f, "ocr_saved_seconds_total", "counter",
	    "Workers' time that cancelled requests did not take (estimate).");
	fprintf(f, "ocr_saved_seconds_total %.17g\n", t->saved_s);
}

char *
metrics_prometheus(const struct metrics *m, uint64_t now_ms)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (f == NULL)
		return NULL;
	write_gauges(f, m, now_ms);
	write_answers(f, m);
	write_counters(f, &m->gate->totals);
	goodput_prometheus(m->gate, f);
	write_histogram(f, "ocr_wait_seconds",
	    "Time from complete body to slot.", &m->gate->wait);
	write_histogram(
	    f, "ocr_service_seconds", "Time in a slot.", &m->gate->service);
	if (m->store != NULL)
		store_totals_prometheus(m->store, f);
	if (m->pool != NULL)
		scoreboard_report_metrics(m->pool, f);
	if (fclose(f) == 0)
		return text;
	free(text);
	return NULL;
}
