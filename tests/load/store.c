/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * store [PART]: what ocr.store and ocr.single-flight spare, and what they cost:
 * hits against a static file of lighttpd's, the same page from a thousand
 * clients at once ("crowd"), requests with bodies that are new ("new"), and the
 * digest of a large body ("large").  What is compared is measured in turns.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/answer_cost.h"
#include "tests/lib/dir.h"
#include "tests/lib/http.h"
#include "tests/lib/load_client.h"
#include "tests/lib/measure.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/result_path.h"
#include "tests/lib/server.h"
#include "tests/lib/stall_meter.h"
#include "tests/lib/status.h"

#define CLIENTS 1000
#define PAGE_BYTES 200000
#define BOUND_MS 120000
#define NEW_BYTES 3000
#define NEW_BODIES 500
#define LARGE_BYTES (32 << 20)
#define LARGE_ROUNDS 11
#define THREADS 4

#define STATIC                                                                 \
	"fastcgi.server := ()\n"                                               \
	"server.document-root := env.OCR_RUN_DIR\n"                            \
	"mimetype.assign = (\".txt\" => \"text/plain; charset=utf-8\")\n"

static char dir[DIR_MAX], on[512];

static struct server *
start(const char *conf)
{
	const struct server_options options = {.workers = 2, .conf = conf};

	return server_start(&options);
}

/* Starts lighttpd alone, which answers with a file. */
static struct server *
start_static(const char *text)
{
	const struct server_options options = {.plain = true, .conf = STATIC};
	struct server *server = server_start(&options);
	struct page_file file = {
	    (unsigned char *)(uintptr_t)text, strlen(text)};

	if (server == NULL ||
	    page_file_write(&file, server_path(server, "page.txt")) < 0)
		return NULL;
	return server;
}

/* Makes a page as a file of at least that size: zeros are added behind the PNG,
 * which are not read.  Returns 0, or -1. */
static int
make_page(struct page_file *page, unsigned lines, size_t size)
{
	unsigned char *data;

	if (page_slow(lines, 1, page) < 0)
		return -1;
	if (page->len >= size)
		return 0;
	data = realloc(page->data, size);
	if (!data)
		return -1;
	memset(data + page->len, 0, size - page->len);
	page->data = data;
	page->len = size;
	return 0;
}

/* Returns whether workers answered that many requests, no more and no less. */
static bool
has_done(const struct server *server, int64_t wanted)
{
	int64_t done = status_number(server->port, "totals.answered");

	if (done != wanted)
		fprintf(stderr, "%ld recognitions instead of %ld\n", (long)done,
		    (long)wanted);
	return done == wanted;
}

/* --- hits ---------------------------------------------------------------- */

/* Sends the page, and waits until its result is kept.  Returns its text, to be
 * freed. */
static char *
keep(const struct server *server, const struct page_file *page)
{
	static const char *const headers[] = {"Accept:", NULL};
	const struct http_request r = {.path = "/ocr",
	    .headers = headers,
	    .body = page->data,
	    .body_len = page->len};
	int64_t stored = status_number(server->port, "store.stored");
	struct http_answer answer;
	char *text = NULL;

	if (http_send(server->port, &r, &answer) == 0 && answer.status == 200 &&
	    status_wait(server->port, "store.stored", stored + 1, BOUND_MS) >=
		0)
		text = strdup(answer.body);
	http_answer_clear(&answer);
	return text;
}

/* Compares uploads of a page whose result is kept with the same uploads to a
 * static file of the other server. */
static int
hits_of_uploads(
    struct server *server, struct server *other, const struct page_file *page)
{
	struct answer_cost_target ours = {
	    .server = server, .has = "mod_ocr; hit", .count = 200};
	struct answer_cost_target its = {
	    .server = other, .has = "", .count = 200};
	char name[32], *to_us, *to_it;
	int rc;

	snprintf(name, sizeof(name), "hit_%zu_kb", page->len / 1000);
	to_us = load_client_post("/ocr", "", page->data, page->len, &ours.len);
	to_it =
	    load_client_post("/page.txt", "", page->data, page->len, &its.len);
	ours.request = to_us;
	its.request = to_it;
	rc = answer_cost_compare(name, &ours, &its);
	free(to_us);
	free(to_it);
	return rc;
}

/* Compares asking for a result by the page's digest with asking for a static
 * file of the other server. */
static int
hits_by_digest(
    struct server *server, struct server *other, const struct page_file *page)
{
	char path[RESULT_PATH_ROOM], request[RESULT_PATH_ROOM + 64];
	static const char plain[] = "GET /page.txt HTTP/1.1\r\nHost: a\r\n\r\n";
	struct answer_cost_target ours = {.server = server,
	    .request = request,
	    .has = "mod_ocr; hit",
	    .count = 1500};
	struct answer_cost_target its = {.server = other,
	    .request = plain,
	    .len = sizeof(plain) - 1,
	    .has = "",
	    .count = 1500};

	result_path(page, "", path);
	ours.len = (size_t)snprintf(request, sizeof(request),
	    "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", path);
	return answer_cost_compare("hit_digest", &ours, &its);
}

static int
hits(void)
{
	struct page_file small, large;
	struct server *server, *other;
	char *text = NULL, *again = NULL;
	int rc = -1;

	if (make_page(&small, 14, 40000) < 0 ||
	    make_page(&large, 17, PAGE_BYTES) < 0)
		return -1;
	measure_pin(0);
	server = start(on);
	text = server ? keep(server, &small) : NULL;
	again = text ? keep(server, &large) : NULL;
	other = again ? start_static(text) : NULL;
	if (other != NULL) {
		printf("hit_text %zu bytes\n", strlen(text));
		rc = hits_of_uploads(server, other, &small) < 0 ||
			     hits_of_uploads(server, other, &large) < 0 ||
			     hits_by_digest(server, other, &small) < 0 ||
			     !has_done(server, 2)
			 ? -1
			 : 0;
	}
	measure_unpin();
	free(text);
	free(again);
	page_file_clear(&small);
	page_file_clear(&large);
	if (server_stop(server) < 0 || server_stop(other) < 0)
		rc = -1;
	return rc;
}

/* --- many at once --------------------------------------------------------- */

static int
crowd(void)
{
	struct server *server = start(on);
	struct load_client_result result = {.max_ms = 0};
	struct page_file page;
	char *request;
	size_t len;
	int rc;

	if (!server || make_page(&page, 8, PAGE_BYTES) < 0)
		return -1;
	request = load_client_post(
	    "/ocr", "X-Client: one\r\n", page.data, page.len, &len);
	rc = load_client_run(
	    server->port, CLIENTS, request, len, BOUND_MS, &result);
	printf("crowd_clients %d clients\n", CLIENTS);
	printf("crowd_200 %u answers\n", result.status[200]);
	printf("crowd_recognitions %ld pages\n",
	    (long)status_number(server->port, "totals.answered"));
	if (!has_done(server, 1) || result.status[200] != CLIENTS)
		rc = -1;
	printf("crowd_longest_ms %.0f ms\n", result.max_ms);
	free(request);
	page_file_clear(&page);
	return server_stop(server) < 0 ? -1 : rc;
}

/* --- bodies that are new ---------------------------------------------------
 */

static atomic_uint next, failed;

/* Sends requests, each with another body.  The worker refuses them for their
 * language and does nothing else. */
static void *
send_new(void *port)
{
	char body[NEW_BYTES] = "\x89PNG\r\n\x1a\n";
	const struct http_request r = {
	    .path = "/ocr?lang=xyz", .body = body, .body_len = sizeof(body)};
	void *client = http_open();

	for (int i = 0; i < NEW_BODIES / THREADS; i++) {
		struct http_answer answer;

		snprintf(body + 16, 16, "%u", atomic_fetch_add(&next, 1));
		if (http_send_on(client, *(const int *)port, &r, &answer) < 0 ||
		    answer.status != 422)
			atomic_fetch_add(&failed, 1);
		http_answer_clear(&answer);
	}
	http_close(client);
	return NULL;
}

/* Returns what requests cost whose bodies are all new. */
static struct answer_cost
new_cost(struct server *server)
{
	double cpu = process_cpu_ms(server->pid), begin = process_now_ms();
	pthread_t clients[THREADS];
	struct answer_cost cost;

	for (int i = 0; i < THREADS; i++)
		pthread_create(&clients[i], NULL, send_new, &server->port);
	for (int i = 0; i < THREADS; i++)
		pthread_join(clients[i], NULL);
	cost.rate = NEW_BODIES * 1000 / (process_now_ms() - begin);
	cost.us = (process_cpu_ms(server->pid) - cpu) * 1000 / NEW_BODIES;
	return cost;
}

static int
new_bodies(void)
{
	double rate[3][ANSWER_COST_ROUNDS], us[3][ANSWER_COST_ROUNDS];
	struct server *server, *other;

	measure_pin(0);
	server = start(on);
	other = start(NULL);
	measure_pin(1);
	if (!server || !other)
		return -1;
	for (int i = -1; i < ANSWER_COST_ROUNDS; i++) {
		int at = i < 0 ? 0 : i;
		struct answer_cost with, without;

		if (i % 2 == 0)
			with = new_cost(server);
		without = new_cost(other);
		if (i % 2 != 0)
			with = new_cost(server);
		rate[0][at] = with.rate;
		rate[1][at] = without.rate;
		rate[2][at] = with.rate / without.rate;
		us[0][at] = with.us;
		us[1][at] = without.us;
		us[2][at] = without.us / with.us;
	}
	measure_unpin();
	answer_cost_print("new", "rate", "answers/s", rate);
	answer_cost_print("new", "cpu", "us", us);
	if (!has_done(server, NEW_BODIES * (ANSWER_COST_ROUNDS + 1)) ||
	    !has_done(other, NEW_BODIES * (ANSWER_COST_ROUNDS + 1)))
		atomic_fetch_add(&failed, 1);
	return server_stop(server) < 0 || server_stop(other) < 0 ||
		       atomic_load(&failed) > 0
		   ? -1
		   : 0;
}

/* Sends one large body, in a request that is refused for its language, so no
 * worker reads it.  Returns lighttpd's processor time, or -1. */
static double
post_large(struct server *server, const struct page_file *page)
{
	const struct http_request request = {
	    .path = "/ocr?lang=xyz", .body = page->data, .body_len = page->len};
	double begin = process_cpu_ms(server->pid);
	struct http_answer answer;

	if (http_send(server->port, &request, &answer) < 0 ||
	    answer.status != 422)
		return -1;
	http_answer_clear(&answer);
	return process_cpu_ms(server->pid) - begin;
}

/* Prints the longest time that other clients wait while large bodies come.
 * Returns 0, or 1 if a body is not answered as it should be. */
static int
longest_piece(
    struct server *server, const struct page_file *page, const char *name)
{
	struct stall_meter *meter = stall_meter_start(server->port);
	unsigned samples = 0;
	int rc = 0;

	stall_meter_set(meter, server->pid);
	for (int i = 0; i < LARGE_ROUNDS; i++)
		rc |= post_large(server, page) < 0;
	printf("large_%slongest_piece %.2f ms\n", name,
	    stall_meter_stop(meter, &samples));
	printf("large_%spieces %u samples\n", name, samples);
	printf("large_%sdigest_longest %.2f ms\n", name,
	    (double)status_number(server->port, "totals.digest_longest_us") /
		1000);
	return rc;
}

/* Measures what large bodies cost lighttpd with a store and without. */
static int
digest(void)
{
	struct server *with = start(on), *without = start(NULL);
	double cost[LARGE_ROUNDS], other[LARGE_ROUNDS], more[LARGE_ROUNDS];
	struct page_file page;
	int rc = 0;

	if (!with || !without || make_page(&page, 8, LARGE_BYTES) < 0)
		return -1;
	rc |= longest_piece(with, &page, "");
	rc |= longest_piece(without, &page, "off_");
	for (int i = 0; i < LARGE_ROUNDS; i++) {
		cost[i] = post_large(with, &page);
		other[i] = post_large(without, &page);
		more[i] = cost[i] - other[i];
		rc |= cost[i] < 0 || other[i] < 0;
	}
	printf("large_cpu %.1f ms\n", measure_median(cost, LARGE_ROUNDS));
	printf("large_off_cpu %.1f ms\n", measure_median(other, LARGE_ROUNDS));
	printf("large_more_cpu %.1f ms\n", measure_median(more, LARGE_ROUNDS));
	page_file_clear(&page);
	/* Refusals are not kept, so workers answered all requests. */
	rc |= !has_done(with, 2 * LARGE_ROUNDS) ||
	      !has_done(without, 2 * LARGE_ROUNDS);
	return server_stop(with) < 0 || server_stop(without) < 0 || rc ? -1 : 0;
}

static int
run(const char *part)
{
	static const struct {
		const char *name;
		int (*run)(void);
	} parts[] = {{"hits", hits}, {"crowd", crowd}, {"new", new_bodies},
	    {"large", digest}};
	int rc = -1;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (part == NULL || strcmp(part, parts[i].name) == 0) {
			rc = parts[i].run();
			if (rc < 0)
				break;
		}
	return rc;
}

int
main(int argc, char **argv)
{
	int rc;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (dir_make(dir) < 0)
		return 1;
	snprintf(on, sizeof(on),
	    "ocr.single-flight := \"enable\"\nocr.store = \"%s\"\n"
	    "ocr.client-key := \"X-Client\"\n",
	    dir);
	printf("sha_instructions %d flag\n",
	    system("grep -q -w sha_ni /proc/cpuinfo") == 0);
	rc = run(argc > 1 ? argv[1] : NULL) < 0;
	dir_remove(dir);
	return server_report(rc);
}
