/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cost [ROUNDS [PAGES [NAME=VALUE]]]: what a page costs by lighttpd, mod_ocr
 * and two workers beyond what it costs in a server that does nothing else
 * (evhttp.c, with two threads); or with a variable of the environment, beyond
 * what it costs without.  The variable may be an option of malloc, or
 * OCR_WORKER, the path of another build of fcgi-worker.  Four clients send the
 * same mixed pages to both, in turns.  Printed are medians of the rounds: of
 * the rate, on which all that runs on the machine has an influence, of
 * processor time, and of page faults.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/measure.h"
#include "tests/lib/page.h"
#include "tests/lib/peer.h"
#include "tests/lib/process.h"

enum { ROUNDS_MAX = 50, KINDS = 4, CLIENTS = 4, WORKERS = 2 };

enum value { RATE, USER, SYSTEM, FAULTS, VALUES };

/* How much of evhttp's rate, at least. */
#define GOAL 0.98

static struct page_file pages[KINDS];
static struct peer peers[2];
static const char *labels[2] = {"mod_ocr", "evhttp"}; /* of the peers */
static const struct {
	const char *name, *unit;
} names[VALUES] = {{"rate", "pages/s"}, {"user", "ms/page"},
    {"system", "ms/page"}, {"faults", "faults/page"}};
static double values[2][VALUES][ROUNDS_MAX];
static atomic_uint next, failed;
static unsigned count;
static int port;

/* Sends pages, one after the other, until all clients together have sent as
 * many as count. */
static void *
run_client(void *unused)
{
	void *client = http_open();
	unsigned i;

	while ((i = atomic_fetch_add(&next, 1)) < count) {
		const struct http_request request = {
		    .path = "/ocr",
		    .body = pages[i % KINDS].data,
		    .body_len = pages[i % KINDS].len,
		};
		struct http_answer answer;

		if (http_send_on(client, port, &request, &answer) < 0 ||
		    answer.status != 200)
			atomic_fetch_add(&failed, 1);
		http_answer_clear(&answer);
	}
	http_close(client);
	return unused;
}

/* Measures one round of a peer, and notes its values in of. */
static void
measure_one(const struct peer *p, double of[VALUES][ROUNDS_MAX], size_t round)
{
	struct peer_cost before = peer_cost(p), after;
	double begin = process_now_ms();
	pthread_t clients[CLIENTS];

	atomic_store(&next, 0);
	port = p->port;
	for (int i = 0; i < CLIENTS; i++)
		pthread_create(&clients[i], NULL, run_client, NULL);
	for (int i = 0; i < CLIENTS; i++)
		pthread_join(clients[i], NULL);
	of[RATE][round] = count * 1000 / (process_now_ms() - begin);
	after = peer_cost(p);
	of[USER][round] = (after.user_ms - before.user_ms) / count;
	of[SYSTEM][round] = (after.system_ms - before.system_ms) / count;
	of[FAULTS][round] = (after.faults - before.faults) / count;
}

static void
print(size_t rounds)
{
	double ratio[ROUNDS_MAX], cpu[ROUNDS_MAX];

	for (size_t i = 0; i < rounds; i++) {
		ratio[i] = values[0][RATE][i] / values[1][RATE][i];
		cpu[i] = (values[0][USER][i] + values[0][SYSTEM][i]) /
			 (values[1][USER][i] + values[1][SYSTEM][i]);
	}
	for (int v = 0; v < VALUES; v++)
		for (int k = 0; k < 2; k++)
			printf("cost_%s_%s %.2f %s\n", labels[k], names[v].name,
			    measure_median(values[k][v], rounds),
			    names[v].unit);
	if (peers[1].kind == PEER_EVHTTP)
		measure_at_least("cost_rate_ratio",
		    measure_median(ratio, rounds), 3, "ratio", GOAL);
	else
		printf("cost_rate_ratio %.3f ratio\n",
		    measure_median(ratio, rounds));
	printf("cost_cpu_ratio %.3f ratio\n", measure_median(cpu, rounds));
}

/* Starts both peers: mod_ocr and evhttp; or if a variable is given, mod_ocr
 * with it and without.  Returns 0, or -1. */
static int
start_peers(char *variable)
{
	static const struct peer_setup setup = {
	    .workers = WORKERS, .queue = 2 * CLIENTS, .empty_ms = -1};
	char *value = variable ? strchr(variable, '=') : NULL;
	int rc;

	if (!value)
		return peer_start(&peers[0], PEER_MOD_OCR, &setup) |
		       peer_start(&peers[1], PEER_EVHTTP, &setup);
	labels[0] = "with";
	labels[1] = "without";
	*value++ = '\0';
	setenv(variable, value, 1);
	rc = peer_start(&peers[0], PEER_MOD_OCR, &setup);
	unsetenv(variable);
	return rc | peer_start(&peers[1], PEER_MOD_OCR, &setup);
}

int
main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 10;

	measure_one_thread(argv);
	count = argc > 2 ? (unsigned)atoi(argv[2]) : 32;
	if (rounds < 1 || rounds >= ROUNDS_MAX || count == 0) {
		fprintf(stderr, "usage: cost [ROUNDS [PAGES [NAME=VALUE]]]\n");
		return 64;
	}
	/* These are a thumbnail, a receipt, a letter and a page. */
	for (unsigned i = 0; i < KINDS; i++)
		if (page_slow(1 + 4 * i, 17 + i, &pages[i]) < 0)
			return 1;
	if (start_peers(argc > 3 ? argv[3] : NULL) != 0)
		return server_report(1);
	/* The first round warms them up, and is written over. */
	for (int i = -1; i < rounds; i++)
		for (int k = 0; k < 2; k++)
			measure_one(
			    &peers[k], values[k], (size_t)(i < 0 ? 0 : i));
	print((size_t)rounds);
	for (int k = 0; k < 2; k++)
		if (peer_stop(&peers[k]) < 0)
			atomic_fetch_add(&failed, 1);
	return server_report(atomic_load(&failed) > 0);
}
