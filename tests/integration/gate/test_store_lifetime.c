/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How long ocr.store keeps a result: beyond a restart, but not when it is too
 * old, or one too many, or was removed by hand, or another pool would read it
 * otherwise.
 */
#include "tests/lib/test.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/lib/dir.h"
#include "tests/lib/load_client.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/status.h"
#include "tests/lib/store_fixture.h"

enum { LINES = 2, SLOW_LINES = 12, BLOCK = 4096, RELOADS_MAX = 10 };

static void
test_a_restart_keeps_it(void **state)
{
	(void)state;
	store_fixture_keep("/ocr");
	store_fixture_restart();
	server_fixture_wait("store.entries", 1);
	server_fixture_wait("store.bytes", 4096);
	/* The scoreboard has to be in use first. */
	server_fixture_wait("slots", 1);
	store_fixture_post("/ocr", NULL, STORE_HIT);
	assert_int_equal(server_fixture_number("totals.answered"), 0);
}

/* Four of these fit. */
static void
test_the_oldest_goes(void **state)
{
	struct page_file pages[6];

	(void)state;
	for (int i = 0; i < 6; i++) {
		store_fixture_new_page(LINES);
		store_fixture_keep("/ocr");
		pages[i] = store_fixture_page;
		store_fixture_page = (struct page_file){.data = NULL};
	}
	server_fixture_wait("store.evictions", 2);
	assert_int_equal(server_fixture_number("store.entries"), 4);
	assert_int_equal(server_fixture_number("store.bytes"), 4 * 4096);
	for (int i = 5; i >= 0; i--) {
		page_file_clear(&store_fixture_page);
		store_fixture_page = pages[i];
		pages[i].data = NULL;
		store_fixture_post(
		    "/ocr", NULL, i >= 2 ? STORE_HIT : STORE_MISS);
	}
}

/* Posts larger and larger pictures, until an answer is hardly smaller than a
 * block.  Its file would take two blocks, so it must not be kept. */
static void
post_two_blocks(void)
{
	enum { NEARLY = BLOCK - 200 };
	size_t size = 0;

	for (int side = 40, kept = 0; size < NEARLY; side++) {
		struct http_answer a;

		page_file_clear(&store_fixture_page);
		assert_int_equal(
		    page_noise(side, side, 1, &store_fixture_page), 0);
		a = store_fixture_send("POST", "/ocr?format=jpeg", NULL);
		assert_int_equal(a.status, 200);
		size = a.body_len;
		assert_string_equal(http_header(&a, "Cache-Status"),
		    size < NEARLY ? STORE_MISS : "mod_ocr; fwd=miss");
		http_answer_clear(&a);
		kept += size < NEARLY;
		server_fixture_wait("store.stored", kept);
	}
	assert_in_range(size, NEARLY, BLOCK);
}

/* A result that is larger than all of them may be is not kept, and no other one
 * goes for it. */
static void
test_one_that_is_larger_than_the_limit(void **state)
{
	(void)state;
	post_two_blocks();
	store_fixture_new_page(LINES);
	store_fixture_keep("/ocr");
	page_file_clear(&store_fixture_page);
	assert_int_equal(page_noise(400, 400, 1, &store_fixture_page), 0);
	for (int i = 0; i < 2; i++)
		store_fixture_post(
		    "/ocr?format=jpeg", NULL, "mod_ocr; fwd=miss");
	assert_int_equal(server_fixture_number("store.entries"), 1);
	assert_int_equal(server_fixture_number("store.bytes"), BLOCK);
	assert_int_equal(server_fixture_number("store.lost"), 0);
}

/* The next lighttpd has another limit, and removes what is beyond it. */
static void
test_a_limit_that_is_lower_now(void **state)
{
	static const struct store_setting small = {
	    .conf = "ocr.store-limit = 16\n"};

	(void)state;
	for (int i = 0; i < 6; i++) {
		store_fixture_new_page(LINES);
		store_fixture_keep("/ocr");
	}
	assert_int_equal(server_fixture_number("store.bytes"), 6 * BLOCK);
	assert_int_equal(server_stop(server_fixture), 0);
	server_fixture = NULL;
	assert_int_equal(store_fixture_start(store_fixture_dir, &small), 0);
	server_fixture_wait("store.evictions", 2);
	server_fixture_wait("store.counting", 0);
	assert_int_equal(server_fixture_number("store.entries"), 4);
	assert_int_equal(server_fixture_number("store.bytes"), 4 * BLOCK);
	server_fixture_wait("slots", 1);
	/* What is kept now is younger than all of them. */
	store_fixture_new_page(LINES);
	store_fixture_keep("/ocr");
	store_fixture_post("/ocr", NULL, STORE_HIT);
	assert_int_equal(server_fixture_number("store.bytes"), 4 * BLOCK);
}

static void
test_what_is_old_is_not_given(void **state)
{
	(void)state;
	store_fixture_keep("/ocr");
	server_fixture_wait("store.entries", 0);
	assert_int_equal(server_fixture_number("store.evictions"), 0);
	store_fixture_post("/ocr", NULL, STORE_MISS);
}

/* mod_ocr(5) has this command. */
static void
test_the_administrator_removes_all(void **state)
{
	const char *const purge[] = {"find", store_fixture_dir, "-mindepth",
	    "2", "-type", "f", "-delete", NULL};
	struct process_result result;

	(void)state;
	store_fixture_keep("/ocr");
	store_fixture_keep("/ocr?psm=6");
	assert_int_equal(process_run(purge, SERVER_FIXTURE_MS, &result), 0);
	assert_int_equal(result.status, 0);
	process_result_clear(&result);
	store_fixture_keep("/ocr");
	store_fixture_post("/ocr", NULL, STORE_HIT);
	store_fixture_keep("/ocr?psm=6");
	assert_int_equal(server_fixture_number("store.errors"), 0);
	assert_int_equal(server_fixture_number("totals.answered"), 4);
}

static void
test_no_fingerprint_no_result(void **state)
{
	(void)state;
	store_fixture_post("/ocr", NULL, NULL);
	store_fixture_post("/ocr", NULL, NULL);
	assert_int_equal(server_fixture_number("totals.answered"), 2);
	assert_int_equal(server_fixture_number("store.stored"), 0);
}

static char models[DIR_MAX];

static void
copy_models(void)
{
	char command[512];
	static const char *const list[] = {"eng", "osd"};

	for (size_t i = 0; i < 2; i++) {
		snprintf(command, sizeof(command),
		    "cp /usr/share/tesseract-ocr/*/tessdata/%s.traineddata %s",
		    list[i], models);
		assert_int_equal(system(command), 0);
	}
}

/* What /status says of the workers. */
struct workers {
	size_t all;    /* also those without a process */
	size_t others; /* have a process of another generation */
	size_t idle;   /* of this generation and ready */
};

/* Counts all workers, those of the generation that are idle, and those of other
 * generations. */
static struct workers
count_workers(json_int_t generation)
{
	json_t *status = status_read(server_fixture->port), *worker;
	json_t *workers = json_object_get(status, "workers");
	struct workers n = {0};
	size_t i;

	json_array_foreach(workers, i, worker)
	{
		const char *state =
		    json_string_value(json_object_get(worker, "state"));
		json_int_t its =
		    json_integer_value(json_object_get(worker, "generation"));

		n.all++;
		if (its == generation)
			n.idle += strcmp(state, "idle") == 0;
		else
			n.others += strcmp(state, "none") != 0;
	}
	json_decref(status);
	return n;
}

static bool
is_of_generation(json_int_t generation)
{
	struct workers n = count_workers(generation);

	return n.all > 0 && n.others == 0;
}

/* Waits until all workers are of the generation: while there are two, nothing
 * is kept. */
static void
wait_for_generation(json_int_t generation)
{
	double end = process_now_ms() + SERVER_FIXTURE_MS;

	while (!is_of_generation(generation)) {
		if (process_now_ms() > end)
			fail_msg("the pool is of another generation");
		poll(NULL, 0, 5);
	}
}

/* A reload that finds another file of a language begins anew; with the file of
 * before, the results of before are there again. */
static void
test_another_pool_begins_anew(void **state)
{
	static const struct timespec later[2] = {
	    {.tv_sec = 2000000000}, {.tv_sec = 2000000000}};
	char file[DIR_MAX + 32];

	(void)state;
	store_fixture_keep("/ocr");
	store_fixture_post("/ocr", NULL, STORE_HIT);
	snprintf(file, sizeof(file), "%s/eng.traineddata", models);
	assert_int_equal(utimensat(AT_FDCWD, file, later, 0), 0);
	assert_int_equal(kill(server_fixture->pool.pid, SIGHUP), 0);
	wait_for_generation(2);
	store_fixture_post("/ocr", NULL, STORE_MISS);
	server_fixture_wait("store.stored", 2);
	store_fixture_post("/ocr", NULL, STORE_HIT);
	assert_int_equal(server_fixture_number("totals.answered"), 2);
	assert_int_equal(server_fixture_number("store.entries"), 2);
}

/* Returns the one worker of the generation. */
static pid_t
worker_of(json_int_t generation)
{
	json_t *status = status_read(server_fixture->port), *worker;
	pid_t pid = 0;
	size_t i;

	json_array_foreach(json_object_get(status, "workers"), i, worker)
	{
		if (json_integer_value(json_object_get(worker, "generation")) ==
		    generation)
			pid = (pid_t)json_integer_value(
			    json_object_get(worker, "pid"));
	}
	json_decref(status);
	assert_true(pid > 0);
	return pid;
}

/* Stops a process, and waits until it stands. */
static void
stop(pid_t pid)
{
	double end = process_now_ms() + SERVER_FIXTURE_MS;
	char path[64], *stat = NULL;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	assert_int_equal(kill(pid, SIGSTOP), 0);
	do {
		free(stat);
		stat = process_read_all(path);
		assert_non_null(stat);
		assert_true(process_now_ms() < end);
	} while (strstr(stat, ") T ") == NULL);
	free(stat);
}

/* Posts a new page, which takes long, and stops the worker that reads it, which
 * must not be other.  Sets *reader to this worker.  Returns the socket. */
static int
post_and_stop(pid_t other, pid_t *reader)
{
	char *request;
	size_t len;
	int fd;

	store_fixture_new_page(SLOW_LINES);
	request = load_client_post("/ocr", "Accept: */*\r\n",
	    store_fixture_page.data, store_fixture_page.len, &len);
	fd = raw_request(server_fixture->port, request, len);
	free(request);
	assert_true(fd >= 0);
	*reader = server_fixture_recognizing(other);
	stop(*reader);
	return fd;
}

/* Waits until so many workers of the generation are ready. */
static void
wait_for_idle(json_int_t generation, size_t count)
{
	double end = process_now_ms() + SERVER_FIXTURE_MS;

	while (count_workers(generation).idle < count) {
		assert_true(process_now_ms() < end);
		poll(NULL, 0, 5);
	}
}

/* A page that a worker of before is reading goes to its client, but not to the
 * store, since it is not certain any more which of the pools read it. */
static void
test_a_reload_while_a_page_is_read(void **state)
{
	pid_t reader;
	int fd;

	(void)state;
	fd = post_and_stop(0, &reader);
	assert_int_equal(kill(server_fixture->pool.pid, SIGHUP), 0);
	wait_for_idle(2, 1);
	assert_int_equal(kill(reader, SIGCONT), 0);
	server_fixture_finish(fd, 200);
	wait_for_generation(2);
	store_fixture_post("/ocr", NULL, STORE_MISS);
	server_fixture_wait("store.stored", 1);
	store_fixture_post("/ocr", NULL, STORE_HIT);
	assert_int_equal(server_fixture_number("totals.answered"), 2);
}

/* Reads the answer, which must be a 200 that is not kept. */
static void
finish_unkept(int fd)
{
	const char *answer = server_fixture_finish(fd, 200);

	if (strstr(answer, "Cache-Status: mod_ocr; fwd=miss\r\n") == NULL)
		fail_msg("%s", answer);
	assert_int_equal(server_fixture_number("store.stored"), 0);
}

/* A page that is sent after a reload, while a worker of before is left which
 * could have taken it: also if that one has gone when the answer comes. */
static void
test_a_page_while_a_worker_of_before_is_left(void **state)
{
	pid_t before, after;
	int first, second;

	(void)state;
	first = post_and_stop(0, &before);
	assert_int_equal(kill(server_fixture->pool.pid, SIGHUP), 0);
	json_decref(server_fixture_logged("event", "reloaded"));
	wait_for_idle(2, 2);
	second = post_and_stop(before, &after);
	assert_int_equal(kill(before, SIGCONT), 0);
	server_fixture_finish(first, 200);
	wait_for_generation(2);
	assert_int_equal(kill(after, SIGCONT), 0);
	finish_unkept(second);
	store_fixture_post("/ocr", NULL, STORE_MISS);
	server_fixture_wait("store.stored", 1);
	assert_int_equal(server_fixture_number("totals.answered"), 3);
}

/* Returns how often the pool has switched to the next generation. */
static int
count_reloads(void)
{
	char *log = server_fixture_log();
	int count = 0;

	for (const char *at = log; (at = strstr(at, "\"reloaded\"")) != NULL;
	     at++)
		count++;
	free(log);
	return count;
}

/* Makes the pool begin a reload, and stops its master when workers of the next
 * generation have been started, but before it knows that they are ready.
 * Returns their generation. */
static json_int_t
stop_in_a_reload(void)
{
	for (int reloads = 0; reloads < RELOADS_MAX; reloads++) {
		json_int_t generation = reloads + 1;
		double end = process_now_ms() + SERVER_FIXTURE_MS;

		assert_int_equal(kill(server_fixture->pool.pid, SIGHUP), 0);
		while (count_workers(generation).others == 0)
			assert_true(process_now_ms() < end);
		stop(server_fixture->pool.pid);
		if (count_reloads() == reloads)
			return generation + 1;
		/* The reload was over before the master was stopped. */
		assert_int_equal(kill(server_fixture->pool.pid, SIGCONT), 0);
		wait_for_generation(generation + 1);
	}
	fail_msg("the master was never stopped in a reload");
	return 0;
}

/* Workers of the next generation take pages before the scoreboard says that it
 * serves: what one of them reads is not what the pool of before would read. */
static void
test_a_page_while_the_next_worker_comes(void **state)
{
	json_int_t generation;
	pid_t before, after;
	int fd;

	(void)state;
	generation = stop_in_a_reload();
	wait_for_idle(generation, 1);
	before = worker_of(generation - 1);
	stop(before);
	fd = post_and_stop(before, &after);
	assert_int_equal(kill(after, SIGCONT), 0);
	finish_unkept(fd);
	assert_int_equal(kill(before, SIGCONT), 0);
	assert_int_equal(kill(server_fixture->pool.pid, SIGCONT), 0);
	wait_for_generation(generation);
	store_fixture_post("/ocr", NULL, STORE_MISS);
}

static int
make_models(void **state)
{
	(void)state;
	if (dir_make(models) < 0)
		return -1;
	copy_models();
	return 0;
}

static int
remove_models(void **state)
{
	(void)state;
	dir_remove(models);
	return 0;
}

int
main(void)
{
	static const char *const args[] = {"--tessdata", models, NULL};
	static struct store_setting small = {.conf = "ocr.store-limit = 16\n"},
				    brief = {.conf = "ocr.store-max-age = 3\n"},
				    unknown = {.conf =
						   "ocr.scoreboard := \"\"\n"},
				    other = {.worker_args = args},
				    block = {.conf = "ocr.store-limit = 4\n"},
				    two = {.workers = 2};
	const struct CMUnitTest tests[] = {
	    STORE_FIXTURE_TEST(test_a_restart_keeps_it, NULL),
	    STORE_FIXTURE_TEST(test_the_oldest_goes, &small),
	    STORE_FIXTURE_TEST(test_one_that_is_larger_than_the_limit, &block),
	    STORE_FIXTURE_TEST(test_a_limit_that_is_lower_now, NULL),
	    STORE_FIXTURE_TEST(test_what_is_old_is_not_given, &brief),
	    STORE_FIXTURE_TEST(test_the_administrator_removes_all, NULL),
	    STORE_FIXTURE_TEST(test_no_fingerprint_no_result, &unknown),
	    STORE_FIXTURE_TEST(test_another_pool_begins_anew, &other),
	    STORE_FIXTURE_TEST(test_a_reload_while_a_page_is_read, NULL),
	    STORE_FIXTURE_TEST(
		test_a_page_while_a_worker_of_before_is_left, &two),
	    STORE_FIXTURE_TEST(test_a_page_while_the_next_worker_comes, NULL),
	};

	return server_report(cmocka_run_group_tests_name(
	    "store_lifetime", tests, make_models, remove_models));
}
