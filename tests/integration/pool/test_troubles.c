/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The rest of the contract's table of errors: those that need a queue, a
 * deadline, or workers that fail, all of them real.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/problem.h"
#include "tests/lib/process.h"
#include "tests/lib/server_fixture.h"

#define HELD_MAX 8

static struct page_file text, noise;

/* These requests hold the only worker and the places behind it. */
static int held[HELD_MAX];
static int held_count;

/* Sends n requests, of which one has the stopped worker and the others wait. */
static void
hold(int n)
{
	held[0] = server_fixture_hold();
	for (int i = 1; i < n; i++) {
		held[i] = server_fixture_post("/headers?timeout=60", "", 10);
		server_fixture_wait("queued", i);
	}
	held_count = n;
}

static void
release(void)
{
	server_fixture_drain(held, held_count);
	held_count = 0;
}

static void
hold_the_worker(void)
{
	hold(1);
}

static void
hold_a_place(void)
{
	hold(2);
}

/* Lets the gate learn that a request takes a second, and lets five wait. */
static void
hold_for_long(void)
{
	hold(1);
	usleep(1200000);
	release();
	hold(6);
}

static void
freeze(void)
{
	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
}

/* Waits until a request waits behind the one that runs, and ends lighttpd. */
static void
shut_down(void)
{
	server_fixture_wait("queued", 1);
	assert_int_equal(kill(server_fixture->pid, SIGINT), 0);
}

/* Crashes the first worker that reads the page, and the second one, too. */
static void
crash_twice(void)
{
	pid_t crashed = 0;

	for (int round = 0; round < 2; round++) {
		crashed = server_fixture_recognizing(crashed);
		assert_int_equal(kill(crashed, SIGSEGV), 0);
	}
}

/* A request that a thread of its own sends. */
struct sending {
	struct http_request request;
	struct http_answer answer;
	pthread_t thread;
	int rc;
};

static void *
run(void *arg)
{
	struct sending *s = arg;

	s->rc = http_send(server_fixture->port, &s->request, &s->answer);
	return NULL;
}

static void
send_and(struct sending *s, const char *path, const struct page_file *page,
    void (*meanwhile)(void))
{
	s->request = (struct http_request){
	    .path = path, .body = page->data, .body_len = page->len};
	assert_int_equal(pthread_create(&s->thread, NULL, run, s), 0);
	if (meanwhile)
		meanwhile();
	pthread_join(s->thread, NULL);
	assert_int_equal(s->rc, 0);
}

static void
crash_all_that_have_it(void)
{
	struct sending s;

	send_and(&s, "/ocr", &noise, crash_twice);
	assert_int_equal(s.answer.status, 500);
	http_answer_clear(&s.answer);
}

struct trouble {
	const char *row, *conf;
	void (*arrange)(void);
	const char *path;
	const struct page_file *page;
	void (*meanwhile)(void);
	long status;
	const char *member, *value;
};

static const struct trouble troubles[] = {
    {"429 this client holds its share", "ocr.client-limit := 1", hold_a_place,
	"/ocr", &text, NULL, 429, NULL, NULL},
    {"503 queue full", "ocr.queue-limit := 1", hold_a_place, "/ocr", &text,
	NULL, 503, NULL, NULL},
    {"503 the wait would pass the deadline", NULL, hold_for_long,
	"/ocr?timeout=4", &text, NULL, 503, NULL, NULL},
    {"503 shutting down", "ocr.shutdown-timeout := 1", hold_the_worker, "/ocr",
	&text, shut_down, 503, NULL, NULL},
    {"504 waiting", NULL, hold_the_worker, "/ocr?timeout=1", &text, NULL, 504,
	"stage", "queued"},
    {"504 running, by the worker", NULL, NULL, "/ocr?timeout=1", &noise, NULL,
	504, "stage", "running"},
    {"504 running, by the gate", NULL, freeze, "/ocr?timeout=1", &text, NULL,
	504, "stage", "running"},
    {"500 after one replay", NULL, NULL, "/ocr", &noise, crash_twice, 500, NULL,
	NULL},
    {"422 quarantined", NULL, crash_all_that_have_it, "/ocr", &noise, NULL, 422,
	"type", "urn:mod_ocr:problem:quarantined"},
};

static void
check(const struct trouble *t, const struct http_answer *answer)
{
	const char *after = http_header(answer, "Retry-After");
	json_t *problem = problem_read(answer, t->status);

	assert_non_null(problem);
	if (t->member)
		assert_string_equal(
		    json_string_value(json_object_get(problem, t->member)),
		    t->value);
	if (t->status == 429 || t->status == 503) {
		assert_non_null(after);
		assert_true(atoi(after) >= 1);
	}
	json_decref(problem);
}

/* Stops the server, of which only the pool is left after shut_down. */
static void
stop(const struct trouble *t)
{
	int status;

	if (t->meanwhile != shut_down) {
		release();
		assert_int_equal(server_fixture_teardown(NULL), 0);
		return;
	}
	pool_thaw(&server_fixture->pool);
	for (; held_count > 0; held_count--)
		close(held[held_count - 1]);
	assert_int_equal(
	    process_wait(server_fixture->pid, SERVER_FIXTURE_MS, &status), 0);
	assert_int_equal(pool_stop(&server_fixture->pool), 0);
	free(server_fixture);
	server_fixture = NULL;
}

static void
test_troubles(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(troubles) / sizeof(troubles[0]); i++) {
		const struct trouble *t = &troubles[i];
		const struct server_options options = {
		    .workers = 1, .conf = t->conf};
		struct sending s;

		print_message("%s\n", t->row);
		assert_int_equal(server_fixture_open(&options), 0);
		if (t->arrange)
			t->arrange();
		send_and(&s, t->path, t->page, t->meanwhile);
		check(t, &s.answer);
		http_answer_clear(&s.answer);
		stop(t);
	}
}

/* A request that needs a worker waits for one until its deadline; no other
 * request waits. */
static void
test_503_no_worker(void **state)
{
	static const char *const paths[] = {
	    "/languages", "/headers", "/openapi.yaml", "/healthz"};
	static const char *const headers[] = {"Prefer: wait=1", NULL};
	static const struct trouble none = {.status = 503};
	const struct server_options options = {.workers = 0, .slots = 1};
	struct http_answer answer;
	struct sending s;

	(void)state;
	assert_int_equal(server_fixture_open(&options), 0);
	send_and(&s, "/ocr?timeout=1", &text, NULL);
	check(&none, &s.answer);
	http_answer_clear(&s.answer);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		assert_int_equal(
		    http_get(server_fixture->port, paths[i], headers, &answer),
		    0);
		if (strcmp(paths[i], "/healthz") == 0)
			assert_int_equal(answer.status, 200);
		else
			check(&none, &answer);
		http_answer_clear(&answer);
	}
	assert_int_equal(server_fixture_teardown(NULL), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_troubles),
	    cmocka_unit_test(test_503_no_worker),
	};
	int rc;

	if (page_text("A page.\n", PAGE_PNG, &text) < 0 ||
	    page_noise(2500, 3500, 5, &noise) < 0)
		return 1;
	rc = server_report(
	    cmocka_run_group_tests_name("troubles", tests, NULL, NULL));
	page_file_clear(&text);
	page_file_clear(&noise);
	return rc;
}
