/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * document [ROUNDS]: how long two idle workers take for a document of 20 pages,
 * by one thread and by two, in turns; when its first page comes; how long a
 * single page takes that is sent meanwhile, against its bound; and how many
 * single pages a second are read, with one thread a worker and with two.  The
 * share that one thread has of a document's processor time, since it alone
 * decodes and writes, says how many threads still help.
 */
#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "tests/lib/fcgi.h"
#include "tests/lib/measure.h"
#include "tests/lib/page.h"
#include "tests/lib/pool.h"
#include "tests/lib/process.h"
#include "tests/lib/test_pool.h"
#include "tests/lib/typeset.h"

#define ROUNDS 5
/* Documents whose first page is waited for; many, since the times differ by
 * little. */
#define FIRSTS 11
#define PAGES 20
#define WORKERS 2
#define BOUND_MS 300000
/* The threads in the model of print_model. */
#define MANY 16
/* Single pages in a round, and the clients that send them. */
#define SINGLES 24
#define CLIENTS 4
/* Goals: how much of each processor serves a document, and how much of the rate
 * of single pages is left where workers have threads. */
#define EFFICIENCY_GOAL 0.9
#define SINGLES_GOAL 0.99

static const char text[] = "A page of a document that somebody waits for,\n"
			   "of which there are twenty, each with some lines\n"
			   "of text, as a scanner sends them: four hundred\n"
			   "and fifty letters to the page or a few more.\n"
			   "The server has nothing else to do meanwhile,\n"
			   "and so its processors may as well read along.\n";

static const struct typeset style = {
    "DejaVu Serif", 12, .width = 420, .height = 298, .dpi = 200};

static struct test_pool pools[2]; /* of one thread, and of two */
static struct page_file scan, page;

/* Sends a file.  Returns the milliseconds until the answer, or -1. */
static double
ask(const struct test_pool *pool, const struct page_file *file,
    const char *query, const char *id)
{
	char param[64];
	const char *params[] = {param, NULL};
	const struct fcgi_request r = {.query = query,
	    .params = params,
	    .body = file->data,
	    .body_len = file->len};
	struct fcgi_answer a = {0};
	double ms = -1;

	snprintf(param, sizeof(param), "HTTP_X_REQUEST_ID=%s", id);
	if (fcgi_ask(pool->sock, &r, &a, BOUND_MS) == 0 && a.status == 200)
		ms = a.ms;
	else
		fprintf(stderr, "%s: %s\n", id, a.body ? a.body : "nothing");
	fcgi_answer_clear(&a);
	return ms;
}

/* Returns the milliseconds until the first line of an answer has come, or
 * -1. */
static double
ask_first(const struct test_pool *pool)
{
	const struct fcgi_request r = {.query = "format=ndjson&pages=1-6",
	    .body = scan.data,
	    .body_len = scan.len};
	double begin = process_now_ms(), ms;
	int fd = fcgi_send(pool->sock, &r);
	struct fcgi_answer a = {0};
	char byte;

	/* The first record is sent with the first page. */
	ms = fd != -1 && recv(fd, &byte, 1, MSG_PEEK) == 1
		 ? process_now_ms() - begin
		 : -1;
	if (fd != -1 && fcgi_read(fd, &a, BOUND_MS) != 0)
		ms = -1;
	fcgi_answer_clear(&a);
	return ms;
}

static void *
run_document(void *pool)
{
	ask(pool, &scan, "layer=never", "beside");
	return NULL;
}

/* Sends one page while all threads read a document.  Returns the milliseconds
 * until its answer, or -1. */
static double
ask_beside(struct test_pool *pool)
{
	struct scoreboard_worker w = {.page = 0};
	pthread_t thread;
	double ms;

	pthread_create(&thread, NULL, run_document, pool);
	while (w.page < 2)
		test_pool_find(pool, SCOREBOARD_BUSY, 0, &w, BOUND_MS);
	ms = ask(pool, &page, NULL, "between");
	pthread_join(thread, NULL);
	return ms;
}

/* Returns the milliseconds that a thread has had a processor for. */
static double
thread_ms(pid_t pid, const char *thread)
{
	char path[96], *line;
	double ns;

	snprintf(
	    path, sizeof(path), "/proc/%d/task/%s/schedstat", (int)pid, thread);
	line = process_read_all(path);
	ns = line ? strtod(line, NULL) : 0;
	free(line);
	return ns / 1e6;
}

/* The processor time that the threads of a pool's workers have used. */
struct taken {
	double main_ms, all_ms;
};

static void
add_worker(pid_t pid, struct taken *taken)
{
	char path[48], name[16];
	struct dirent *entry;
	DIR *threads;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	snprintf(name, sizeof(name), "%d", (int)pid);
	threads = opendir(path);
	while (threads && (entry = readdir(threads)))
		if (entry->d_name[0] != '.')
			taken->all_ms += thread_ms(pid, entry->d_name);
	if (threads)
		closedir(threads);
	taken->main_ms += thread_ms(pid, name);
}

/* Sets *taken to what the pool's workers have used by now.  Returns 0, or
 * -1. */
static int
take(const struct test_pool *pool, struct taken *taken)
{
	pid_t workers[POOL_MAX];

	*taken = (struct taken){0, 0};
	if (pool_workers(&pool->pool, workers, BOUND_MS) < 0)
		return -1;
	for (unsigned i = 0; i < WORKERS; i++)
		add_worker(workers[i], taken);
	return 0;
}

/*
 * Measures the processor time of a document and prints, among others, the time
 * that MANY threads would take at best, as a part of one thread's.  In this
 * model the main thread does alone what is not reading, while all threads share
 * the reading: the longer of the two counts.  One more page is added, since no
 * other thread helps while the first page is decoded and the last one is read.
 * That threads also compete for memory is left out.  Returns 0, or -1.
 */
static int
print_model(const char *name, const struct page_file *file, const char *query)
{
	struct taken before, after;
	double alone, all, read, ideal;

	if (take(&pools[1], &before) < 0 ||
	    ask(&pools[1], file, query, name) < 0 ||
	    take(&pools[1], &after) < 0)
		return -1;
	alone = after.main_ms - before.main_ms;
	all = after.all_ms - before.all_ms;
	read = all - alone;
	ideal = read / MANY > alone ? read / MANY : alone;
	printf("%s_page %.1f ms of a processor\n", name, all / PAGES);
	printf("%s_one_thread_share %.3f ratio\n", name, alone / all);
	printf("%s_%d_threads_model %.3f ratio\n", name, MANY,
	    (ideal + all / PAGES) / all);
	printf("%s_threads_that_help %.0f threads\n", name,
	    alone > 0 ? read / alone : 0);
	fflush(stdout);
	return 0;
}

/* Prints the model of a scan, of a PDF whose pages have to be drawn, and of a
 * scan that is answered as a PDF.  Returns 0, or not. */
static int
print_models(void)
{
	const char *texts[PAGES];
	struct page_file drawn;
	int rc;

	for (int i = 0; i < PAGES; i++)
		texts[i] = text;
	if (typeset_pdf(texts, PAGES, &style, &drawn) != 0)
		return -1;
	rc = print_model("scan", &scan, "layer=never");
	rc |= print_model("drawn", &drawn, "layer=never");
	rc |= print_model("searchable", &scan, "layer=never&format=pdf");
	page_file_clear(&drawn);
	return rc;
}

/* Pages that clients send one after the other. */
struct singles {
	const struct test_pool *pool;
	atomic_int left;
	atomic_bool failed;
};

static void *
send_singles(void *singles)
{
	struct singles *s = singles;

	while (atomic_fetch_sub(&s->left, 1) > 0)
		if (ask(s->pool, &page, NULL, "single") < 0)
			s->failed = true;
	return NULL;
}

/* Returns how many single pages a second are read in a round, or -1. */
static double
rate(const struct test_pool *pool)
{
	struct singles s = {.pool = pool, .left = SINGLES};
	double begin = process_now_ms();
	pthread_t clients[CLIENTS];

	for (int i = 0; i < CLIENTS; i++)
		pthread_create(&clients[i], NULL, send_singles, &s);
	for (int i = 0; i < CLIENTS; i++)
		pthread_join(clients[i], NULL);
	return s.failed ? -1 : SINGLES * 1000 / (process_now_ms() - begin);
}

/* Prints the medians of what one thread took in n rounds and of what two took.
 * Returns that of the ratio. */
static double
print(const char *name, const char *unit, double *one, double *two, size_t n)
{
	double ratios[FIRSTS];

	for (size_t i = 0; i < n; i++)
		ratios[i] = two[i] / one[i];
	printf("%s_1_thread %.1f %s\n", name, measure_median(one, n), unit);
	printf("%s_%d_threads %.1f %s\n", name, WORKERS, measure_median(two, n),
	    unit);
	return measure_median(ratios, n);
}

/* Compares the time of a page that is sent beside a document with its bound:
 * 1.3 times the time on an idle server, and a page more. */
static void
print_beside(double values[2][ROUNDS], size_t rounds)
{
	double alone = measure_median(values[0], rounds);
	double beside = measure_median(values[1], rounds);

	printf("page_alone %.1f ms\n", alone);
	printf("page_beside_document %.1f ms\n", beside);
	measure_at_most("page_beside_document_of_bound",
	    beside / (1.3 * alone + alone), 3, "ratio", 1);
}

static bool
has_failed(double values[2][ROUNDS], size_t rounds)
{
	for (size_t i = 0; i < rounds; i++)
		if (values[0][i] < 0 || values[1][i] < 0)
			return true;
	return false;
}

/* Returns which pool is number n, 0 or 1, in the round: each is the first in
 * every second one. */
static unsigned
turn(size_t round, unsigned n)
{
	return (unsigned)(round + n) % 2;
}

static int
measure_first(void)
{
	double first[2][FIRSTS];

	for (size_t i = 0; i < FIRSTS; i++)
		for (unsigned n = 0; n < 2; n++) {
			unsigned k = turn(i, n);

			first[k][i] = ask_first(&pools[k]);
			if (first[k][i] < 0)
				return -1;
		}
	measure_at_most("document_first_page_ratio",
	    print("document_first_page", "ms", first[0], first[1], FIRSTS), 3,
	    "ratio", 1);
	return 0;
}

static int
measure(size_t rounds)
{
	double whole[2][ROUNDS], beside[2][ROUNDS], singles[2][ROUNDS];

	for (size_t i = 0; i < rounds; i++) {
		for (unsigned n = 0; n < 2; n++) {
			unsigned k = turn(i, n);

			whole[k][i] =
			    ask(&pools[k], &scan, "layer=never", "whole");
			singles[k][i] = rate(&pools[k]);
		}
		beside[0][i] = ask(&pools[1], &page, NULL, "alone");
		beside[1][i] = ask_beside(&pools[1]);
	}
	if (has_failed(whole, rounds) || has_failed(singles, rounds) ||
	    has_failed(beside, rounds))
		return -1;
	measure_at_most("document_ratio",
	    print("document", "ms", whole[0], whole[1], rounds), 3, "ratio",
	    1 / (EFFICIENCY_GOAL * WORKERS));
	measure_at_least("single_pages_ratio",
	    print("single_pages", "pages/s", singles[0], singles[1], rounds), 3,
	    "ratio", SINGLES_GOAL);
	print_beside(beside, rounds);
	return 0;
}

int
main(int argc, char **argv)
{
	static const char *const one[] = {"--threads", "1", NULL};
	static const char *const two[] = {"--threads", "2", NULL};
	int rounds = argc > 1 ? atoi(argv[1]) : ROUNDS, failed;

	if (rounds < 1 || rounds > ROUNDS) {
		fprintf(stderr, "usage: document [1 to %d]\n", ROUNDS);
		return 64;
	}
	failed = typeset_image(text, &style, PAGE_PNG, &page) != 0 ||
		 typeset_scan(&page, PAGES, style.dpi, &scan) != 0 ||
		 test_pool_open(&pools[0], WORKERS, one) != 0 ||
		 test_pool_open(&pools[1], WORKERS, two) != 0 ||
		 test_pool_wait_free(&pools[0], WORKERS, BOUND_MS) != 0 ||
		 test_pool_wait_free(&pools[1], WORKERS, BOUND_MS) != 0 ||
		 measure((size_t)rounds) != 0 || measure_first() != 0 ||
		 print_models() != 0;
	for (int k = 0; k < 2; k++)
		failed |= test_pool_close(&pools[k], failed) != 0;
	page_file_clear(&scan);
	page_file_clear(&page);
	return failed;
}
