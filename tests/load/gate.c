/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * gate [CLIENTS]: the gate alone, before a pool whose requests take a known
 * time: thousands of uploads at once against the ideal, what a parked request
 * and an idle queue cost, what the gate adds to an empty request, turns
 * between clients, and pools that die.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <curl/curl.h>

#include "tests/lib/client.h"
#include "tests/lib/http.h"
#include "tests/lib/load_client.h"
#include "tests/lib/measure.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/recognitions.h"
#include "tests/lib/server.h"
#include "tests/lib/status.h"

#define BODY_LEN 30000
#define BOUND_MS 300000
#define PARKED 5000
#define IDLE_S 5
/* The most bytes of memory of a request that waits, without its body; and how
 * much of plain mod_fastcgi's rate the gate has at least. */
#define PARKED_GOAL 6000
#define RATE_GOAL 0.98
/* Short rounds, and so many that a moment's load does not show in the median.
 * A connection has as many requests as the configuration allows. */
#define ROUNDS 61
#define SEQUENCE 1000

static struct server *
start(unsigned workers, const char *ms, bool plain, const char *conf)
{
	const char *const args[] = {"-t", ms, NULL};
	const struct server_options options = {
	    .workers = workers,
	    .worker_args = args,
	    .plain = plain,
	    .conf = conf,
	};

	return server_start(&options);
}

static int
flood(int port, unsigned clients, size_t body_len,
    struct load_client_result *result)
{
	size_t len;
	char *request = load_client_post("/headers", "", NULL, body_len, &len);
	int rc = load_client_run(port, clients, request, len, BOUND_MS, result);

	free(request);
	return rc;
}

/* Sends so many requests at once to 8 workers, which take 20 ms for each, and
 * compares the time of the last answer with requests / slots * 20 ms. */
static int
crowd(unsigned clients)
{
	struct server *server = start(8, "20", false, NULL);
	double ideal = clients / 8.0 * 20;
	struct load_client_result result;
	int rc;

	if (!server)
		return -1;
	rc = flood(server->port, clients, BODY_LEN, &result);
	printf("crowd_clients %u clients\n", clients);
	printf("crowd_200 %u answers\n", result.status[200]);
	printf("crowd_others %u answers\n", clients - result.status[200]);
	printf("crowd_longest_ms %.0f ms\n", result.max_ms);
	printf("crowd_longest_over_ideal %.3f ratio\n", result.max_ms / ideal);
	if (!recognitions_are(server->port, result.status[200]))
		rc = -1;
	return server_stop(server) < 0 ? -1 : rc;
}

/* Measures what 5,000 requests that wait in the gate, and nothing else, cost
 * lighttpd in memory and processor time. */
static int
parked(void)
{
	struct server *server =
	    start(1, "1", false, "ocr.client-limit := 10000");
	int *fds = calloc(PARKED, sizeof(*fds)), rc = -1;
	size_t before, bytes;
	double cpu;

	if (!server || !fds || pool_freeze(&server->pool) < 0)
		goto out;
	before = process_rss(server->pid);
	for (int i = 0; i < PARKED; i++)
		fds[i] = client_post(
		    server->port, "/headers?timeout=600", "", BODY_LEN);
	if (status_wait(server->port, "queued", PARKED - 1, BOUND_MS) < 0)
		goto out;
	bytes = process_rss(server->pid) - before;
	measure_at_most("parked_beyond_body_bytes",
	    (double)(bytes / PARKED) - BODY_LEN, 0, "bytes", PARKED_GOAL);
	cpu = process_cpu_ms(server->pid);
	sleep(IDLE_S);
	printf("parked_idle_cpu %.2f percent\n",
	    (process_cpu_ms(server->pid) - cpu) / (10 * IDLE_S));
	rc = 0;
out:
	for (int i = 0; fds && i < PARKED; i++)
		if (fds[i] > 0)
			close(fds[i]);
	free(fds);
	if (server) {
		pool_thaw(&server->pool);
		if (server_stop(server) < 0)
			rc = -1;
	}
	return rc;
}

/* Returns the requests a second, one after the other on one connection, or 0
 * without an answer. */
static double
rate(struct server *server)
{
	const struct http_request request = {.path = "/headers"};
	double begin = process_now_ms();
	void *client = http_open();
	int rc = 0;

	for (int i = 0; i < SEQUENCE && rc == 0; i++) {
		struct http_answer answer;

		rc = http_send_on(client, server->port, &request, &answer);
		http_answer_clear(&answer);
	}
	http_close(client);
	return rc < 0 ? 0 : SEQUENCE / (process_now_ms() - begin) * 1000;
}

/* What one of the two servers took, round by round. */
struct side {
	struct server *server;
	double rate[ROUNDS], cpu_ms;
};

static void
measure_round(struct side *side, int round)
{
	double before_ms = process_cpu_ms(side->server->pid);

	side->rate[round] = rate(side->server);
	side->cpu_ms += process_cpu_ms(side->server->pid) - before_ms;
}

/* Prints the quartiles of the rates of gate over those of other, which has this
 * name.  Returns the median. */
static double
print_ratio(const struct side *gate, const struct side *other, const char *name)
{
	double ratio[ROUNDS], median;

	for (int i = 0; i < ROUNDS; i++)
		ratio[i] = gate->rate[i] / other->rate[i];
	median = measure_median(ratio, ROUNDS);
	/* Sorted by now. */
	printf("gate_over_%s_quartiles %.3f %.3f ratio\n", name,
	    ratio[ROUNDS / 4], ratio[ROUNDS - 1 - ROUNDS / 4]);
	return median;
}

static void
print_side(struct side *side, const char *name)
{
	printf("%s_rate %.0f requests/s\n", name,
	    measure_median(side->rate, ROUNDS));
	printf("%s_cpu %.2f us of lighttpd\n", name,
	    side->cpu_ms * 1000 / ROUNDS / SEQUENCE);
}

/* Adds to conf, which has room, the headers of answer that other lacks.
 * Returns how many those are. */
static unsigned
add_headers(char *conf, size_t room, const struct http_answer *answer,
    const struct http_answer *other)
{
	struct curl_header *h = NULL;
	unsigned n = 0;

	while ((h = curl_easy_nextheader(answer->curl, CURLH_HEADER, 0, h)) !=
	       NULL) {
		size_t used = strlen(conf);

		if (http_header(other, h->name) != NULL)
			continue;
		/* No value of the gate has a quote. */
		snprintf(conf + used, room - used, "%s\"%s\" => \"%s\"",
		    n++ > 0 ? ", " : "", h->name, h->value);
	}
	return n;
}

/* Starts plain mod_fastcgi that sends the headers of the gate's answers as
 * well, with values that stay the same.  Returns NULL if that fails. */
static struct server *
start_alike(const struct side *gate, const struct side *plain)
{
	char conf[4096] = "server.modules += (\"mod_setenv\")\n"
			  "setenv.add-response-header = (";
	char none[1] = "";
	struct http_answer ours = {0}, theirs = {0}, both = {0};
	struct server *server = NULL;

	if (http_get(gate->server->port, "/headers", NULL, &ours) == 0 &&
	    http_get(plain->server->port, "/headers", NULL, &theirs) == 0) {
		printf("gate_headers %u headers more\n",
		    add_headers(conf, sizeof(conf) - 3, &ours, &theirs));
		strcat(conf, ")\n");
		server = start(1, "0", true, conf);
	}
	if (server != NULL &&
	    (http_get(server->port, "/headers", NULL, &both) < 0 ||
		add_headers(none, sizeof(none), &ours, &both) > 0)) {
		server_stop(server);
		server = NULL;
	}
	http_answer_clear(&ours);
	http_answer_clear(&theirs);
	http_answer_clear(&both);
	return server;
}

/* Measures the gate, plain mod_fastcgi, and mod_fastcgi with the gate's headers
 * in turns; who is first changes from round to round: what else the machine
 * does takes from all. */
static int
overhead(void)
{
	static struct side gate, plain, alike;
	struct side *const sides[] = {&gate, &plain, &alike};
	int rc = 0;

	measure_pin(0);
	gate.server = start(1, "0", false, NULL);
	plain.server = start(1, "0", true, NULL);
	if (gate.server && plain.server)
		alike.server = start_alike(&gate, &plain);
	measure_pin(1);
	if (!alike.server)
		return -1;
	for (int i = 0; i < ROUNDS; i++)
		for (int k = 0; k < 3; k++)
			measure_round(sides[(i + k) % 3], i);
	measure_at_least("gate_over_plain", print_ratio(&gate, &plain, "plain"),
	    3, "ratio", RATE_GOAL);
	printf("gate_over_alike %.3f ratio\n",
	    print_ratio(&gate, &alike, "alike"));
	print_side(&gate, "gate");
	print_side(&plain, "plain");
	print_side(&alike, "alike");
	for (int k = 0; k < 3; k++)
		if (server_stop(sides[k]->server) < 0)
			rc = -1;
	return rc;
}

/* Sends a thousand requests of one client and then one of another, to 4
 * workers, and prints after how many times of service the other is answered. */
static int
turns(void)
{
	struct server *server =
	    start(4, "20", false, "ocr.client-key := \"X-Client\"");
	static int fds[1000];
	double begin;
	int status;

	if (!server)
		return -1;
	for (int i = 0; i < 1000; i++)
		fds[i] = client_post(
		    server->port, "/headers", "X-Client: a\r\n", 1000);
	begin = process_now_ms();
	status = client_finish(
	    client_post(server->port, "/headers", "X-Client: b\r\n", 1000),
	    BOUND_MS, NULL);
	printf("turns_second_client_status %d status\n", status);
	printf("turns_second_client_services %.2f services\n",
	    (process_now_ms() - begin) / 20);
	for (int i = 0; i < 1000; i++)
		if (client_finish(fds[i], BOUND_MS, NULL) != 200)
			status = -1;
	return server_stop(server) < 0 || status != 200 ? -1 : 0;
}

/* Starts a process that sends so many small pages at once and writes what came
 * of them to result, which must be shared memory.  Returns the process id. */
static pid_t
load_client_aside(int port, unsigned clients, struct load_client_result *result)
{
	struct page_file page;
	char *request;
	size_t len;
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	if (page_text("one", PAGE_PNG, &page) < 0)
		_exit(1);
	request = load_client_post("/ocr", "", page.data, page.len, &len);
	_exit(
	    load_client_run(port, clients, request, len, BOUND_MS, result) < 0);
}

static void
print_aside(
    const char *name, unsigned clients, const struct load_client_result *r)
{
	printf("%s_requests %u requests\n", name, clients);
	printf("%s_200 %u answers\n", name, r->status[200]);
	printf("%s_others %u answers\n", name, clients - r->status[200]);
}

/* Kills a random worker every 100 ms during 1,000 requests. */
static int
deaths(struct load_client_result *result)
{
	const struct server_options options = {.workers = 4};
	struct server *server = server_start(&options);
	pid_t workers[POOL_MAX], child;
	unsigned kills = 0;
	int status = -1;

	if (!server)
		return -1;
	child = load_client_aside(server->port, 1000, result);
	while (waitpid(child, &status, WNOHANG) == 0) {
		size_t n =
		    process_children(server->pool.pid, workers, POOL_MAX);

		if (n > 0 && kill(workers[(size_t)rand() % n], SIGKILL) == 0)
			kills++;
		usleep(100000);
	}
	print_aside("deaths", 1000, result);
	printf("deaths_kills %u signals\n", kills);
	printf("deaths_replayed %lld requests\n",
	    (long long)status_number(server->port, "totals.replayed"));
	if (!recognitions_are(server->port, result->status[200]))
		status = -1;
	return server_stop(server) < 0 || status != 0 ? -1 : 0;
}

/* Stops and starts the pool during 500 requests. */
static int
restart(struct load_client_result *result)
{
	const struct server_options options = {.workers = 4};
	struct server *server = server_start(&options);
	int status = -1;
	pid_t child;

	if (!server)
		return -1;
	child = load_client_aside(server->port, 500, result);
	while (status_number(server->port, "totals.answered") < 50)
		usleep(10000);
	if (pool_stop(&server->pool) < 0)
		return -1;
	sleep(1);
	if (pool_start(&server->pool, server->dir, 4, NULL) < 0 ||
	    waitpid(child, &status, 0) < 0)
		return -1;
	print_aside("restart", 500, result);
	if (!recognitions_are(server->port, result->status[200]))
		status = -1;
	return server_stop(server) < 0 || status != 0 ? -1 : 0;
}

int
main(int argc, char **argv)
{
	unsigned clients = argc > 1 ? (unsigned)atoi(argv[1]) : 10000;
	struct load_client_result *result = mmap(NULL, sizeof(*result),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	bool failed;

	if (clients == 0 || result == MAP_FAILED) {
		fprintf(stderr, "usage: gate [CLIENTS]\n");
		return 64;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	setenv("OCR_WORKER", pool_responder(), 1);
	failed =
	    crowd(clients) < 0 || parked() < 0 || overhead() < 0 || turns() < 0;
	unsetenv("OCR_WORKER");
	failed = failed || deaths(result) < 0 || restart(result) < 0;
	return server_report(failed);
}
