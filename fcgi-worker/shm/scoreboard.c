/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * scoreboard: reads the scoreboard.  It is linked into mod_ocr as well, so it
 * depends on nothing else of the pool.
 */
#include "shm/scoreboard.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A record is written within a microsecond, which is less than one try takes: a
 * reader that loses this often looks at one whose writer is dead, stopped, or
 * wants readers to try for ever. */
#define TRIES 10

static const char *const state_names[SCOREBOARD_STATES] = {
    "none", "starting", "idle", "busy", "draining"};
static const char *const stage_names[SCOREBOARD_STAGES] = {
    "waiting", "reading", "decoding", "recognizing", "rendering", "writing"};

static bool
read_at(int fd, void *to, size_t size, size_t offset)
{
	return pread(fd, to, size, (off_t)offset) == (ssize_t)size;
}

static const char *
find_fault(const struct scoreboard_file *head, size_t size)
{
	if (head->magic != SCOREBOARD_MAGIC)
		return "it is not a scoreboard";
	if (head->version != SCOREBOARD_VERSION)
		return "it is of another version of fcgi-worker";
	if (head->workers > SCOREBOARD_WORKERS_MAX ||
	    size <
		sizeof(*head) + head->workers * sizeof(struct scoreboard_entry))
		return "it is cut short";
	return NULL;
}

struct scoreboard *
scoreboard_open(const char *path, const char **why)
{
	struct scoreboard *s = malloc(sizeof(*s));
	struct scoreboard_file head;
	struct stat st = {0};
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	*why = NULL;
	if (s == NULL || fd == -1 || fstat(fd, &st) == -1)
		*why = strerror(errno);
	else if (!S_ISREG(st.st_mode) || !read_at(fd, &head, sizeof(head), 0))
		*why = "it is not a scoreboard";
	else
		*why = find_fault(&head, (size_t)st.st_size);
	if (s != NULL && *why == NULL) {
		*s = (struct scoreboard){fd, head.workers};
		return s;
	}
	if (fd != -1)
		close(fd);
	free(s);
	return NULL;
}

void
scoreboard_close(struct scoreboard *s)
{
	if (s == NULL)
		return;
	close(s->fd);
	free(s);
}

/*
 * Read the record at offset; the number at the offset sequence tells whether it
 * was written meanwhile.
 */
static bool
read_record(const struct scoreboard *s, size_t sequence, void *to, size_t size,
    size_t offset)
{
	uint32_t before, after;

	for (int i = 0; i < TRIES; i++) {
		if (!read_at(s->fd, &before, sizeof(before), sequence) ||
		    !read_at(s->fd, to, size, offset) ||
		    !read_at(s->fd, &after, sizeof(after), sequence))
			return false;
		if (before == after && before % 2 == 0)
			return true;
	}
	return false;
}

bool
scoreboard_read_pool(const struct scoreboard *s, struct scoreboard_pool *out)
{
	return read_record(s, offsetof(struct scoreboard_file, sequence), out,
	    sizeof(*out), offsetof(struct scoreboard_file, pool));
}

bool
scoreboard_read_worker(
    const struct scoreboard *s, unsigned i, struct scoreboard_worker *out)
{
	size_t entry = sizeof(struct scoreboard_file) +
		       i * sizeof(struct scoreboard_entry);

	if (i >= s->workers ||
	    !read_record(s, entry + offsetof(struct scoreboard_entry, sequence),
		out, sizeof(*out),
		entry + offsetof(struct scoreboard_entry, worker)))
		return false;
	out->id[SCOREBOARD_ID_MAX] = '\0';
	return true;
}

bool
scoreboard_is_alive(const struct scoreboard *s, uint64_t now_ms)
{
	struct scoreboard_pool p;

	return scoreboard_read_pool(s, &p) && p.master > 0 &&
	       p.heartbeat_ms + SCOREBOARD_STALE_MS >= now_ms;
}

struct scoreboard_slots
scoreboard_count(const struct scoreboard *s)
{
	struct scoreboard_slots slots = {0, 0};
	struct scoreboard_worker w;
	struct scoreboard_pool p;

	if (!scoreboard_read_pool(s, &p))
		return slots;
	for (unsigned i = 0; i < s->workers; i++) {
		if (!scoreboard_read_worker(s, i, &w) ||
		    w.generation != p.generation)
			continue;
		slots.total +=
		    w.state == SCOREBOARD_IDLE || w.state == SCOREBOARD_BUSY;
		slots.free += w.state == SCOREBOARD_IDLE;
	}
	return slots;
}

const char *
scoreboard_state_name(uint32_t state)
{
	return state < SCOREBOARD_STATES ? state_names[state] : "unknown";
}

const char *
scoreboard_stage_name(uint32_t stage)
{
	return stage < SCOREBOARD_STAGES ? stage_names[stage] : "unknown";
}

json_t *
scoreboard_worker_json(const struct scoreboard_worker *w)
{
	return json_pack(
	    "{s:I,s:I,s:s,s:s,s:i,s:i,s:s,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}",
	    "pid", (json_int_t)w->pid, "generation", (json_int_t)w->generation,
	    "state", scoreboard_state_name(w->state), "stage",
	    scoreboard_stage_name(w->stage), "page", (int)w->page, "pages",
	    (int)w->pages, "id", w->id, "started_ms", (json_int_t)w->started_ms,
	    "request_ms", (json_int_t)w->request_ms, "deadline_ms",
	    (json_int_t)w->deadline_ms, "requests", (json_int_t)w->requests,
	    "crashes", (json_int_t)w->crashes, "cancelled",
	    (json_int_t)w->cancelled, "rss_bytes", (json_int_t)w->rss_bytes,
	    "cpu_ms", (json_int_t)w->cpu_ms);
}

static void
print_metric(FILE *f, const char *name, const char *type, const char *help)
{
	fprintf(f, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

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

/* One metric of every worker. */
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
is_busy(const struct scoreboard_worker *w)
{
	return w->state == SCOREBOARD_BUSY;
}

static double
rss(const struct scoreboard_worker *w)
{
	return (double)w->rss_bytes;
}

static double
cpu(const struct scoreboard_worker *w)
{
	return (double)w->cpu_ms / 1000;
}

void
scoreboard_prometheus(const struct scoreboard *s, FILE *f)
{
	struct scoreboard_pool p;

	if (!scoreboard_read_pool(s, &p))
		return;
	print_metric(f, "ocr_pool_restarts_total", "counter",
	    "Workers replaced after they died.");
	fprintf(f, "ocr_pool_restarts_total %" PRIu64 "\n", p.restarts);
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
	    f, "ocr_worker_busy", "gauge", "Whether it has a request.");
	print_each(s, f, "ocr_worker_busy", is_busy);
	print_metric(
	    f, "ocr_worker_resident_bytes", "gauge", "Its resident memory.");
	print_each(s, f, "ocr_worker_resident_bytes", rss);
	print_metric(f, "ocr_worker_cpu_seconds", "gauge",
	    "Processor time of the process.");
	print_each(s, f, "ocr_worker_cpu_seconds", cpu);
}
