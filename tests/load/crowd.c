/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * crowd [CLIENTS [WORKERS]]: many uploads at once, behind the gate and with
 * mod_fastcgi alone, in one run; and the memory a parked request takes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/lib/load_client.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/recognitions.h"
#include "tests/lib/server.h"
#include "tests/lib/status.h"

#define CLIENTS 4000
#define WORKERS 8
#define PARKED 2000
#define BODY_LEN 30000
#define BOUND_MS 300000

struct load {
	unsigned clients, workers;
	char *request;
	size_t len;
};

static void
print_flood(const char *name, const struct load *load,
    const struct load_client_result *result, double seconds)
{
	unsigned others = load->clients - result->status[200] -
			  result->status[500] - result->broken - result->late;

	printf("%s_200 %u answers\n", name, result->status[200]);
	printf("%s_500 %u answers\n", name, result->status[500]);
	printf("%s_others %u answers\n", name, others);
	printf(
	    "%s_unanswered %u clients\n", name, result->broken + result->late);
	printf("%s_median_ms %.0f ms\n", name, result->median_ms);
	printf("%s_longest_ms %.0f ms\n", name, result->max_ms);
	printf("%s_seconds %.2f s\n", name, seconds);
}

/* Sends all requests at once to a new server, with the gate or plain, and
 * prints what came of them.  Returns 0, or -1. */
static int
flood(const char *name, const struct load *load, bool plain)
{
	const struct server_options options = {
	    .workers = load->workers,
	    .plain = plain,
	};
	struct server *server = server_start(&options);
	struct load_client_result result;
	double start = process_now_ms();
	int rc;

	if (!server)
		return -1;
	rc = load_client_run(server->port, load->clients, load->request,
	    load->len, BOUND_MS, &result);
	if (rc == 0)
		print_flood(
		    name, load, &result, (process_now_ms() - start) / 1e3);
	if (rc == 0 && !plain &&
	    !recognitions_are(server->port, result.status[200]))
		rc = -1;
	if (server_stop(server) < 0)
		rc = -1;
	return rc;
}

/* Sends requests while the workers are stopped, until all that no worker has
 * wait in the gate.  Sets *bytes to what lighttpd grew by.  Returns 0, or -1;
 * the caller closes fds in both cases. */
static int
park(struct server *server, const struct load *load, int *fds, size_t *bytes)
{
	size_t before = process_rss(server->pid);

	for (int i = 0; i < PARKED; i++) {
		fds[i] = raw_request(server->port, load->request, load->len);
		if (fds[i] < 0)
			return -1;
	}
	if (status_wait(
		server->port, "queued", PARKED - load->workers, BOUND_MS) < 0)
		return -1;
	*bytes = process_rss(server->pid) - before;
	return 0;
}

static int
measure_parked(const struct load *load)
{
	const struct server_options options = {.workers = load->workers};
	struct server *server = server_start(&options);
	int *fds = calloc(PARKED, sizeof(int)), rc = -1;
	size_t bytes = 0;

	if (server && fds && pool_freeze(&server->pool) == 0) {
		rc = park(server, load, fds, &bytes);
		for (int i = 0; i < PARKED; i++)
			if (fds[i] > 0)
				close(fds[i]);
		pool_thaw(&server->pool);
	}
	if (rc == 0)
		printf("parked_request_bytes %zu bytes\n",
		    bytes / PARKED - BODY_LEN);
	if (server && server_stop(server) < 0)
		rc = -1;
	free(fds);
	return rc;
}

int
main(int argc, char **argv)
{
	struct load load = {
	    .clients = argc > 1 ? (unsigned)atoi(argv[1]) : CLIENTS,
	    .workers = argc > 2 ? (unsigned)atoi(argv[2]) : WORKERS,
	};
	bool failed;

	if (load.clients == 0 || load.workers == 0) {
		fprintf(stderr, "usage: crowd [CLIENTS [WORKERS]]\n");
		return 64;
	}
	load.request =
	    load_client_post("/headers", "", NULL, BODY_LEN, &load.len);
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("clients %u clients\nworkers %u workers\n"
	       "body_bytes %d bytes\n",
	    load.clients, load.workers, BODY_LEN);
	failed = flood("gate", &load, false) < 0 ||
		 flood("plain", &load, true) < 0 || measure_parked(&load) < 0;
	free(load.request);
	return server_report(failed);
}
