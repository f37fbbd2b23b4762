/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * storm [SECONDS [SEED]]: clients of HTTP/1.1 and HTTP/2 send pages whose texts
 * are known, some leave, while workers are killed and stand still, the pool and
 * lighttpd are reloaded, lighttpd is restarted, uploads are announced and do
 * not come, and the disk of the spool is full for a while.  Each request must
 * have exactly one honest answer: the text of its own page, whole, or a refusal
 * whose reason is there.  At the end all must be back: slots, spool,
 * descriptors.
 */
#include <inttypes.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/answer.h"
#include "tests/lib/dice.h"
#include "tests/lib/h2.h"
#include "tests/lib/http.h"
#include "tests/lib/load_client.h"
#include "tests/lib/outcome.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/recognitions.h"
#include "tests/lib/server.h"
#include "tests/lib/small_disk.h"
#include "tests/lib/stall_meter.h"
#include "tests/lib/status.h"
#include "tests/lib/trouble.h"

enum {
	SECONDS = 600,
	WORKERS = 2,
	CLIENTS = 24,
	PAGES = 8,
	KINDS = 2, /* small, and too large for memory */
	LARGE = 200000,
	ANSWER_MAX = 1 << 16,
	ROUNDED_MS = 10, /* waits are whole milliseconds, each of them less */
	BACK_MS = 15000,
	DISK = 64 << 20,
};

static const char *const queries[] = {
    "/ocr", "/ocr?format=tsv", "/ocr?format=ndjson"};
enum { QUERIES = sizeof(queries) / sizeof(*queries), NDJSON = 2 };

static const char *const words[PAGES] = {"amber", "birch", "copper", "dolphin",
    "engine", "falcon", "garden", "harbor"};

static struct {
	struct server_options options;
	struct server *server;
	struct page_file pages[PAGES][KINDS];
	char *right[PAGES][NDJSON];
	uint64_t seed;
	atomic_bool stopping;
	atomic_uint count[OUTCOMES];
	struct troubles troubles;
} storm;

/* A request, and when it was sent. */
struct request {
	unsigned page, kind, query, timeout_s;
	bool h2;
	int patience_ms;
	double sent_ms;
};

/* Judges whether the reason that the refusal states is there. */
static enum outcome
judge_refusal(const struct request *r, int status, const char *body)
{
	if (troubles_explain(
		&storm.troubles, body, r->sent_ms, r->timeout_s > 0))
		return OUTCOME_REFUSED;
	fprintf(stderr, "storm: %d after %.0f ms: %s\n", status,
	    process_now_ms() - r->sent_ms, body);
	return OUTCOME_UNFOUNDED;
}

/* Judges a whole answer. */
static enum outcome
judge(const struct request *r, int status, const char *body)
{
	bool is_right;

	if (status != 200)
		return judge_refusal(r, status, body);
	is_right = r->query == NDJSON
		       ? strstr(body, words[r->page]) != NULL
		       : strcmp(body, storm.right[r->page][r->query]) == 0;
	if (is_right)
		return OUTCOME_RIGHT;
	fprintf(stderr, "storm: %s instead of %s\n", body, words[r->page]);
	return OUTCOME_WRONG;
}

static void
path_of(const struct request *r, char *path, size_t size)
{
	int n = snprintf(path, size, "%s", queries[r->query]);

	if (r->timeout_s > 0)
		snprintf(path + n, size - (size_t)n, "%ctimeout=%u",
		    r->query > 0 ? '&' : '?', r->timeout_s);
}

static int
bound_of(const struct request *r)
{
	return r->patience_ms > 0 ? r->patience_ms : TROUBLE_HUNG_MS;
}

static void
print_silence(const struct request *r, double ms)
{
	fprintf(stderr, "storm: no answer to %s of %u kB after %.0f ms; began:",
	    r->h2 ? "HTTP/2" : "HTTP/1.1", r->kind * LARGE / 1000, ms);
	troubles_print_times(&storm.troubles);
}

/* Judges a request whose answer is not whole, since the connection ended or the
 * client had no more patience; has_begun: some of the answer may have come. */
static enum outcome
judge_silence(const struct request *r, bool has_begun)
{
	double ms = process_now_ms() - r->sent_ms;

	if (ms < bound_of(r) - ROUNDED_MS) {
		if (has_begun && r->query == NDJSON &&
		    troubles_were_there(&storm.troubles,
			TROUBLE_POOL | TROUBLE_GATE | TROUBLE_IS(TROUBLE_FILL),
			r->sent_ms))
			return OUTCOME_BROKEN;
		print_silence(r, ms);
		return OUTCOME_EMPTY;
	}
	return r->patience_ms > 0 ? OUTCOME_LEFT : OUTCOME_HUNG;
}

static enum outcome
send_http1(const struct request *r, const char *path)
{
	const struct page_file *page = &storm.pages[r->page][r->kind];
	char text[ANSWER_MAX], *request;
	enum outcome outcome;
	struct answer answer;
	size_t size;
	long got = -1;
	int fd = raw_connect(storm.server->port);

	request = load_client_post(path, "", page->data, page->len, &size);
	if (fd >= 0) {
		/* The answer may come before all of the request was sent. */
		raw_send(fd, request, size);
		got = raw_read(fd, text, sizeof(text), bound_of(r));
		close(fd);
	}
	free(request);
	if (got <= 0)
		return judge_silence(r, false);
	answer_parse(text, (size_t)got, &answer);
	if (answer.is_whole)
		return judge(r, answer.status, answer.body);
	outcome = judge_silence(r, true);
	return outcome == OUTCOME_EMPTY ? OUTCOME_CUT : outcome;
}

static enum outcome
send_http2(const struct request *r, const char *path)
{
	const struct page_file *page = &storm.pages[r->page][0];
	char body[ANSWER_MAX];
	long status = -1;
	int fd = h2_connect(storm.server->port);

	if (fd >= 0) {
		/* The answer may come before all of the request was sent. */
		h2_post(fd, 1, path, page->data, page->len);
		status = h2_answer(fd, 1, body, sizeof(body), bound_of(r));
		close(fd);
	}
	if (status == H2_NOT_TAKEN &&
	    troubles_were_there(&storm.troubles, TROUBLE_GATE, r->sent_ms))
		return OUTCOME_REFUSED;
	return status < 0 ? judge_silence(r, true)
			  : judge(r, (int)status, body);
}

static void *
client(void *number)
{
	struct dice dice = {storm.seed + (uintptr_t)number};

	while (!storm.stopping) {
		struct request r = {
		    .page = dice_below(&dice, PAGES),
		    .kind = dice_is(&dice, 20),
		    .query = dice_below(&dice, QUERIES),
		    .timeout_s =
			dice_is(&dice, 10) ? 1 + dice_below(&dice, 5) : 0,
		    .h2 = dice_is(&dice, 30),
		    .sent_ms = process_now_ms(),
		};
		char path[64];

		if (dice_is(&dice, 10))
			r.patience_ms = 50 + (int)dice_below(&dice, 2000);
		path_of(&r, path, sizeof(path));
		storm.count[r.h2 ? send_http2(&r, path)
				 : send_http1(&r, path)]++;
		usleep(dice_below(&dice, 100000));
	}
	return NULL;
}

static int
rage(double ms)
{
	struct dice dice = {storm.seed};
	double end = process_now_ms() + ms;
	int rc = 0;

	while (rc == 0 && process_now_ms() < end) {
		enum trouble trouble = dice_below(&dice, TROUBLES);

		usleep(500000 + dice_below(&dice, 2000000));
		rc = troubles_befall(&storm.troubles, trouble, &dice);
	}
	return rc;
}

/* Returns whether everything that requests take is free again. */
static bool
is_calm(void)
{
	static const char *const zero[] = {"running", "queued", "reading",
	    "sharing", "spool_bytes", "answer_bytes", "spool_files"};
	int port = storm.server->port;

	for (size_t i = 0; i < sizeof(zero) / sizeof(*zero); i++)
		if (status_wait(port, zero[i], 0, BACK_MS) < 0)
			return false;
	return status_wait(port, "slots", WORKERS, BACK_MS) >= 0;
}

/* Asks for the text of every page: learns the texts, or compares with them.
 * Returns 0, or -1. */
static int
ask_all(bool learn)
{
	char *text;
	int rc = 0;

	for (unsigned page = 0; page < PAGES; page++)
		for (unsigned query = 0; query < NDJSON; query++) {
			const struct http_request request = {
			    .path = queries[query],
			    .body = storm.pages[page][0].data,
			    .body_len = storm.pages[page][0].len,
			};
			struct http_answer answer;

			if (http_send(storm.server->port, &request, &answer) <
				0 ||
			    answer.status != 200)
				return -1;
			text = strdup(answer.body);
			http_answer_clear(&answer);
			if (learn)
				storm.right[page][query] = text;
			else if (strcmp(text, storm.right[page][query]) != 0)
				rc = -1;
			if (!learn)
				free(text);
		}
	return rc;
}

static int
make_pages(void)
{
	char text[128];

	for (unsigned i = 0; i < PAGES; i++) {
		struct page_file *small = &storm.pages[i][0];
		struct page_file *large = &storm.pages[i][1];

		snprintf(text, sizeof(text), "The %s of page %u", words[i], i);
		if (page_text(text, PAGE_PNG, small) < 0 || small->len > 60000)
			return -1;
		/* Bytes behind a PNG are not read. */
		large->data = calloc(1, LARGE);
		large->len = LARGE;
		if (!large->data)
			return -1;
		memcpy(large->data, small->data, small->len);
	}
	return 0;
}

/* Prints what was counted; before: lighttpd's descriptors at the start. Returns
 * 0 if everything is as it must be, or -1. */
static int
report(unsigned before)
{
	unsigned after, samples, bad = 0;
	double stall_ms = stall_meter_stop(storm.troubles.meter, &samples);
	bool calm = is_calm();

	for (int i = 0; i < OUTCOMES; i++) {
		printf("storm_%s %u requests\n", outcome_name((enum outcome)i),
		    (unsigned)storm.count[i]);
		bad += i >= OUTCOME_UNFOUNDED ? (unsigned)storm.count[i] : 0;
	}
	troubles_print(&storm.troubles, "storm");
	after = process_descriptors(storm.server->pid);
	printf("storm_longest_stall %.1f ms\n", stall_ms);
	printf("storm_stall_samples %u answers\n", samples);
	printf("storm_descriptors_before %u after %u\n", before, after);
	printf("storm_all_back %s\n", calm ? "yes" : "no");
	return bad == 0 && calm && after <= before + 2 && ask_all(false) == 0 &&
		       recognitions_are_at_least(
			   storm.server->port, PAGES * NDJSON)
		   ? 0
		   : -1;
}

int
main(int argc, char **argv)
{
	double seconds = argc > 1 ? atof(argv[1]) : SECONDS;
	unsigned before;
	int rc;

	storm.seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	storm.options = (struct server_options){
	    .workers = WORKERS,
	    .restarts = true,
	    .conf = "ocr.spool := env.OCR_TEST_SPOOL\n",
	};
	if (seconds <= 0) {
		fprintf(stderr, "usage: storm [SECONDS [SEED]]\n");
		return 64;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (small_disk_mount(DISK) < 0) {
		perror("NOT DONE: no disk of its own to fill");
		small_disk[0] = '\0';
	}
	setenv("OCR_TEST_SPOOL", small_disk[0] ? small_disk : "/tmp", 1);
	if (make_pages() < 0 ||
	    !(storm.server = server_start(&storm.options)) ||
	    ask_all(true) < 0 || !is_calm())
		return server_report(1);
	before = process_descriptors(storm.server->pid);
	storm.troubles.server = storm.server;
	storm.troubles.options = &storm.options;
	storm.troubles.meter = stall_meter_start(storm.server->port);
	stall_meter_set(storm.troubles.meter, storm.server->pid);
	rc = troubles_run(
	    CLIENTS, client, rage, seconds * 1000, &storm.stopping);
	rc |= report(before);
	rc |= server_stop(storm.server);
	if (small_disk[0] != '\0')
		rc |= small_disk_unmount();
	return server_report(rc != 0);
}
