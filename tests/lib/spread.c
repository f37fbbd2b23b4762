/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sends documents, judges the answers, and causes troubles for the server
 * meanwhile. There are fewer clients than workers, since only idle workers lend
 * their processors.
 */
#include "tests/lib/spread.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fcgi-worker/shm/scoreboard.h"
#include "tests/lib/answer.h"
#include "tests/lib/dice.h"
#include "tests/lib/http.h"
#include "tests/lib/load_client.h"
#include "tests/lib/outcome.h"
#include "tests/lib/page.h"
#include "tests/lib/pdf_times.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server.h"
#include "tests/lib/status.h"
#include "tests/lib/trouble.h"
#include "tests/lib/typeset.h"

enum {
	WORKERS = 4,
	CLIENTS = 3,
	PAGES = 12,
	DOCUMENTS = SPREAD_DOCUMENTS, /* half of them are TIFF */
	ANSWER_MAX = 1 << 20,
	ROUNDED_MS = 10, /* waits are whole milliseconds, each of them less */
	BREAK_MS = 3000, /* a stream breaks so soon after what breaks it */
	LOOK_MS = 10,
	BACK_MS = 15000,
};

static const char *const formats[] = {
    "text", "json", "pdf", "tsv", "hocr", "ndjson"};
enum { FORMATS = sizeof(formats) / sizeof(*formats), NDJSON = FORMATS - 1 };
/* In the text of these formats the pages can be told apart. */
#define IS_PLAIN(format) ((format) < 2 || (format) == NDJSON)

static const char *const words[DOCUMENTS] = {
    "amber", "birch", "copper", "dolphin"};
static const char *const numbers[PAGES] = {"one", "two", "three", "four",
    "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"};

static const char own_id[] = "X-Request-Id: spread\r\n";

struct text {
	char *data;
	size_t len;
};

/* What may end a stream early, since its first page was sent already. */
enum {
	BREAK_DEADLINE,
	BREAK_KILL, /* of a worker */
	BREAK_STOP, /* of lighttpd, which does not wait for long streams */
	BREAKS
};
static const char *const break_names[BREAKS] = {"deadline", "kill", "stop"};

static struct {
	struct server_options options;
	struct troubles troubles;
	struct page_file documents[DOCUMENTS];
	struct text right[DOCUMENTS][FORMATS];
	unsigned used; /* of the documents */
	uint64_t seed;
	atomic_bool stopping;
	atomic_uint count[OUTCOMES];
	atomic_uint broken[BREAKS];
	/* Looks at the scoreboard, those that found workers with several
	 * threads, and the most threads beside the first ones. */
	unsigned looks, threads, most;
} spread;

/* A request, and when it was sent. */
struct request {
	unsigned document, format, timeout_s;
	int patience_ms;
	double sent_ms;
};

static void
path_of(const struct request *r, char *path, size_t size)
{
	int n = snprintf(
	    path, size, "/ocr?layer=never&format=%s", formats[r->format]);

	if (r->timeout_s > 0)
		snprintf(
		    path + n, size - (size_t)n, "&timeout=%u", r->timeout_s);
}

/* Returns whether the whole answer is the right one, times apart. */
static bool
is_as_right(const struct request *r, struct answer *a)
{
	const struct text *right = &spread.right[r->document][r->format];

	pdf_times_blank(a->body, a->body_len);
	return a->body_len == right->len &&
	       memcmp(a->body, right->data, right->len) == 0;
}

/* Returns whether all that came of a stream is right so far. */
static bool
begins_as_right(const struct request *r, const struct answer *a)
{
	const struct text *right = &spread.right[r->document][r->format];

	return a->body_len <= right->len &&
	       memcmp(a->body, right->data, a->body_len) == 0;
}

static void
complain(const struct request *r, const char *what, const struct answer *a)
{
	fprintf(stderr,
	    "spread: %s of %s, %s, after %.0f ms: %d, %zu bytes: %.300s\n",
	    formats[r->format], words[r->document], what,
	    process_now_ms() - r->sent_ms, a->status, a->body_len,
	    a->body ? a->body : "");
}

/* Judges a whole answer. */
static enum outcome
judge(const struct request *r, struct answer *a)
{
	if (a->status == 200) {
		if (is_as_right(r, a))
			return OUTCOME_RIGHT;
		complain(r, "not as it is", a);
		return OUTCOME_WRONG;
	}
	if (troubles_explain(
		&spread.troubles, a->body, r->sent_ms, r->timeout_s > 0))
		return OUTCOME_REFUSED;
	complain(r, "refused for no reason", a);
	return OUTCOME_UNFOUNDED;
}

/*
 * Returns what has just ended a stream early, or -1 if nothing did that may.
 * A reload, of the pool or of lighttpd, may not, nor may a worker that stands
 * still for a while.
 */
static int
why_broken(const struct request *r)
{
	const unsigned kills =
	    TROUBLE_IS(TROUBLE_KILL) | TROUBLE_IS(TROUBLE_KILL_TWO);
	double ms = process_now_ms() - r->sent_ms;

	if (r->timeout_s > 0 && ms >= r->timeout_s * 1000 - ROUNDED_MS)
		return BREAK_DEADLINE;
	if (troubles_are_recent(&spread.troubles, kills, BREAK_MS))
		return BREAK_KILL;
	if (troubles_are_recent(
		&spread.troubles, TROUBLE_IS(TROUBLE_RESTART), BREAK_MS))
		return BREAK_STOP;
	return -1;
}

/*
 * Judges an answer that is incomplete, since its connection ended or its client
 * had no more patience.
 */
static enum outcome
judge_cut(const struct request *r, const struct answer *a)
{
	bool is_stream = a->status == 200 && r->format == NDJSON;
	double ms = process_now_ms() - r->sent_ms;
	int bound = r->patience_ms > 0 ? r->patience_ms : TROUBLE_HUNG_MS;
	int why = why_broken(r);

	if (is_stream && !begins_as_right(r, a)) {
		complain(r, "not as it begins", a);
		return OUTCOME_WRONG;
	}
	if (ms >= bound - ROUNDED_MS)
		return r->patience_ms > 0 ? OUTCOME_LEFT : OUTCOME_HUNG;
	if (is_stream && a->body_len > 0 && why >= 0) {
		spread.broken[why]++;
		return OUTCOME_BROKEN;
	}
	complain(r, "cut", a);
	troubles_print_times(&spread.troubles);
	return a->status > 0 ? OUTCOME_CUT : OUTCOME_EMPTY;
}

/* Reads the answer and leaves, by RST in one of two cases. */
static long
read_and_leave(const struct request *r, int fd, char *text)
{
	int bound = r->patience_ms > 0 ? r->patience_ms : TROUBLE_HUNG_MS;
	long got = raw_read(fd, text, ANSWER_MAX, bound);

	if (r->patience_ms % 2 == 1)
		raw_reset(fd);
	else
		close(fd);
	return got;
}

/* Sends the request and judges what comes of it; text is room for the answer.
 */
static enum outcome
ask(const struct request *r, char *text)
{
	const struct page_file *file = &spread.documents[r->document];
	struct answer answer = {0};
	char path[96], *request;
	size_t size;
	long got = -1;
	int fd = raw_connect(spread.troubles.server->port);

	path_of(r, path, sizeof(path));
	request = load_client_post(path, own_id, file->data, file->len, &size);
	if (fd >= 0 && request) {
		/* The answer may come before all of the request was sent. */
		raw_send(fd, request, size);
		got = read_and_leave(r, fd, text);
	}
	free(request);
	if (got > 0)
		answer_parse(text, (size_t)got, &answer);
	return answer.is_whole ? judge(r, &answer) : judge_cut(r, &answer);
}

/* A thread that sends requests at random until the end. */
static void *
client(void *number)
{
	struct dice dice = {spread.seed + 1 + (uintptr_t)number};
	char *text = malloc(ANSWER_MAX);

	while (text && !spread.stopping) {
		struct request r = {
		    .document = dice_below(&dice, spread.used),
		    .format = dice_below(&dice, FORMATS),
		    .timeout_s =
			dice_is(&dice, 10) ? 1 + dice_below(&dice, 5) : 0,
		    .sent_ms = process_now_ms(),
		};

		if (dice_is(&dice, 25))
			r.patience_ms = 20 + (int)dice_below(&dice, 2000);
		spread.count[ask(&r, text)]++;
		usleep(dice_below(&dice, 300000));
	}
	free(text);
	return NULL;
}

/* Returns how many threads all workers have beside their first ones, and how
 * many workers are busy (*busy); -1 without a scoreboard. */
static int
count_threads(unsigned *busy)
{
	const char *why;
	struct scoreboard *board = scoreboard_open(
	    server_path(spread.troubles.server, "worker.sock.board"), &why);
	struct scoreboard_worker w;
	unsigned sum = 0;

	*busy = 0;
	if (!board)
		return -1;
	for (unsigned i = 0; i < board->workers; i++)
		if (scoreboard_read_worker(board, i, &w)) {
			sum += w.threads;
			*busy += w.state == SCOREBOARD_BUSY;
		}
	scoreboard_close(board);
	return (int)sum;
}

/* Waits, and looks meanwhile how many threads there are. */
static void
look(double ms)
{
	double end = process_now_ms() + ms;
	unsigned busy;
	int threads;

	while (process_now_ms() < end) {
		threads = count_threads(&busy);
		spread.looks++;
		spread.threads += threads > 0;
		if (threads > (int)spread.most)
			spread.most = (unsigned)threads;
		usleep(LOOK_MS * 1000);
	}
}

/* Causes troubles at random for so long.  Returns 0, or -1 when the server does
 * not come back. */
static int
rage(double ms)
{
	static const enum trouble all[] = {TROUBLE_KILL, TROUBLE_KILL,
	    TROUBLE_KILL_TWO, TROUBLE_STAND_STILL, TROUBLE_STAND_STILL,
	    TROUBLE_RELOAD_POOL, TROUBLE_RELOAD, TROUBLE_RESTART};
	struct dice dice = {spread.seed};
	double end = process_now_ms() + ms;
	int rc = 0;

	while (rc == 0 && process_now_ms() < end) {
		look(300 + dice_below(&dice, 1500));
		rc = troubles_befall(&spread.troubles,
		    all[dice_below(&dice, sizeof(all) / sizeof(*all))], &dice);
	}
	return rc;
}

/* Waits until no worker is busy or has further threads.  Returns whether it is
 * so within BACK_MS. */
static bool
are_threads_back(void)
{
	double end = process_now_ms() + BACK_MS;
	unsigned busy = 1;
	int threads = 1;

	while (process_now_ms() < end && (threads != 0 || busy > 0)) {
		threads = count_threads(&busy);
		usleep(LOOK_MS * 1000);
	}
	return threads == 0 && busy == 0;
}

/* Returns whether everything that requests take is free again. */
static bool
is_calm(void)
{
	static const char *const zero[] = {"running", "queued", "reading",
	    "sharing", "spool_bytes", "answer_bytes", "spool_files"};
	int port = spread.troubles.server->port;

	for (size_t i = 0; i < sizeof(zero) / sizeof(*zero); i++)
		if (status_wait(port, zero[i], 0, BACK_MS) < 0)
			return false;
	return status_wait(port, "slots", WORKERS, BACK_MS) >= 0 &&
	       are_threads_back();
}

/* Returns whether the text has all pages of the document, in their order. */
static bool
has_pages(const struct text *t, unsigned document)
{
	const char *at = t->data;
	char page[32];

	for (unsigned i = 0; at && i < PAGES; i++) {
		snprintf(page, sizeof(page), "%s of page %s", words[document],
		    numbers[i]);
		at = strstr(at, page);
	}
	return at != NULL;
}

/*
 * Keeps the answer to the request as the right one, while workers have a single
 * thread.  text is room for the path.  Returns 0, or -1 when the answer is no
 * 200, or lacks a page.
 */
static int
learn(const struct request *r, char *text)
{
	struct text *right = &spread.right[r->document][r->format];
	const struct http_request request = {
	    .headers = (const char *const[]){"X-Request-Id: spread", NULL},
	    .body = spread.documents[r->document].data,
	    .body_len = spread.documents[r->document].len,
	    .path = text,
	};
	struct http_answer answer;
	int rc = -1;

	path_of(r, text, ANSWER_MAX);
	if (http_send(spread.troubles.server->port, &request, &answer) < 0)
		return -1;
	right->len = answer.body_len;
	right->data = malloc(right->len + 1);
	if (right->data) {
		memcpy(right->data, answer.body, right->len + 1);
		pdf_times_blank(right->data, right->len);
		rc = answer.status == 200 && (!IS_PLAIN(r->format) ||
						 has_pages(right, r->document))
			 ? 0
			 : -1;
	}
	if (rc != 0)
		fprintf(stderr, "spread: %ld %s: %.2000s\n", answer.status,
		    text, answer.body);
	http_answer_clear(&answer);
	return rc;
}

/* Asks for all documents in all formats: learns the right answers, or compares
 * with them.  Returns 0, or -1 when one fails or is not right. */
static int
ask_all(bool learns)
{
	char *text = malloc(ANSWER_MAX);
	int rc = text ? 0 : -1;

	for (unsigned i = 0; rc == 0 && i < spread.used * FORMATS; i++) {
		const struct request r = {.document = i / FORMATS,
		    .format = i % FORMATS,
		    .sent_ms = process_now_ms()};

		if (learns)
			rc = learn(&r, text);
		else
			rc = ask(&r, text) == OUTCOME_RIGHT ? 0 : -1;
	}
	free(text);
	return rc;
}

static int
make_document(unsigned document)
{
	static const struct typeset style = {
	    .font = "DejaVu Serif", .size = 14, .width = 300, .height = 100};
	static char texts[PAGES][128];
	const char *list[PAGES];

	for (int i = 0; i < PAGES; i++) {
		list[i] = texts[i];
		/* Pages that take different times. */
		snprintf(texts[i], sizeof(texts[i]), "The %s of page %s\n%s",
		    words[document], numbers[i],
		    i % 3 == 0 ? "The quick brown fox jumps\n" : "");
	}
	return document % 2 == 0
		   ? page_tiff(list, PAGES, &spread.documents[document])
		   : typeset_pdf(
			 list, PAGES, &style, &spread.documents[document]);
}

static int
make_documents(void)
{
	for (unsigned i = 0; i < spread.used; i++)
		if (make_document(i) < 0)
			return -1;
	return 0;
}

/* Starts a pool whose workers have so many threads. */
static int
start(const char *threads)
{
	static const char *args[] = {"--threads", NULL, NULL};

	args[1] = threads;
	spread.options = (struct server_options){
	    .workers = WORKERS, .restarts = true, .worker_args = args};
	spread.troubles.options = &spread.options;
	spread.troubles.server = server_start(&spread.options);
	return spread.troubles.server != NULL ? 0 : -1;
}

/* Prints what was counted; before: lighttpd's descriptors at the start. Returns
 * 0 if everything is as it must be, or -1. */
static int
report(unsigned before)
{
	bool calm = is_calm();
	unsigned after = process_descriptors(spread.troubles.server->pid);
	unsigned bad = 0;

	for (int i = 0; i < OUTCOMES; i++) {
		printf("spread_%s %u documents\n",
		    outcome_name((enum outcome)i), (unsigned)spread.count[i]);
		bad += i >= OUTCOME_UNFOUNDED ? (unsigned)spread.count[i] : 0;
	}
	for (int i = 0; i < BREAKS; i++)
		printf("spread_broken_by_%s %u documents\n", break_names[i],
		    (unsigned)spread.broken[i]);
	troubles_print(&spread.troubles, "spread");
	printf("spread_by_threads %.2f of the time\n",
	    spread.looks > 0 ? (double)spread.threads / spread.looks : 0);
	printf("spread_most_threads %u threads\n", spread.most);
	printf("spread_descriptors_before %u after %u\n", before, after);
	printf("spread_all_back %s\n", calm ? "yes" : "no");
	return bad == 0 && spread.count[OUTCOME_RIGHT] > 0 && calm &&
		       after <= before + 2 && spread.threads > 0 &&
		       ask_all(false) == 0
		   ? 0
		   : -1;
}

static void
clear(void)
{
	for (unsigned i = 0; i < DOCUMENTS; i++) {
		page_file_clear(&spread.documents[i]);
		for (int k = 0; k < FORMATS; k++)
			free(spread.right[i][k].data);
	}
}

int
spread_run(double seconds, unsigned documents, uint64_t seed)
{
	unsigned before;
	int rc;

	spread.seed = seed;
	spread.used = documents;
	if (make_documents() < 0 || start("1") < 0)
		return -1;
	rc = ask_all(true);
	rc |= server_stop(spread.troubles.server);
	if (rc == 0 && start("3") == 0 && is_calm()) {
		before = process_descriptors(spread.troubles.server->pid);
		rc = troubles_run(
		    CLIENTS, client, rage, seconds * 1000, &spread.stopping);
		rc |= report(before);
		rc |= server_stop(spread.troubles.server);
	} else {
		rc = -1;
	}
	clear();
	return rc == 0 ? 0 : -1;
}
