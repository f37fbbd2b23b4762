/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Each process has a server with one worker, so what the worker's clock says
 * belongs to one page.  The processes take the next page from a counter that
 * they share and leave what they found in memory that they share.
 *
 * A model is loaded before the page that needs it is sent, by a page without
 * text: a first page would have to pay for it.
 */
#include "tests/accuracy/reader.h"

#include <jansson.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/pool.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"

#define STANDARD "standard"
#define PROCESSORS_MAX 64
#define REQUEST_MS 600000
#define IDLE_MS 10000

/* The memory that the processes share. */
struct board {
	atomic_size_t next;
	size_t n, width;
	struct reading readings[]; /* width for each page */
};

struct reader {
	struct board *board;
	const struct page_set *set;
	const struct qualities *qualities;
	struct server *server;
	char warm[READER_QUALITIES_MAX][256]; /* the last query of each */
	int done;			      /* where numbers of pages go */
};

/* --- what the server knows ----------------------------------------------- */

static struct server *
start(void)
{
	/* The worker may serve so many requests, since when it is replaced by
	 * another one, its clock is lost. */
	const char *models = getenv("OCR_MODELS");
	const char *const args[] = {"--max-requests", "1000000000", "--timeout",
	    "600", models == NULL ? NULL : "--models", models, NULL};
	const struct server_options options = {
	    .workers = 1,
	    .worker_args = args,
	    .conf = "ocr.timeout := 600\n",
	};

	return server_start(&options);
}

static int
add_quality(struct qualities *q, const char *name, size_t len)
{
	if (q->n == READER_QUALITIES_MAX || len >= sizeof(q->name[0])) {
		fprintf(
		    stderr, "QUALITIES: %.*s is too much\n", (int)len, name);
		return -1;
	}
	memcpy(q->name[q->n], name, len);
	q->name[q->n++][len] = '\0';
	return 0;
}

/* Reads what /languages says of qualities; a server that says nothing of them
 * knows only standard.  Returns 0, or -1 when there are too many. */
static int
parse_known(const char *text, struct qualities *known)
{
	json_t *document = json_loads(text, 0, NULL), *name;
	json_t *list =
	    json_object_get(json_object_get(document, "quality"), "available");
	size_t i;
	int rc = add_quality(known, STANDARD, strlen(STANDARD));

	known->known = list != NULL;
	json_array_foreach(list, i, name)
	{
		const char *s = json_string_value(name);

		if (s && strcmp(s, STANDARD) != 0 && rc == 0)
			rc = add_quality(known, s, strlen(s));
	}
	json_decref(document);
	return rc;
}

static int
ask_known(struct qualities *known)
{
	struct server *server = start();
	struct http_answer answer = {0};
	int rc = -1;

	memset(known, 0, sizeof(*known));
	if (!server)
		return -1;
	if (http_get(server->port, "/languages", NULL, &answer) == 0 &&
	    answer.status == 200)
		rc = parse_known(answer.body, known);
	http_answer_clear(&answer);
	server_stop(server);
	server_report(0);
	return rc;
}

/* Returns whether the name is one of those that the server knows, which are
 * printed if it is not. */
static bool
is_known(const struct qualities *known, const char *name, size_t len)
{
	for (size_t i = 0; i < known->n; i++)
		if (strlen(known->name[i]) == len &&
		    memcmp(known->name[i], name, len) == 0)
			return true;
	fprintf(stderr,
	    "QUALITIES: the server does not know %.*s, but:", (int)len, name);
	for (size_t i = 0; i < known->n; i++)
		fprintf(stderr, " %s", known->name[i]);
	fputc('\n', stderr);
	return false;
}

int
reader_qualities(const char *wanted, struct qualities *q)
{
	struct qualities known;
	size_t len;

	if (ask_known(&known) < 0)
		return -1;
	if (!wanted || !*wanted) {
		*q = known;
		return 0;
	}
	memset(q, 0, sizeof(*q));
	q->known = known.known;
	add_quality(q, STANDARD, strlen(STANDARD));
	for (const char *p = wanted + strspn(wanted, " "); *p;
	     p += len, p += strspn(p, " ")) {
		len = strcspn(p, " ");
		if (!is_known(&known, p, len))
			return -1;
		if (len == strlen(STANDARD) && memcmp(p, STANDARD, len) == 0)
			continue;
		if (add_quality(q, p, len) < 0)
			return -1;
	}
	return 0;
}

/* --- the worker's clock -------------------------------------------------- */

/* Returns the seconds of processor time of the worker, or -1. */
static double
cpu_s(pid_t worker)
{
	struct timespec t;
	clockid_t clock;

	if (clock_getcpuclockid(worker, &clock) != 0 ||
	    clock_gettime(clock, &t) != 0)
		return -1;
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static bool
is_asleep(pid_t worker)
{
	char path[64], *text, *name_end;
	bool asleep;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)worker);
	text = process_read_all(path);
	name_end = text ? strrchr(text, ')') : NULL;
	asleep = name_end && name_end[1] && name_end[2] == 'S';
	free(text);
	return asleep;
}

/* Waits until the only worker is asleep, and so waits for a request.  Returns
 * its process id, or -1. */
static pid_t
idle_worker(const struct pool *pool)
{
	double end = process_now_ms() + IDLE_MS;
	pid_t worker;

	if (pool_workers(pool, &worker, IDLE_MS) < 0)
		return -1;
	while (!is_asleep(worker)) {
		if (process_now_ms() > end)
			return -1;
		poll(NULL, 0, 1);
	}
	return worker;
}

/* --- a page -------------------------------------------------------------- */

/* Sends a file.  Returns the text of a 200, to be freed, and sets *seconds to
 * the worker's processor time; or NULL when it failed. */
static char *
post(struct reader *r, const char *query, const struct page_file *file,
    double *seconds)
{
	static const char *const headers[] = {"Accept: text/plain", NULL};
	char path[512], *text = NULL;
	struct http_request request = {
	    .path = path,
	    .headers = headers,
	    .body = file->data,
	    .body_len = file->len,
	    .bound_ms = REQUEST_MS,
	};
	pid_t worker = idle_worker(&r->server->pool);
	double begin = cpu_s(worker);
	size_t len;

	snprintf(path, sizeof(path), "/ocr?%s", query);
	text = http_document(
	    r->server->port, &request, "text/plain; charset=utf-8", &len);
	if (!text || idle_worker(&r->server->pool) != worker) {
		fprintf(stderr, "%s: no text, or the worker ended\n", path);
		free(text);
		return NULL;
	}
	*seconds = cpu_s(worker) - begin;
	return text;
}

/* Writes the query: a page's own options and the quality, which is left out if
 * the server knows no qualities.  Returns 0, or -1. */
static int
make_query(const struct qualities *q, const struct set_page *page,
    const char *quality, char query[256])
{
	char *own = page->query ? process_read_file(page->query, NULL) : NULL;
	int n;

	if (page->query && !own)
		return -1;
	if (own)
		own[strcspn(own, "\r\n")] = '\0';
	if (q->known)
		n = snprintf(query, 256, "%s%squality=%s", own ? own : "",
		    own ? "&" : "", quality);
	else
		n = snprintf(query, 256, "%s", own ? own : "");
	free(own);
	return n < 256 ? 0 : -1;
}

/* Lets the server load the models that a query needs, unless the quality's last
 * query was the same.  Returns 0, or -1. */
static int
warm_up(struct reader *r, size_t quality, const char *query)
{
	struct page_file blank;
	double unused;
	char *text;

	if (strcmp(r->warm[quality], query) == 0)
		return 0;
	if (page_blank(200, 100, &blank) < 0)
		return -1;
	text = post(r, query, &blank, &unused);
	page_file_clear(&blank);
	if (!text)
		return -1;
	free(text);
	snprintf(r->warm[quality], sizeof(r->warm[quality]), "%s", query);
	return 0;
}

/* Reads a page with one quality, and scores it.  Returns 0, or -1. */
static int
read_with(struct reader *r, const struct set_page *page, size_t quality,
    struct reading *reading)
{
	char *truth = process_read_file(page->truth, NULL), *text = NULL;
	struct page_file file = {0};
	char query[256];
	int rc = -1;

	if (truth && page_file_read(page->image, &file) == 0 &&
	    make_query(
		r->qualities, page, r->qualities->name[quality], query) == 0 &&
	    warm_up(r, quality, query) == 0)
		text = post(r, query, &file, &reading->cpu_s);
	if (text) {
		score_texts(truth, text, &reading->score);
		rc = 0;
	}
	free(text);
	free(truth);
	page_file_clear(&file);
	return rc;
}

static void
read_page(struct reader *r, size_t i)
{
	const struct set_page *page = &r->set->pages[i];
	struct reading *readings = r->board->readings + i * r->board->width;

	for (size_t k = 0; k < r->qualities->n; k++)
		if (read_with(r, page, k, &readings[k]) < 0) {
			fprintf(stderr, "%s was not read\n", page->image);
			readings[k].failed = true;
		}
}

/* --- the processes ------------------------------------------------------- */

/* Reads pages in one of the processes, until none is left, and writes the
 * number of each to r->done.  Returns the process's status. */
static int
work(struct reader *r)
{
	size_t i;
	int rc;

	/* The server of this process ends with it in turn. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	r->server = start();
	if (!r->server)
		return server_report(1);
	while ((i = atomic_fetch_add(&r->board->next, 1)) < r->board->n) {
		read_page(r, i);
		if (write(r->done, &i, sizeof(i)) != sizeof(i))
			break;
	}
	rc = server_stop(r->server) < 0;
	return server_report(rc);
}

static struct board *
make_board(size_t n, size_t width)
{
	size_t size = sizeof(struct board) + n * width * sizeof(struct reading);
	struct board *board = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (board == MAP_FAILED)
		return NULL;
	board->n = n;
	board->width = width;
	return board;
}

/* Reads from a pipe which pages have been read, and reports them in their
 * order, each when all before it are done.  Returns 0, or -1 when one was not
 * read. */
static int
collect(const struct reader *r, int from, reader_report *report, void *ctx)
{
	bool *there = calloc(r->set->n, sizeof(*there));
	size_t next = 0, i;
	int rc = 0;

	while (there && read(from, &i, sizeof(i)) == sizeof(i)) {
		there[i] = true;
		for (; next < r->set->n && there[next]; next++) {
			const struct reading *readings =
			    r->board->readings + next * r->board->width;

			report(ctx, &r->set->pages[next], readings);
			for (size_t k = 0; k < r->qualities->n; k++)
				if (readings[k].failed)
					rc = -1;
		}
	}
	free(there);
	return next == r->set->n ? rc : -1;
}

/* Starts the processes, and closes this one's writing end of the pipe done.
 * Returns how many there are. */
static unsigned
spawn(struct reader *r, unsigned processors, int done[2], pid_t *workers)
{
	unsigned n = 0;

	fflush(stdout);
	for (; n < processors && n < PROCESSORS_MAX && n < r->set->n; n++) {
		workers[n] = fork();
		if (workers[n] < 0)
			break;
		if (workers[n] == 0) {
			close(done[0]);
			r->done = done[1];
			_exit(work(r));
		}
	}
	close(done[1]);
	return n;
}

int
reader_run(const struct page_set *set, const struct qualities *qualities,
    unsigned processors, reader_report *report, void *ctx)
{
	struct reader r = {
	    .board = make_board(set->n, qualities->n),
	    .set = set,
	    .qualities = qualities,
	};
	pid_t workers[PROCESSORS_MAX];
	int done[2], status, rc;
	unsigned n;

	if (!r.board || pipe(done) < 0) {
		perror("accuracy");
		return -1;
	}
	n = spawn(&r, processors, done, workers);
	rc = collect(&r, done[0], report, ctx);
	close(done[0]);
	while (n-- > 0)
		if (waitpid(workers[n], &status, 0) != workers[n] ||
		    status != 0)
			rc = -1;
	munmap(r.board, sizeof(struct board) +
			    set->n * qualities->n * sizeof(struct reading));
	return rc;
}
