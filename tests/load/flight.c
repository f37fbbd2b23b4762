/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * flight: what ocr.single-flight spares, and what its digest costs: the same
 * page from a thousand clients at once, and the processor time of lighttpd for
 * a body of 32 megabytes, with it and without it, in turns.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/http.h"
#include "tests/lib/load_client.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"
#include "tests/lib/status.h"

#define CLIENTS 1000
#define PAGE_BYTES 200000
#define BOUND_MS 120000
#define LARGE_BYTES (32 << 20)
#define ROUNDS 20

#define ON "ocr.single-flight := \"enable\"\nocr.client-key := \"X-Client\"\n"

static struct server *
start(const char *conf)
{
	const struct server_options options = {.workers = 2, .conf = conf};

	return server_start(&options);
}

/* A file of that size at least: what follows a PNG is not read. */
static int
make_page(struct page_file *page, size_t size)
{
	unsigned char *data;

	if (page_slow(8, 1, page) < 0)
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

static int
crowd(void)
{
	struct server *server = start(ON);
	struct load_client_result result = {.max_ms = 0};
	struct page_file page;
	char *request;
	size_t len;
	int rc;

	if (!server || make_page(&page, PAGE_BYTES) < 0)
		return -1;
	request = load_client_post(
	    "/ocr", "X-Client: one\r\n", page.data, page.len, &len);
	rc = load_client_run(
	    server->port, CLIENTS, request, len, BOUND_MS, &result);
	printf("flight_clients %d clients\n", CLIENTS);
	printf("flight_200 %u answers\n", result.status[200]);
	printf("flight_recognitions %ld pages\n",
	    (long)status_number(server->port, "totals.answered"));
	printf("flight_longest_ms %.0f ms\n", result.max_ms);
	free(request);
	page_file_clear(&page);
	return server_stop(server) < 0 ? -1 : rc;
}

/* The processor time of lighttpd for one large body; its language, which there
 * is none of, ends it. */
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

static int
digest(void)
{
	struct server *on = start(ON), *off = start(NULL);
	double with = 0, without = 0;
	struct page_file page;
	int rc = 0;

	if (!on || !off || make_page(&page, LARGE_BYTES) < 0)
		return -1;
	/* The kernel counts in steps of ten milliseconds. */
	for (int i = 0; i < ROUNDS && rc == 0; i++) {
		double ms = post_large(on, &page),
		       other = post_large(off, &page);
		with += ms / ROUNDS;
		without += other / ROUNDS;
		rc = ms < 0 || other < 0 ? -1 : 0;
	}
	printf("flight_32mb_cpu_on %.1f ms\n", with);
	printf("flight_32mb_cpu_off %.1f ms\n", without);
	printf("flight_sha_instructions %d flag\n",
	    system("grep -q -w sha_ni /proc/cpuinfo") == 0);
	page_file_clear(&page);
	if (server_stop(on) < 0 || server_stop(off) < 0)
		rc = -1;
	return rc;
}

int
main(void)
{
	return server_report(crowd() < 0 || digest() < 0);
}
