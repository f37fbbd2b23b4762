/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * document [ROUNDS]: a document of 20 pages on two workers that are idle, read
 * by two threads and by one, in turns; when its first page comes; and how long
 * a request of one page takes that comes meanwhile.  What decoding and writing
 * take, which one thread does, says where more threads stop to help.
 */
#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "tests/lib/fcgi.h"
#include "tests/lib/log_reader.h"
#include "tests/lib/measure.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/test_pool.h"
#include "tests/lib/typeset.h"

#define ROUNDS 5
#define PAGES 20
#define WORKERS 2
#define BOUND_MS 300000
/* Of the model. */
#define MANY 16

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

/* The milliseconds until the first line of an answer has come. */
static double
ask_first(const struct test_pool *pool)
{
	const struct fcgi_request r = {
	    .query = "format=ndjson", .body = scan.data, .body_len = scan.len};
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

/* One page while a document is read by all threads. */
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

/* A stage's milliseconds of the slow request, which one thread has read. */
static double
stage(const json_t *line, const char *name)
{
	return json_number_value(
	    json_object_get(json_object_get(line, "stages_ms"), name));
}

/*
 * What one thread does while others read is the least time that there can be;
 * reading is shared.
 */
static void
print_model(void)
{
	json_t *line =
	    log_reader_find(pools[0].log, "event", "slow request", BOUND_MS);
	double alone = stage(line, "reading") + stage(line, "decoding") +
		       stage(line, "rendering") + stage(line, "writing");
	double read = stage(line, "recognizing"), all = alone + read, ideal;

	ideal = read / MANY > alone ? read / MANY : alone;
	printf("document_decoding_share %.3f\n", alone / all);
	printf("document_%d_threads_model %.3f ratio\n", MANY,
	    (ideal + all / PAGES) / all);
	printf(
	    "document_threads_that_help %.0f\n", alone > 0 ? read / alone : 0);
	json_decref(line);
}

static void
print(const char *name, double values[2][ROUNDS], size_t rounds)
{
	double ratios[ROUNDS];

	for (size_t i = 0; i < rounds; i++)
		ratios[i] = values[1][i] / values[0][i];
	printf(
	    "%s_1_thread %.0f ms\n", name, measure_median(values[0], rounds));
	printf("%s_%d_threads %.0f ms\n", name, WORKERS,
	    measure_median(values[1], rounds));
	printf("%s_ratio %.3f ratio\n", name, measure_median(ratios, rounds));
	fflush(stdout);
}

static int
measure(size_t rounds)
{
	double whole[2][ROUNDS], first[2][ROUNDS], beside[2][ROUNDS];

	for (size_t i = 0; i < rounds; i++)
		for (int k = 0; k < 2; k++) {
			whole[k][i] =
			    ask(&pools[k], &scan, "layer=never", "whole");
			first[k][i] = ask_first(&pools[k]);
		}
	/* Against the time on an idle server. */
	for (size_t i = 0; i < rounds; i++) {
		beside[0][i] = ask(&pools[1], &page, NULL, "alone");
		beside[1][i] = ask_beside(&pools[1]);
	}
	for (size_t i = 0; i < rounds; i++)
		for (int k = 0; k < 2; k++)
			if (whole[k][i] < 0 || first[k][i] < 0 ||
			    beside[k][i] < 0)
				return -1;
	print("document", whole, rounds);
	print("document_first_page", first, rounds);
	print("page_beside_document", beside, rounds);
	print_model();
	return 0;
}

int
main(int argc, char **argv)
{
	static const char *const one[] = {
	    "--threads", "1", "--slow", "1", NULL};
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
		 measure((size_t)rounds) != 0;
	for (int k = 0; k < 2; k++)
		failed |= test_pool_close(&pools[k], failed) != 0;
	page_file_clear(&scan);
	page_file_clear(&page);
	return failed;
}
