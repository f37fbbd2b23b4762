/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * throughput [ROUNDS]: pages a second through lighttpd and two workers, against
 * two warm processes that do nothing but the same library calls on the same
 * mixed pages.  Both in turns; the ratio is the median of the rounds'.
 */
#include <leptonica/allheaders.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <tesseract/capi.h>
#include <unistd.h>

#include "tests/lib/http.h"
#include "tests/lib/measure.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/recognitions.h"
#include "tests/lib/server.h"

#define ROUNDS 5
#define WORKERS 2
#define CLIENTS 4 /* so that a worker never waits for one */
#define KINDS 4
#define ITEMS 16
#define GOAL 0.97 /* of the library's pages a second */

struct loops {
	atomic_uint next, failed;
};

static struct page_file pages[KINDS];
static struct loops *loops;
static struct server *server;
static int to_loop[WORKERS], from_loop[WORKERS];

/* Returns the next page of the round, which all processes share, or NULL. */
static const struct page_file *
next_page(void)
{
	unsigned i = atomic_fetch_add(&loops->next, 1);

	return i < ITEMS ? &pages[i % KINDS] : NULL;
}

static void
recognize(TessBaseAPI *tess, const struct page_file *page)
{
	PIX *pix = pixReadMem(page->data, page->len);
	char *text = NULL;

	TessBaseAPISetImage2(tess, pix);
	if (TessBaseAPIRecognize(tess, NULL) == 0)
		text = TessBaseAPIGetUTF8Text(tess);
	if (!text)
		atomic_fetch_add(&loops->failed, 1);
	TessDeleteText(text);
	TessBaseAPIClear(tess);
	pixDestroy(&pix);
}

/* Is a process that calls the library: for each byte that it reads from in, it
 * takes part in a round, and at the round's end it writes a byte to out. */
static void
loop(int in, int out)
{
	TessBaseAPI *tess = TessBaseAPICreate();
	const struct page_file *page;
	char byte;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (TessBaseAPIInit3(tess, NULL, "eng") != 0)
		_exit(1);
	TessBaseAPISetVariable(tess, "debug_file", "/dev/null");
	TessBaseAPISetPageSegMode(tess, PSM_AUTO);
	while (read(in, &byte, 1) == 1) {
		while ((page = next_page()))
			recognize(tess, page);
		if (write(out, &byte, 1) != 1)
			break;
	}
	_exit(0);
}

static int
start_loops(void)
{
	for (int i = 0; i < WORKERS; i++) {
		int in[2], out[2];

		if (pipe(in) < 0 || pipe(out) < 0)
			return -1;
		if (fork() == 0)
			loop(in[0], out[1]);
		to_loop[i] = in[1];
		from_loop[i] = out[0];
	}
	return 0;
}

static void *
run_client(void *unused)
{
	void *client = http_open();
	const struct page_file *page;

	while ((page = next_page())) {
		struct http_request request = {
		    .path = "/ocr",
		    .body = page->data,
		    .body_len = page->len,
		};
		struct http_answer answer;

		if (http_send_on(client, server->port, &request, &answer) < 0 ||
		    answer.status != 200)
			atomic_fetch_add(&loops->failed, 1);
		http_answer_clear(&answer);
	}
	http_close(client);
	return unused;
}

static void
by_http(void)
{
	pthread_t clients[CLIENTS];

	for (int i = 0; i < CLIENTS; i++)
		pthread_create(&clients[i], NULL, run_client, NULL);
	for (int i = 0; i < CLIENTS; i++)
		pthread_join(clients[i], NULL);
}

/* Lets the processes of loop() do a round. */
static void
by_library(void)
{
	char byte = 0;

	for (int i = 0; i < WORKERS; i++)
		if (write(to_loop[i], &byte, 1) != 1)
			atomic_fetch_add(&loops->failed, 1);
	for (int i = 0; i < WORKERS; i++)
		if (read(from_loop[i], &byte, 1) != 1)
			atomic_fetch_add(&loops->failed, 1);
}

/* Runs a round.  Returns its pages a second. */
static double
rate(void (*run)(void))
{
	double begin = process_now_ms();

	atomic_store(&loops->next, 0);
	run();
	return ITEMS * 1000 / (process_now_ms() - begin);
}

static void
measure(size_t rounds)
{
	double *http = calloc(rounds, sizeof(double));
	double *library = calloc(rounds, sizeof(double));
	double *ratio = calloc(rounds, sizeof(double));

	rate(by_http);
	rate(by_library);
	for (size_t i = 0; i < rounds; i++) {
		http[i] = rate(by_http);
		library[i] = rate(by_library);
		ratio[i] = http[i] / library[i];
	}
	printf("throughput_http %.2f pages/s\n", measure_median(http, rounds));
	printf("throughput_library %.2f pages/s\n",
	    measure_median(library, rounds));
	measure_at_least("throughput_ratio", measure_median(ratio, rounds), 3,
	    "ratio", GOAL);
	free(http);
	free(library);
	free(ratio);
}

int
main(int argc, char **argv)
{
	const struct server_options options = {.workers = WORKERS};
	int rounds = argc > 1 ? atoi(argv[1]) : ROUNDS;

	measure_one_thread(argv);
	loops = mmap(NULL, sizeof(*loops), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (rounds < 1 || loops == MAP_FAILED) {
		fprintf(stderr, "usage: throughput [ROUNDS]\n");
		return 64;
	}
	/* These are a thumbnail, a receipt, a letter and a page. */
	for (unsigned i = 0; i < KINDS; i++)
		if (page_slow(1 + 4 * i, 17 + i, &pages[i]) < 0)
			return 1;
	if (start_loops() < 0 || !(server = server_start(&options)))
		return server_report(1);
	measure((size_t)rounds);
	if (!recognitions_are(server->port, (rounds + 1) * ITEMS))
		atomic_fetch_add(&loops->failed, 1);
	if (atomic_load(&loops->failed) > 0)
		fprintf(
		    stderr, "%u pages failed\n", atomic_load(&loops->failed));
	return server_report(
	    server_stop(server) < 0 || atomic_load(&loops->failed) > 0);
}
