/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * scoreboard: reading it.  Linked into mod_ocr as well, so it depends on
 * nothing else of the pool.
 */
#include "scoreboard.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* A record is written within a microsecond: a reader that loses this often
 * looks at one whose writer is dead. */
#define TRIES 1000

static const char *const state_names[SCOREBOARD_STATES] = {
    "none", "starting", "idle", "busy", "draining"};
static const char *const stage_names[SCOREBOARD_STAGES] = {
    "waiting", "reading", "decoding", "recognizing", "rendering", "writing"};

static size_t
size_for(unsigned workers)
{
	return sizeof(struct scoreboard) +
	       workers * sizeof(struct scoreboard_entry);
}

static const char *
find_fault(const struct scoreboard *s, size_t size)
{
	if (s->magic != SCOREBOARD_MAGIC)
		return "it is not a scoreboard";
	if (s->version != SCOREBOARD_VERSION)
		return "it is of another version of fcgi-worker";
	if (s->workers > SCOREBOARD_WORKERS_MAX || size < size_for(s->workers))
		return "it is cut short";
	return NULL;
}

struct scoreboard *
scoreboard_open(const char *path, const char **why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct scoreboard *s = MAP_FAILED;
	struct stat st = {0};

	*why = NULL;
	if (fd == -1 || fstat(fd, &st) == -1)
		*why = strerror(errno);
	else if (!S_ISREG(st.st_mode) || (size_t)st.st_size < sizeof(*s))
		*why = "it is not a scoreboard";
	else if ((s = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd,
		      0)) == MAP_FAILED)
		*why = strerror(errno);
	else
		*why = find_fault(s, (size_t)st.st_size);
	if (fd != -1)
		close(fd);
	if (*why == NULL)
		return s;
	if (s != MAP_FAILED)
		munmap(s, (size_t)st.st_size);
	return NULL;
}

void
scoreboard_close(struct scoreboard *s)
{
	if (s != NULL)
		munmap(s, size_for(s->workers));
}

unsigned
scoreboard_workers(const struct scoreboard *s)
{
	return s->workers;
}

static bool
read_record(
    const _Atomic uint32_t *sequence, const void *from, void *to, size_t size)
{
	uint32_t before, after;
	int i;

	for (i = 0; i < TRIES; i++) {
		before = atomic_load_explicit(sequence, memory_order_acquire);
		memcpy(to, from, size);
		atomic_thread_fence(memory_order_acquire);
		after = atomic_load_explicit(sequence, memory_order_relaxed);
		if (before == after && before % 2 == 0)
			return true;
	}
	return false;
}

bool
scoreboard_read_pool(const struct scoreboard *s, struct scoreboard_pool *out)
{
	return read_record(&s->sequence, &s->pool, out, sizeof(*out));
}

bool
scoreboard_read_worker(
    const struct scoreboard *s, unsigned i, struct scoreboard_worker *out)
{
	const struct scoreboard_entry *e = &s->entries[i];

	if (i >= s->workers ||
	    !read_record(&e->sequence, &e->worker, out, sizeof(*out)))
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
	unsigned i;

	if (!scoreboard_read_pool(s, &p))
		return slots;
	for (i = 0; i < s->workers; i++) {
		if (!scoreboard_read_worker(s, i, &w) ||
		    w.generation != p.generation)
			continue;
		slots.total +=
		    w.state == SCOREBOARD_IDLE || w.state == SCOREBOARD_BUSY;
		slots.free += w.state == SCOREBOARD_IDLE;
	}
	return slots;
}

static const char *
name_of(const char *const *names, uint32_t i, uint32_t n)
{
	return i < n ? names[i] : "unknown";
}

json_t *
scoreboard_worker_json(const struct scoreboard_worker *w)
{
	return json_pack(
	    "{s:I,s:I,s:s,s:s,s:i,s:i,s:s,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "pid",
	    (json_int_t)w->pid, "generation", (json_int_t)w->generation,
	    "state", name_of(state_names, w->state, SCOREBOARD_STATES), "stage",
	    name_of(stage_names, w->stage, SCOREBOARD_STAGES), "page",
	    (int)w->page, "pages", (int)w->pages, "id", w->id, "started_ms",
	    (json_int_t)w->started_ms, "request_ms", (json_int_t)w->request_ms,
	    "requests", (json_int_t)w->requests, "crashes",
	    (json_int_t)w->crashes, "cancelled", (json_int_t)w->cancelled,
	    "rss_bytes", (json_int_t)w->rss_bytes, "cpu_ms",
	    (json_int_t)w->cpu_ms);
}

static void
print_metric(FILE *f, const char *name, const char *type, const char *help)
{
	fprintf(f, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void
print_states(const struct scoreboard *s, FILE *f)
{
	unsigned count[SCOREBOARD_STATES] = {0}, i;
	struct scoreboard_worker w;

	for (i = 0; i < s->workers; i++)
		if (scoreboard_read_worker(s, i, &w) &&
		    w.state < SCOREBOARD_STATES)
			count[w.state]++;
	print_metric(f, "ocr_workers", "gauge", "Workers by state.");
	for (i = SCOREBOARD_STARTING; i < SCOREBOARD_STATES; i++)
		fprintf(f, "ocr_workers{state=\"%s\"} %u\n", state_names[i],
		    count[i]);
}

/* One metric of every worker. */
static void
print_each(const struct scoreboard *s, FILE *f, const char *name,
    double (*value)(const struct scoreboard_worker *w))
{
	struct scoreboard_worker w;
	unsigned i;

	for (i = 0; i < s->workers; i++)
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
