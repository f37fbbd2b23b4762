/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * http_fuzz [SECONDS [SEED]]: rude clients in their hundreds against lighttpd,
 * mod_ocr and a pool, each half a minute or less against a server of its own.
 * After each the server must still answer, have back its slots, its spool and
 * its descriptors, and no sanitizer may have found anything.
 *
 * lighttpd frees its pooled connections in every other turn of its loop, not
 * each 64 seconds.  With the build of "make asan-lighttpd" what is used after
 * that is found.
 */
#include <glob.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/dice.h"
#include "tests/lib/http.h"
#include "tests/lib/pool.h"
#include "tests/lib/process.h"
#include "tests/lib/rude.h"
#include "tests/lib/server.h"
#include "tests/lib/status.h"

enum {
	SECONDS = 600,
	ROUND_MS = 30000,
	MIN_MS = 1000,	/* what is left for a last round */
	STEP_MS = 3000, /* after which something may befall the pool */
	CLIENTS = 200,
	/* With the preload, lighttpd's own timeouts pass in steps of 64 s. */
	BACK_MS = 90000,
	SAMPLES = 20,
	SAMPLE_US = 20000,
};

/* Times are short and there is little room, so that each limit is met. */
#define CONF                                                                   \
	"ocr.timeout := 3\n"                                                   \
	"ocr.shutdown-timeout := 3\n"                                          \
	"ocr.body-limit := 128\n"                                              \
	"server.max-read-idle := 2\n"                                          \
	"server.max-write-idle := 5\n"                                         \
	"server.max-keep-alive-idle := 1\n"
#define NARROW                                                                 \
	CONF "ocr.queue-limit := 40\n"                                         \
	     "ocr.client-limit := 30\n"                                        \
	     "ocr.spool-limit := 512\n"

struct round {
	struct server_options options;
	const char *name;
	const char *worker; /* NULL: the pool itself */
};

static const char *const quick[] = {"-t", "1", NULL};

static const struct round rounds[] = {
    {{.workers = 2,
	 .slots = 1,
	 .worker_args = quick,
	 .conf = NARROW "ocr.scoreboard := \"\"\n"},
	"one slot", "responder"},
    {{.workers = 2, .conf = NARROW}, "pool", NULL},
    {{.workers = 4,
	 .worker_args = quick,
	 .conf = CONF "ocr.scoreboard := \"\"\n"
		      "server.stream-response-body := 1\n"},
	"streamed", "responder"},
    {{.workers = 2, .conf = CONF "ocr.half-close := \"abort\"\n"},
	"pool, half close", NULL},
    {{.workers = 2,
	 .conf = CONF "ocr.single-flight = \"enable\"\n"
		      "ocr.store = env.OCR_TEST_STORE\n"
		      "ocr.store-limit = 64\n"},
	"pool, single flight and store", NULL},
};

static char sanitizer_log[DIR_MAX], store[DIR_MAX];
static unsigned answers; /* in all rounds */

/* Sets the environment in which lighttpd starts: with the library tidy.so, and
 * with sanitizers that write their findings into files.  They do not look for
 * leaks: stock lighttpd has some of its own, and the tests of memory watch
 * ours.  Returns 0, or -1. */
static int
prepare(void)
{
	const char *build = getenv("OCR_BUILD"), *asan = getenv("OCR_ASAN");
	char path[PATH_MAX], wrap[3 * PATH_MAX], *tidy;

	snprintf(path, sizeof(path), "%s/tests/preload/tidy.so",
	    build ? build : "build");
	tidy = realpath(path, NULL);
	if (!tidy || dir_make(sanitizer_log) < 0 || dir_make(store) < 0) {
		perror(path);
		return -1;
	}
	setenv("OCR_TEST_STORE", store, 1);
	snprintf(wrap, sizeof(wrap),
	    "env MALLOC_PERTURB_=165 LD_PRELOAD=%s%s%s "
	    "ASAN_OPTIONS=detect_leaks=0:log_path=%s/asan "
	    "UBSAN_OPTIONS=print_stacktrace=1:log_path=%s/ubsan",
	    asan ? asan : "", asan && *asan ? ":" : "", tidy, sanitizer_log,
	    sanitizer_log);
	free(tidy);
	return setenv("WRAP", wrap, 1);
}

/* Prints and removes the files in which sanitizers wrote of lighttpd.  Returns
 * how many there were. */
static size_t
print_findings(void)
{
	char pattern[PATH_MAX];
	glob_t files;
	size_t n = 0;

	snprintf(pattern, sizeof(pattern), "%s/*", sanitizer_log);
	if (glob(pattern, 0, NULL, &files) == 0) {
		n = files.gl_pathc;
		for (size_t i = 0; i < n; i++) {
			char *text = process_read_file(files.gl_pathv[i], NULL);

			fprintf(stderr, "%s\n", text ? text : "");
			free(text);
			unlink(files.gl_pathv[i]);
		}
		globfree(&files);
	}
	return n;
}

/* Prints what sanitizers wrote of the pool, which is in its log.  Returns how
 * many kinds of findings there are. */
static size_t
print_pool_findings(const struct server *server)
{
	static const char *const marks[] = {
	    "ERROR: AddressSanitizer", "ERROR: LeakSanitizer", "runtime error"};
	char *log = process_read_file(server_path(server, "worker.log"), NULL);
	size_t n = 0;

	for (size_t i = 0; log && i < sizeof(marks) / sizeof(*marks); i++) {
		const char *found = strstr(log, marks[i]);

		if (found) {
			fprintf(stderr, "%.4000s\n", found);
			n++;
		}
	}
	free(log);
	return n;
}

/* Returns the fewest descriptors that lighttpd has in several looks: the
 * connection of an answer that has just come may still be open. */
static unsigned
least_descriptors(const struct server *server)
{
	unsigned least = process_descriptors(server->pid);

	for (int i = 0; i < SAMPLES; i++) {
		unsigned n = process_descriptors(server->pid);

		if (n < least)
			least = n;
		usleep(SAMPLE_US);
	}
	return least;
}

/* Waits until lighttpd has no more than the wanted descriptors.  Returns 0, or
 * -1 when that takes too long. */
static int
wait_descriptors(const struct server *server, unsigned wanted)
{
	double end = process_now_ms() + BACK_MS;

	while (process_descriptors(server->pid) > wanted) {
		if (process_now_ms() > end) {
			fprintf(stderr, "%u descriptors, not %u\n",
			    process_descriptors(server->pid), wanted);
			return -1;
		}
		usleep(50000);
	}
	return 0;
}

static bool
has_ended(const struct server *server)
{
	return process_wait_gone(server->pid, 0) == 0;
}

/* Waits until /headers is answered: a worker that was killed may be missing for
 * a while.  Returns 0, or -1. */
static int
wait_answer(const struct server *server)
{
	double end = process_now_ms() + BACK_MS;
	long status;

	do {
		status = http_status(server->port, "/headers");
		if (status == 200)
			return 0;
		usleep(50000);
	} while (process_now_ms() < end && !has_ended(server));
	fprintf(stderr, "/headers: %ld\n", status);
	return -1;
}

/* Checks that everything that clients took is free again, with no more
 * descriptors than before.  Returns 0, or -1. */
static int
check_server(const struct server *server, unsigned before)
{
	static const char *const none[] = {
	    "reading", "queued", "running", "spool_bytes", "spool_files"};
	int rc = 0;

	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		if (status_wait(server->port, none[i], 0, BACK_MS) < 0)
			rc = -1;
	if (wait_answer(server) < 0 || wait_descriptors(server, before) < 0)
		rc = -1;
	return rc;
}

/* Kills one worker, makes the master replace all, or does nothing. */
static void
trouble_pool(const struct server *server, struct dice *dice)
{
	pid_t workers[POOL_MAX];
	size_t n = process_children(server->pool.pid, workers, POOL_MAX);

	if (n > 0 && dice_is(dice, 30))
		kill(workers[dice_below(dice, (unsigned)n)], SIGKILL);
	else if (dice_is(dice, 30))
		kill(server->pool.pid, SIGHUP);
}

/* Returns a number of /status, or 0 if this server does not count it. */
static int64_t
number(const json_t *status, const char *name)
{
	int64_t n = status_member(status, name);

	return n < 0 ? 0 : n;
}

static void
print_count(const struct round *round, const struct server *server,
    const struct rude_count *c, double ms)
{
	json_t *status = status_read(server->port);

	printf("%s: %u connections, %.0f a second, %u reset, %.1f MB sent, "
	       "%.1f MB received, %u answers 2xx over HTTP/1.1, %" PRId64
	       " requests, %" PRId64 " shared, %" PRId64 " of the store\n",
	    round->name, c->opened, 1000 * c->opened / ms, c->reset,
	    (double)c->sent / 1e6, (double)c->received / 1e6, c->answers,
	    number(status, "totals.requests"), number(status, "totals.shared"),
	    number(status, "store.hits"));
	json_decref(status);
}

/* Sends rude clients to the server for ms, with troubles for the pool if it is
 * the real one.  Returns 0 when the server is as it should be after them, or
 * -1. */
static int
visit(const struct round *round, struct server *server, int ms, uint64_t seed)
{
	struct dice dice = {seed};
	struct rude_count count;
	struct rude *rude;
	double begin;
	int left;
	unsigned before;

	if (wait_answer(server) < 0)
		return -1;
	before = least_descriptors(server);
	rude = rude_new(server->port, seed, CLIENTS);
	if (!rude)
		return -1;
	begin = process_now_ms();
	while ((left = ms - (int)(process_now_ms() - begin)) > 0 &&
	       !has_ended(server)) {
		rude_run(rude, left < STEP_MS ? left : STEP_MS);
		if (!round->worker)
			trouble_pool(server, &dice);
	}
	rude_free(rude, &count);
	if (has_ended(server)) {
		fprintf(stderr, "lighttpd ended after %u connections\n",
		    count.opened);
		return -1;
	}
	print_count(round, server, &count, process_now_ms() - begin);
	answers += count.answers;
	return check_server(server, before);
}

/* Runs a round on a server of its own.  Returns 0, or -1 when something is
 * wrong or a sanitizer has found anything. */
static int
run_round(const struct round *round, int ms, uint64_t seed)
{
	struct server *server;
	int rc;

	if (round->worker)
		setenv("OCR_WORKER", pool_responder(), 1);
	else
		unsetenv("OCR_WORKER");
	server = server_start(&round->options);
	if (!server)
		return -1;
	rc = visit(round, server, ms, seed);
	if (print_pool_findings(server) > 0)
		rc = -1;
	if (server_stop_within(server, BACK_MS) < 0)
		rc = -1;
	if (print_findings() > 0)
		rc = -1;
	if (rc < 0)
		fprintf(stderr, "seed %" PRIu64 ", %s: failed\n", seed,
		    round->name);
	return rc;
}

int
main(int argc, char **argv)
{
	int seconds = argc > 1 ? atoi(argv[1]) : SECONDS;
	uint64_t seed =
	    argc > 2 ? strtoull(argv[2], NULL, 0) : (uint64_t)process_now_ms();
	unsigned n = sizeof(rounds) / sizeof(*rounds), done = 0;
	double end = process_now_ms() + seconds * 1000.0, left;
	int share = seconds * 1000 / (int)n, failed = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (prepare() < 0)
		return 1;
	printf("seed %" PRIu64 ", %d s\n", seed, seconds);
	if (share > ROUND_MS)
		share = ROUND_MS;
	for (; (left = end - process_now_ms()) > MIN_MS && !failed; done++)
		failed = run_round(&rounds[done % n],
			     left < share ? (int)left : share, seed + done) < 0;
	printf("%u rounds\n", done);
	if (answers == 0) {
		fprintf(stderr, "no client was answered\n");
		failed = 1;
	}
	dir_remove(sanitizer_log);
	dir_remove(store);
	return server_report(failed);
}
