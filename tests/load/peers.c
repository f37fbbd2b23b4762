/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * peers [NAME=NUMBER…]: mod_ocr beside what people would use instead, on the
 * same work, in turns: a server with evhttp and threads (evhttp.c), lighttpd's
 * mod_fastcgi alone before the same pool, and the tesseract command run by
 * xargs -P.  Printed are the medians of all rounds, as "name value unit"; a
 * table and a plot are written, too.  Names and what they are by default:
 *
 *   rounds=3      clients=10000 of an empty handler
 *   pages=2000    that come at twice the capacity, with clients among them
 *                 that send slowly or leave early
 *   documents=5   of 20 pages, one after the other
 *   alone=20      pages, one after the other
 *   patience=5    seconds that a client waits
 *   seconds=15    of each load of the plot; 0: no plot
 *   out=build     the directory that peers.md and peers.svg are written to
 */
#include <errno.h>
#include <leptonica/allheaders.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <tesseract/capi.h>
#include <unistd.h>

#include "tests/lib/arrivals.h"
#include "tests/lib/measure.h"
#include "tests/lib/page.h"
#include "tests/lib/peer.h"
#include "tests/lib/peer_figures.h"
#include "tests/lib/process.h"
#include "tests/lib/recognitions.h"
#include "tests/lib/svg_plot.h"

enum {
	WORKERS = 2,
	LINES = 2, /* of a page */
	DOCUMENT_PAGES = 20,
	EMPTY_WORKERS = 8,
	EMPTY_MS = 20,
	EMPTY_BYTES = 30000,
	LONG_MS = 300000,
	CAPACITY_PAGES = 40,
	GRACE_MS = 250, /* that a client waits beyond the time that it says */
	SAMPLE_MS = 200,
	LOADS_MAX = 8,
	SPARE_DESCRIPTORS = 200,
	TEXT_MAX = 65536,
};

/* Loads of the plot, in parts of the capacity. */
static const double loads[] = {0.3, 0.6, 0.9, 1.2, 1.6, 2, 3};
#define LOADS (sizeof(loads) / sizeof(loads[0]))

/* The options that the command line may set. */
static struct option {
	const char *name;
	int value;
} options[] = {{"rounds", 3}, {"clients", 10000}, {"pages", 2000},
    {"documents", 5}, {"alone", 20}, {"patience", 5}, {"seconds", 15}};
enum {
	O_ROUNDS,
	O_CLIENTS,
	O_PAGES,
	O_DOCUMENTS,
	O_ALONE,
	O_PATIENCE,
	O_SECONDS,
	OPTIONS
};
static const char *out = "build";

static struct page_file page, document;
static char *page_text_right, *document_text;
static char told[64], told_long[] = "/ocr?timeout=300";
static double capacity;

static int
option(unsigned i)
{
	return options[i].value;
}

/* --- what is to be read ----------------------------------------------------
 */

/* Returns what Tesseract reads on the page, to be freed, or NULL. */
static char *
read_by_library(const struct page_file *file)
{
	TessBaseAPI *tess = TessBaseAPICreate();
	PIX *pix = pixReadMem(file->data, file->len);
	char *text = NULL, *copy = NULL;

	if (pix && TessBaseAPIInit3(tess, NULL, "eng") == 0) {
		TessBaseAPISetVariable(tess, "debug_file", "/dev/null");
		TessBaseAPISetPageSegMode(tess, PSM_AUTO);
		TessBaseAPISetImage2(tess, pix);
		text = TessBaseAPIGetUTF8Text(tess);
		copy = text ? strdup(text) : NULL;
	}
	TessDeleteText(text);
	TessBaseAPIDelete(tess);
	pixDestroy(&pix);
	return copy;
}

/* Makes a document that is the same page again and again, and its text. */
static int
make_document(void)
{
	PIX *pix = pixReadMem(page.data, page.len);
	struct page_file scan = {NULL, 0};
	size_t len = strlen(page_text_right);
	int rc = -1;

	document_text = calloc(DOCUMENT_PAGES, len + 1);
	if (pix && document_text && page_encode(pix, PAGE_TIFF, &scan) == 0)
		rc = page_repeat(&scan, DOCUMENT_PAGES, &document);
	for (int i = 0; rc == 0 && i < DOCUMENT_PAGES; i++)
		memcpy(document_text + (size_t)i * len, page_text_right, len);
	page_file_clear(&scan);
	pixDestroy(&pix);
	return rc;
}

static int
make_pages(void)
{
	if (page_slow(LINES, 1, &page) < 0)
		return -1;
	page_text_right = read_by_library(&page);
	return page_text_right ? make_document() : -1;
}

/* --- a work, done by one of them -------------------------------------------
 */

struct sampler {
	const struct peer *peer;
	atomic_bool is_over;
	size_t most;
};

/* Notes the most memory that the peer has at any look, until is_over. */
static void *
sample_memory(void *sampler)
{
	struct sampler *s = sampler;

	while (!atomic_load(&s->is_over)) {
		size_t bytes = peer_memory(s->peer);

		s->most = bytes > s->most ? bytes : s->most;
		usleep(SAMPLE_MS * 1000);
	}
	return NULL;
}

static void
take_counts(double *f, const struct arrivals_result *r)
{
	f[FIGURE_CAME] = r->came;
	f[FIGURE_RIGHT] = r->right;
	f[FIGURE_WRONG] = r->wrong;
	f[FIGURE_200] = r->status[200];
	f[FIGURE_500] = r->status[500];
	f[FIGURE_503] = r->status[503];
	f[FIGURE_504] = r->status[504];
	for (unsigned i = 0; i < ARRIVALS_STATUS_MAX; i++)
		if (i != 200 && i != 500 && i != 503 && i != 504)
			f[FIGURE_OTHERS] += r->status[i];
	f[FIGURE_LEFT] = r->left;
	f[FIGURE_GAVE_UP] = r->gave_up;
	f[FIGURE_BROKEN] = r->broken;
}

/* Runs the plan on a peer that has been started, and puts the figures into
 * f. */
static int
run_plan(struct peer *p, const struct arrivals_plan *plan, double *f)
{
	struct sampler s = {.peer = p};
	struct peer_cost before = peer_cost(p), after;
	struct arrivals_result r;
	double begin = process_now_ms(), ms;
	pthread_t thread;
	int rc;

	memset(f, 0, FIGURES * sizeof(*f));
	pthread_create(&thread, NULL, sample_memory, &s);
	rc = arrivals_run(p, plan, &r);
	ms = process_now_ms() - begin;
	atomic_store(&s.is_over, true);
	after = peer_cost(p);
	pthread_join(thread, NULL);
	take_counts(f, &r);
	/* The rate counts only answers that came while clients came. */
	f[FIGURE_RATE] = plan->rate > 0 ? r.right_meanwhile / r.coming_ms * 1000
					: r.right / ms * 1000;
	f[FIGURE_MEDIAN] = r.median_ms;
	f[FIGURE_P99] = r.p99_ms;
	f[FIGURE_LONGEST] = r.max_ms;
	f[FIGURE_FIRST] = r.first_ms;
	f[FIGURE_CPU] =
	    after.user_ms + after.system_ms - before.user_ms - before.system_ms;
	f[FIGURE_CPU] = r.right ? f[FIGURE_CPU] / r.right : 0;
	f[FIGURE_MEMORY] = (double)s.most / (1 << 20);
	if (p->server && p->kind != PEER_FASTCGI &&
	    !recognitions_are_at_least(p->port, r.right))
		rc = -1;
	return rc;
}

/* Returns a plan in which clients send the page and wait for minutes. */
static struct arrivals_plan
plan_page(unsigned clients, double rate)
{
	return (struct arrivals_plan){.path = told_long,
	    .body = page.data,
	    .body_len = page.len,
	    .text = page_text_right,
	    .clients = clients,
	    .rate = rate,
	    .patience_ms = LONG_MS};
}

/* Starts a peer that reads pages, and sends it some, which must be read right.
 * Returns 0, or -1. */
static int
start_reading(struct peer *p, enum peer_kind kind)
{
	int queue = (int)(capacity * option(O_PATIENCE));
	const struct peer_setup setup = {.workers = WORKERS,
	    .empty_ms = -1,
	    /* As many pages as can be read while the last of them still
	     * waits. */
	    .queue = queue > CAPACITY_PAGES ? (unsigned)queue : CAPACITY_PAGES};
	struct arrivals_plan plan = plan_page(4 * WORKERS, 0);
	struct arrivals_result r;

	if (peer_start(p, kind, &setup) < 0)
		return -1;
	if (arrivals_run(p, &plan, &r) == 0 && r.right == plan.clients)
		return 0;
	fprintf(stderr, "%s reads %u of %u pages right\n", peer_name(kind),
	    r.right, plan.clients);
	peer_stop(p);
	return -1;
}

/* Returns the pages a second of a peer whose clients all wait, or 0 on
 * failure. */
static double
measure_capacity(enum peer_kind kind)
{
	struct arrivals_plan plan = plan_page(CAPACITY_PAGES, 0);
	double f[FIGURES];
	struct peer p;

	if (start_reading(&p, kind) < 0)
		return 0;
	if (run_plan(&p, &plan, f) < 0)
		f[FIGURE_LONGEST] = 0;
	peer_stop(&p);
	return f[FIGURE_LONGEST] > 0 ? CAPACITY_PAGES / f[FIGURE_LONGEST] * 1000
				     : 0;
}

/* Sends empty requests, all at once. */
static int
do_crowd(enum peer_kind kind, double *f)
{
	const struct peer_setup setup = {.workers = EMPTY_WORKERS,
	    .empty_ms = EMPTY_MS,
	    .queue = (unsigned)option(O_CLIENTS)};
	const struct arrivals_plan plan = {.path = "/headers",
	    .body_len = EMPTY_BYTES,
	    .clients = (unsigned)option(O_CLIENTS),
	    .patience_ms = LONG_MS};
	struct peer p;
	int rc;

	if (peer_start(&p, kind, &setup) < 0)
		return -1;
	rc = run_plan(&p, &plan, f);
	return peer_stop(&p) < 0 ? -1 : rc;
}

/* Sends pages at twice the capacity, of clients that wait only for a while. */
static int
do_overload(enum peer_kind kind, double *f)
{
	struct arrivals_plan plan =
	    plan_page((unsigned)option(O_PAGES), 2 * capacity);
	struct peer p;
	int rc;

	plan.path = told;
	plan.patience_ms = option(O_PATIENCE) * 1000 + GRACE_MS;
	plan.mixed = true;
	if (start_reading(&p, kind) < 0)
		return -1;
	rc = run_plan(&p, &plan, f);
	return peer_stop(&p) < 0 ? -1 : rc;
}

/* Sends documents.  Where the pool reads them, the time of the first byte is
 * taken from a second run as lines of JSON, in which each page is sent when it
 * has been read. */
static int
do_document(enum peer_kind kind, double *f)
{
	struct arrivals_plan plan =
	    plan_page((unsigned)option(O_DOCUMENTS), -1);
	double lines[FIGURES];
	struct peer p;
	int rc;

	plan.body = document.data;
	plan.body_len = document.len;
	plan.text = document_text;
	if (start_reading(&p, kind) < 0)
		return -1;
	rc = run_plan(&p, &plan, f);
	if (rc == 0 && (kind == PEER_MOD_OCR || kind == PEER_FASTCGI)) {
		plan.path = "/ocr?format=ndjson&timeout=300";
		plan.text = NULL;
		rc = run_plan(&p, &plan, lines);
		f[FIGURE_FIRST] = lines[FIGURE_FIRST];
	}
	return peer_stop(&p) < 0 ? -1 : rc;
}

/* Sends pages, one after the other. */
static int
do_alone(enum peer_kind kind, double *f)
{
	const struct arrivals_plan plan =
	    plan_page((unsigned)option(O_ALONE), -1);
	struct peer p;
	int rc;

	if (start_reading(&p, kind) < 0)
		return -1;
	rc = run_plan(&p, &plan, f);
	return peer_stop(&p) < 0 ? -1 : rc;
}

/* Lets each peer do each work, in turns. */
static int
do_round(size_t round)
{
	static int (*const all[PEER_WORKS])(enum peer_kind, double *) = {
	    do_crowd, do_overload, do_document, do_alone};
	double f[FIGURES];

	for (enum peer_work w = 0; w < PEER_WORKS; w++)
		for (enum peer_kind k = 0; k < PEERS; k++) {
			/* Clients cannot connect to the command. */
			if (w == PEER_WORK_CROWD && !peer_is_server(k))
				continue;
			if (all[w](k, f) < 0)
				return -1;
			peer_figures_set(w, k, round, f);
		}
	return 0;
}

/* --- the plot ----------------------------------------------------------------
 */

static double offered[LOADS], rate[PEERS][LOADS], median[PEERS][LOADS],
    p99[PEERS][LOADS];

/* Measures a peer under load number i, prints the figures, and keeps them for
 * the plot.  Returns 0, or -1. */
static int
measure_load(enum peer_kind kind, size_t i)
{
	double f[FIGURES];
	struct arrivals_plan plan;
	struct peer p;
	int rc;

	offered[i] = loads[i] * capacity;
	plan = plan_page(
	    (unsigned)(offered[i] * option(O_SECONDS)) + 1, offered[i]);
	plan.path = told;
	plan.patience_ms = option(O_PATIENCE) * 1000 + GRACE_MS;
	plan.is_bound = true;
	if (start_reading(&p, kind) < 0)
		return -1;
	rc = run_plan(&p, &plan, f);
	rate[kind][i] = f[FIGURE_RATE];
	median[kind][i] = f[FIGURE_RIGHT] > 0 ? f[FIGURE_MEDIAN] / 1000 : -1;
	p99[kind][i] = f[FIGURE_RIGHT] > 0 ? f[FIGURE_P99] / 1000 : -1;
	printf("load_%s_%.1f %.2f right/s of %.2f, %.0f ms median, "
	       "%.0f ms p99\n",
	    peer_name(kind), loads[i], f[FIGURE_RATE], offered[i],
	    f[FIGURE_MEDIAN], f[FIGURE_P99]);
	return peer_stop(&p) < 0 ? -1 : rc;
}

static int
draw_plot(void)
{
	static const char *const colors[PEERS] = {
	    "#1f5fbf", "#e07b00", "#c0282d", "#4a8f3c"};
	struct svg_line right[PEERS], time[2 * PEERS];
	const struct svg_panel panels[] = {
	    {"right answers a second", "pages a second that clients send",
		offered, LOADS, right, PEERS},
	    {"seconds to a right answer: median, and p99 dashed",
		"pages a second that clients send", offered, LOADS, time,
		2 * PEERS}};
	char path[4096];

	for (enum peer_kind k = 0; k < PEERS; k++) {
		right[k] =
		    (struct svg_line){peer_name(k), colors[k], false, rate[k]};
		time[k] = (struct svg_line){
		    peer_name(k), colors[k], false, median[k]};
		time[PEERS + k] =
		    (struct svg_line){NULL, colors[k], true, p99[k]};
	}
	snprintf(path, sizeof(path), "%s/peers.svg", out);
	return svg_plot_write(path, panels, 2);
}

static int
plot(void)
{
	if (option(O_SECONDS) == 0)
		return 0;
	for (size_t i = 0; i < LOADS; i++)
		for (enum peer_kind k = 0; k < PEERS; k++)
			if (measure_load(k, i) < 0)
				return -1;
	return draw_plot();
}

/* --- the command line --------------------------------------------------------
 */

/* Sets the options.  Returns 0, or -1 if one is unknown or out of range. */
static int
parse(char **argv)
{
	for (char **arg = argv + 1; *arg; arg++) {
		size_t i = 0, len = strcspn(*arg, "=");

		if (strncmp(*arg, "out=", 4) == 0) {
			out = *arg + 4;
			continue;
		}
		while (i < OPTIONS && (strlen(options[i].name) != len ||
					  strncmp(*arg, options[i].name, len)))
			i++;
		if (i == OPTIONS || (*arg)[len] != '=')
			return -1;
		options[i].value = atoi(*arg + len + 1);
		if (options[i].value < (i != O_SECONDS))
			return -1;
	}
	return option(O_ROUNDS) <= PEER_ROUNDS_MAX ? 0 : -1;
}

/* Raises the limit of descriptors, and lowers the number of clients to what it
 * allows. */
static void
fit_clients(void)
{
	struct rlimit limit;
	int most;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max < 32768 ? limit.rlim_max : 32768;
	setrlimit(RLIMIT_NOFILE, &limit);
	most = (int)limit.rlim_cur - SPARE_DESCRIPTORS;
	if (option(O_CLIENTS) > most)
		options[O_CLIENTS].value = most;
}

static int
measure(void)
{
	char table[4096];
	double a, b;

	capacity = 1;
	a = measure_capacity(PEER_MOD_OCR);
	b = measure_capacity(PEER_EVHTTP);
	capacity = a > b ? a : b;
	printf("capacity_mod_ocr %.2f pages/s\n", a);
	printf("capacity_evhttp %.2f pages/s\n", b);
	if (a == 0 || b == 0)
		return -1;
	for (int round = 0; round < option(O_ROUNDS); round++)
		if (do_round((size_t)round) < 0)
			return -1;
	peer_figures_print((size_t)option(O_ROUNDS));
	snprintf(table, sizeof(table), "%s/peers.md", out);
	if (peer_figures_write(table, (size_t)option(O_ROUNDS)) < 0)
		return -1;
	return plot();
}

int
main(int argc, char **argv)
{
	(void)argc;
	measure_one_thread(argv);
	if (parse(argv) < 0) {
		fprintf(stderr,
		    "usage: peers [NAME=NUMBER...] [out=DIR], "
		    "rounds at most %d\n",
		    PEER_ROUNDS_MAX);
		return 64;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	fit_clients();
	snprintf(told, sizeof(told), "/ocr?timeout=%d", option(O_PATIENCE));
	if (mkdir(out, 0755) < 0 && errno != EEXIST) {
		perror(out);
		return 1;
	}
	return server_report(make_pages() < 0 || measure() < 0);
}
