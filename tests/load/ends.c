/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ends [SECONDS]: how soon work ends that nobody waits for any more, through
 * lighttpd and one worker: at a deadline of 2 s on a page of half a minute,
 * when its client leaves, and when clients leave usual pages, each at another
 * moment; then 20 reloads within SECONDS (60) under load.  Medians of the
 * rounds, as lines "name value unit".
 */
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fcgi-worker/shm/scoreboard.h"
#include "tests/lib/http.h"
#include "tests/lib/load_client.h"
#include "tests/lib/measure.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server.h"
#include "tests/lib/typeset.h"

#define ROUNDS 5
#define LEAVERS 40
#define RELOADS 20
#define CLIENTS 4
#define END_MS 30000
#define TICK_MS 1

static struct server *server;
static struct scoreboard *board;
static struct page_file noise, text, usual;

/* Scanners send this: A4 at 300 dpi. */
static const struct typeset style = {
    "DejaVu Serif", 12, .width = 595, .height = 842, .dpi = 300};

static const char letter[] =
    "Dear Sir or Madam,\n"
    "please find enclosed the documents that you have\n"
    "asked for in your letter of the third of March.\n"
    "The contract was signed by both parties last week\n"
    "and comes into force on the first day of April.\n"
    "The first payment is due at the end of that month,\n"
    "and the others at the end of each quarter of a year.\n"
    "Whatever has to be said about the goods should be\n"
    "written to us within ten days, so that we can send\n"
    "others as long as there are some, or pay you back.\n"
    "Should you have any further questions, we will be\n"
    "pleased to answer them at any time by telephone.\n"
    "Yours faithfully, the office of the secretary\n";

static void
give_up(const char *what)
{
	fprintf(stderr, "ends: %s\n", what);
	exit(server_report(1));
}

/* Waits until the only worker is in the state and at the stage, or at a later
 * one; ends the program if that takes too long. */
static struct scoreboard_worker
await(enum scoreboard_state state, enum scoreboard_stage stage)
{
	double end = process_now_ms() + END_MS;
	struct scoreboard_worker w;

	while (process_now_ms() < end) {
		for (unsigned i = 0; i < board->workers; i++)
			if (scoreboard_read_worker(board, i, &w) &&
			    w.state == state && w.stage >= stage)
				return w;
		poll(NULL, 0, TICK_MS);
	}
	give_up("the worker does not get there");
	return w;
}

static void
measure_deadline(void)
{
	const struct http_request late = {.path = "/ocr?timeout=2",
	    .body = noise.data,
	    .body_len = noise.len};
	double answered[ROUNDS], serving[ROUNDS], begin;
	struct http_answer answer;

	for (int i = 0; i < ROUNDS; i++) {
		if (http_send(server->port, &late, &answer) < 0 ||
		    answer.status != 504)
			give_up("no 504 at the deadline");
		begin = process_now_ms();
		await(SCOREBOARD_IDLE, SCOREBOARD_WAITING);
		serving[i] = process_now_ms() - begin;
		answered[i] = answer.ms;
		http_answer_clear(&answer);
	}
	printf(
	    "deadline_2s_answer %.1f ms\n", measure_median(answered, ROUNDS));
	printf(
	    "deadline_to_serving %.1f ms\n", measure_median(serving, ROUNDS));
}

static void
measure_leaving(void)
{
	double gone[ROUNDS], serving[ROUNDS], begin;
	size_t len;
	char *post = load_client_post("/ocr", "", noise.data, noise.len, &len);

	for (int i = 0; i < ROUNDS; i++) {
		int fd = raw_request(server->port, post, len);
		struct scoreboard_worker w =
		    await(SCOREBOARD_BUSY, SCOREBOARD_RECOGNIZING);

		close(fd);
		begin = process_now_ms();
		/* While Tesseract finds the layout it cannot be cancelled, so
		 * the worker has to end. */
		if (process_wait_gone((pid_t)w.pid, END_MS) < 0)
			give_up("the worker goes on for nobody");
		gone[i] = process_now_ms() - begin;
		await(SCOREBOARD_IDLE, SCOREBOARD_WAITING);
		serving[i] = process_now_ms() - begin;
	}
	printf("leaving_to_idle %.1f ms\n", measure_median(gone, ROUNDS));
	printf("leaving_to_serving %.1f ms\n", measure_median(serving, ROUNDS));
	free(post);
}

/* Sends a page, and leaves after_ms after the worker has begun.  Sets
 * *serving_ms to the time until a worker is idle again.  Returns whether it is
 * the same process. */
static bool
leave_page(const char *post, size_t len, double after_ms, double *serving_ms)
{
	struct scoreboard_worker before, after;
	double begin;
	int fd;

	await(SCOREBOARD_IDLE, SCOREBOARD_WAITING);
	fd = raw_request(server->port, post, len);
	before = await(SCOREBOARD_BUSY, SCOREBOARD_DECODING);
	usleep((useconds_t)(after_ms * 1000));
	close(fd);
	begin = process_now_ms();
	after = await(SCOREBOARD_IDLE, SCOREBOARD_WAITING);
	*serving_ms = process_now_ms() - begin;
	return after.pid == before.pid;
}

/* Leaves at moments that are spread over the time that the page takes. */
static void
measure_leaving_pages(void)
{
	double serving[LEAVERS], longest = 0, begin = process_now_ms(), ms;
	struct http_answer answer;
	unsigned kept = 0;
	size_t len;
	char *post = load_client_post("/ocr", "", usual.data, usual.len, &len);

	if (http_post(server->port, "/ocr", usual.data, usual.len, &answer) < 0)
		give_up("no answer to a page");
	ms = process_now_ms() - begin;
	http_answer_clear(&answer);
	for (int i = 0; i < LEAVERS; i++) {
		kept += leave_page(post, len, ms * i / LEAVERS, &serving[i]);
		longest = serving[i] > longest ? serving[i] : longest;
	}
	printf("leaving_page_to_serving %.1f ms\n",
	    measure_median(serving, LEAVERS));
	printf("leaving_page_to_serving_longest %.1f ms\n", longest);
	printf("leaving_page_kept %.2f of the processes\n",
	    (double)kept / LEAVERS);
	free(post);
}

struct load {
	atomic_bool stop;
	atomic_uint good, failed;
};

static void *
run_client(void *arg)
{
	struct load *load = arg;
	struct http_answer answer;

	while (!load->stop) {
		if (http_post(server->port, "/ocr", text.data, text.len,
			&answer) == 0 &&
		    answer.status == 200 && strstr(answer.body, "quick"))
			load->good++;
		else
			load->failed++;
		http_answer_clear(&answer);
	}
	return NULL;
}

/* Waits until workers of that generation serve. */
static void
await_generation(uint64_t generation)
{
	double end = process_now_ms() + END_MS;
	struct scoreboard_pool p;

	while (!scoreboard_read_pool(board, &p) || p.generation < generation) {
		if (process_now_ms() > end)
			give_up("the pool is not reloaded");
		poll(NULL, 0, TICK_MS);
	}
}

/* Reloads the pool while clients send pages.  Returns how many requests
 * failed. */
static unsigned
measure_reloads(int seconds)
{
	struct load load = {0};
	pthread_t clients[CLIENTS];
	double begin = process_now_ms(), due;

	for (int i = 0; i < CLIENTS; i++)
		pthread_create(&clients[i], NULL, run_client, &load);
	for (unsigned i = 0; i < RELOADS; i++) {
		due = begin + i * 1000.0 * seconds / RELOADS;
		if (due > process_now_ms())
			usleep((useconds_t)((due - process_now_ms()) * 1000));
		kill(server->pool.pid, SIGHUP);
		await_generation(i + 2);
	}
	load.stop = true;
	for (int i = 0; i < CLIENTS; i++)
		pthread_join(clients[i], NULL);
	printf("reloads %d\n", RELOADS);
	printf("reloads_took %.1f s\n", (process_now_ms() - begin) / 1000);
	printf("reloads_answered %u\n", load.good);
	printf("reloads_failed %u\n", load.failed);
	return load.failed;
}

int
main(int argc, char **argv)
{
	const struct server_options options = {.workers = 1};
	int seconds = argc > 1 ? atoi(argv[1]) : 60;
	const char *why;
	unsigned failed;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (page_noise(2500, 3500, 5, &noise) < 0 ||
	    page_text("The quick brown fox", PAGE_PNG, &text) < 0 ||
	    typeset_image(letter, &style, PAGE_PNG, &usual) < 0 ||
	    !(server = server_start(&options)))
		return server_report(1);
	board = scoreboard_open(server_path(server, "worker.sock.board"), &why);
	if (!board)
		give_up(why);
	measure_deadline();
	measure_leaving();
	measure_leaving_pages();
	failed = measure_reloads(seconds);
	scoreboard_close(board);
	page_file_clear(&noise);
	page_file_clear(&text);
	page_file_clear(&usual);
	return server_report(server_stop(server) < 0 || failed > 0);
}
