/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bench [PAGE [ROUNDS]]: what a page costs through lighttpd and the pool, one
 * at a time, beyond the library calls it is about.  Both are measured in
 * turns, so that whatever else the machine does meets both alike.
 */
#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>

#include "tests/lib/http.h"
#include "tests/lib/measure.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/recognitions.h"
#include "tests/lib/server.h"

#define ROUNDS 60
#define WARM_UP 5
#define WORKERS 2
/* How much a page may take beyond the library: of its time, and besides. */
#define GOAL_SHARE 0.01
#define GOAL_MS 2

struct bench {
	struct page_file page;
	struct server *server;
	void *client;
	TessBaseAPI *tess;
	unsigned rounds;
	double *http_ms, *library_ms;
};

static char *
by_http(struct bench *b, double *ms)
{
	struct http_request request = {
	    .path = "/ocr",
	    .body = b->page.data,
	    .body_len = b->page.len,
	};
	double start = process_now_ms();
	struct http_answer answer;

	if (http_send_on(b->client, b->server->port, &request, &answer) < 0)
		return NULL;
	*ms = process_now_ms() - start;
	if (answer.status == 200)
		return answer.body;
	fprintf(stderr, "%ld %s\n", answer.status, answer.body);
	http_answer_clear(&answer);
	return NULL;
}

static char *
by_library(struct bench *b, double *ms)
{
	double start = process_now_ms();
	PIX *pix = pixReadMem(b->page.data, b->page.len);
	char *text, *copy = NULL;

	if (!pix)
		return NULL;
	TessBaseAPISetImage2(b->tess, pix);
	if (TessBaseAPIRecognize(b->tess, NULL) == 0 &&
	    (text = TessBaseAPIGetUTF8Text(b->tess))) {
		copy = strdup(text);
		TessDeleteText(text);
	}
	TessBaseAPIClear(b->tess);
	pixDestroy(&pix);
	*ms = process_now_ms() - start;
	return copy;
}

/*
 * Reads a page in both ways. Returns 0, or -1 if either way failed or the
 * two texts differ.
 */
static int
take_turns(struct bench *b, double *http_ms, double *library_ms)
{
	char *http = by_http(b, http_ms), *library = by_library(b, library_ms);
	int rc = http && library && strcmp(http, library) == 0 ? 0 : -1;

	if (rc < 0)
		fprintf(stderr, "not the same text:\n%s\n%s\n",
		    http ? http : "none", library ? library : "none");
	free(http);
	free(library);
	return rc;
}

static int
measure(struct bench *b)
{
	double unused;

	for (int i = 0; i < WARM_UP; i++)
		if (take_turns(b, &unused, &unused) < 0)
			return -1;
	for (unsigned i = 0; i < b->rounds; i++)
		if (take_turns(b, &b->http_ms[i], &b->library_ms[i]) < 0)
			return -1;
	return 0;
}

static int
run(struct bench *b)
{
	const struct server_options options = {.workers = WORKERS};
	int rc = -1;

	b->http_ms = calloc(b->rounds, sizeof(double));
	b->library_ms = calloc(b->rounds, sizeof(double));
	b->tess = TessBaseAPICreate();
	b->client = http_open();
	b->server = server_start(&options);
	if (b->http_ms && b->library_ms && b->tess && b->client && b->server &&
	    TessBaseAPIInit3(b->tess, NULL, "eng") == 0) {
		TessBaseAPISetVariable(b->tess, "debug_file", "/dev/null");
		/* This is the service's default; that of the library is one
		 * block. */
		TessBaseAPISetPageSegMode(b->tess, PSM_AUTO);
		rc = measure(b);
	}
	if (rc == 0 && !recognitions_are(b->server->port, WARM_UP + b->rounds))
		rc = -1;
	http_close(b->client);
	if (server_stop(b->server) < 0)
		rc = -1;
	if (b->tess)
		TessBaseAPIDelete(b->tess);
	return rc;
}

int
main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : "tests/data/sample.png";
	struct bench b = {
	    .rounds = argc > 2 ? (unsigned)atoi(argv[2]) : ROUNDS};
	double http, library;
	int rc;

	measure_one_thread(argv);
	if (page_file_read(path, &b.page) < 0 || b.rounds == 0) {
		fprintf(stderr, "usage: bench [PAGE [ROUNDS]]\n");
		return 64;
	}
	rc = run(&b);
	if (rc == 0) {
		http = measure_median(b.http_ms, b.rounds);
		library = measure_median(b.library_ms, b.rounds);
		printf("ocr_http_ms %.2f ms\nocr_library_ms %.2f ms\n", http,
		    library);
		measure_at_most("ocr_added_ms", http - library, 2, "ms",
		    GOAL_SHARE * library + GOAL_MS);
	}
	free(b.http_ms);
	free(b.library_ms);
	page_file_clear(&b.page);
	return server_report(rc < 0);
}
