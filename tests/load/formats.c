/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * formats [PAGE [ROUNDS]]: pages per second through lighttpd and one worker,
 * by format.  The formats take turns, so that whatever else the machine does
 * meets all alike.  Ends with how soon the first of 20 pages is there.
 */
#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/http.h"
#include "tests/lib/load_client.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/recognitions.h"
#include "tests/lib/server.h"

#define ROUNDS 30
#define WARM_UP 3
#define PAGES 20

static const char *const formats[] = {
    "text", "json", "hocr", "alto", "tsv", "pdf", "ndjson"};

#define FORMATS (sizeof(formats) / sizeof(formats[0]))

/* Returns the milliseconds for a page in that format, or -1. */
static double
once(void *client, int port, const struct page_file *page, const char *format)
{
	char path[64];
	const struct http_request request = {
	    .path = path, .body = page->data, .body_len = page->len};
	struct http_answer answer;
	double ms;

	snprintf(path, sizeof(path), "/ocr?format=%s", format);
	if (http_send_on(client, port, &request, &answer) < 0)
		return -1;
	ms = answer.status == 200 ? answer.ms : -1;
	if (ms < 0)
		fprintf(stderr, "%s: %s\n", path, answer.body);
	http_answer_clear(&answer);
	return ms;
}

/* Prints the rate of each format, without the rounds of the warm-up.  Returns
 * 0, or -1. */
static int
measure(void *client, int port, const struct page_file *page, int rounds)
{
	double total[FORMATS] = {0};

	for (int i = -WARM_UP; i < rounds; i++)
		for (size_t f = 0; f < FORMATS; f++) {
			double ms = once(client, port, page, formats[f]);

			if (ms < 0)
				return -1;
			total[f] += i < 0 ? 0 : ms;
		}
	for (size_t f = 0; f < FORMATS; f++)
		printf("ocr_%s_rate %.1f pages/s\n", formats[f],
		    rounds * 1000 / total[f]);
	return 0;
}

/* Prints how much of a document's whole time has passed when its first page
 * comes.  Returns 0, or -1 if it does not come. */
static int
measure_first(int port)
{
	const char *texts[PAGES];
	struct page_file page;
	static char answer[1 << 20];
	double start, first = 0;
	char *request;
	size_t used = 0, len;
	ssize_t n;
	int fd;

	for (size_t i = 0; i < PAGES; i++)
		texts[i] =
		    "One of twenty pages\nthat are sent as they finish.\n";
	if (page_tiff(texts, PAGES, &page) < 0)
		return -1;
	request = load_client_post(
	    "/ocr?format=ndjson", "", page.data, page.len, &len);
	start = process_now_ms();
	fd = raw_request(port, request, len);
	while ((n = read(fd, answer + used, sizeof(answer) - used - 1)) > 0) {
		used += (size_t)n;
		answer[used] = '\0';
		if (first == 0 && strstr(answer, "{\"page\":1,"))
			first = process_now_ms() - start;
	}
	printf("ocr_ndjson_first_page %.1f %% of 20 pages\n",
	    first * 100 / (process_now_ms() - start));
	close(fd);
	free(request);
	page_file_clear(&page);
	return first > 0 ? 0 : -1;
}

int
main(int argc, char **argv)
{
	const struct server_options options = {
	    .workers = 1, .conf = "server.stream-response-body := 1"};
	const char *path = argc > 1 ? argv[1] : "tests/data/sample.png";
	int rounds = argc > 2 ? atoi(argv[2]) : ROUNDS, rc = -1;
	struct page_file page = {0};
	struct server *server;
	void *client;

	if (page_file_read(path, &page) < 0 || rounds < 1) {
		fprintf(stderr, "usage: formats [PAGE [ROUNDS]]\n");
		return 64;
	}
	server = server_start(&options);
	client = http_open();
	if (server && client &&
	    measure(client, server->port, &page, rounds) == 0)
		rc = measure_first(server->port);
	/* No answer may be that of an earlier request. */
	if (rc == 0 && !recognitions_are_at_least(server->port, rounds))
		rc = -1;
	http_close(client);
	if (server_stop(server) < 0)
		rc = -1;
	page_file_clear(&page);
	return server_report(rc < 0);
}
