/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Work that nobody waits for any more ends, although Tesseract cannot be
 * stopped: at the deadline, when the client leaves, and when a worker hangs.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/pool_fixture.h"

/* This deadline passes while the slow page is recognized. */
#ifdef __SANITIZE_ADDRESS__
#define SOON_MS 15000
#define SOON "OCR_DEADLINE_MS=15000"
#else
#define SOON_MS 4000
#define SOON "OCR_DEADLINE_MS=4000"
#endif

static void
assert_serves(void)
{
	assert_non_null(strstr(
	    pool_fixture_ask(&pool_fixture_text, NULL, 200)->body, "quick"));
}

static void
assert_logged(const char *id, int status)
{
	json_t *line = pool_fixture_logged("id", id);

	assert_int_equal(
	    json_integer_value(json_object_get(line, "status")), status);
	assert_true(json_is_object(json_object_get(line, "headers")));
	json_decref(line);
}

/* Reads the answer, which must be the pool's own 504 to the request with this
 * id.  Returns the milliseconds until it came. */
static double
finish_504(int fd, const char *id)
{
	const struct fcgi_answer *a = pool_fixture_finish(fd, 504);
	json_t *problem = json_loads(a->body, 0, NULL);

	assert_non_null(strstr(a->head, "application/problem+json"));
	assert_non_null(strstr(a->head, id));
	assert_non_null(problem);
	assert_string_equal(
	    json_string_value(json_object_get(problem, "stage")), "running");
	assert_string_equal(
	    json_string_value(json_object_get(problem, "instance")), id);
	json_decref(problem);
	return a->ms;
}

static void
test_504_at_the_deadline(void **state)
{
	double begin, replaced;
	int fd;

	(void)state;
	pool_fixture_start(1, NULL);
	begin = process_now_ms();
	fd = pool_fixture_send_slow(
	    "OCR_REQUEST_ID=late", "OCR_DEADLINE_MS=2000");
	finish_504(fd, "late");
	replaced = process_now_ms();
	assert_in_range(replaced - begin, 1990, test_pool_slack(2200));
	assert_int_equal(
	    test_pool_wait_free(&pool_fixture, 1, POOL_FIXTURE_MS), 0);
	assert_true(process_now_ms() - replaced < test_pool_slack(100));
	assert_serves();
	assert_logged("late", 504);
	/* The end of a worker at its deadline is no crash. */
	assert_int_equal(test_pool_record(&pool_fixture).restarts, 0);
}

static void
test_the_pools_own_deadline(void **state)
{
	int fd;

	(void)state;
	pool_fixture_start(1, "--timeout", "1", NULL);
	fd = pool_fixture_send_slow("OCR_REQUEST_ID=own", NULL);
	assert_true(finish_504(fd, "own") < test_pool_slack(1200));
}

static void
test_the_client_leaves(void **state)
{
	struct scoreboard_worker w;
	double left;
	int fd;

	(void)state;
	pool_fixture_start(1, NULL);
	fd = pool_fixture_send_slow("OCR_REQUEST_ID=gone", NULL);
	w = pool_fixture_in_layout();
	close(fd);
	left = process_now_ms();
	assert_int_equal(process_wait_gone((pid_t)w.pid, POOL_FIXTURE_MS), 0);
	assert_true(process_now_ms() - left < test_pool_slack(200));
	assert_int_equal(
	    test_pool_wait_free(&pool_fixture, 1, POOL_FIXTURE_MS), 0);
	assert_true(process_now_ms() - left < test_pool_slack(300));
	assert_logged("gone", 499);
	assert_serves();
	w = pool_fixture_idle();
	assert_int_equal(w.cancelled, 1);
	assert_int_equal(w.crashes, 0);
}

/* A request whose client has left is not started when a worker accepts it. */
static void
test_left_while_waiting(void **state)
{
	json_t *line;
	int fd;

	(void)state;
	pool_fixture_start(1, NULL);
	fd = pool_fixture_send_slow("OCR_REQUEST_ID=first", SOON);
	pool_fixture_recognizing();
	close(pool_fixture_send_slow("OCR_REQUEST_ID=second", NULL));
	line = pool_fixture_logged("id", "second");
	assert_int_equal(
	    json_integer_value(json_object_get(line, "status")), 499);
	assert_true(json_is_null(json_object_get(line, "ocr_ms")));
	json_decref(line);
	close(fd);
	assert_serves();
}

/* The master kills a worker that does not even watch its deadline. */
static void
test_a_stopped_worker_is_killed(void **state)
{
	json_t *line;
	pid_t pid;
	int fd;

	(void)state;
	pool_fixture_start(1, NULL);
	fd = pool_fixture_send_slow("OCR_REQUEST_ID=stuck", SOON);
	pid = (pid_t)pool_fixture_recognizing().pid;
	kill(pid, SIGSTOP);
	assert_int_equal(process_wait_gone(pid, SOON_MS + 2500), 0);
	line = pool_fixture_logged("event", "worker killed");
	assert_string_equal(
	    json_string_value(json_object_get(line, "id")), "stuck");
	json_decref(line);
	close(fd);
	assert_serves();
}

/* Posts the page that takes half a minute as a form that allows three seconds.
 * Returns the socket. */
static int
send_slow_form(void)
{
	static const char *const params[] = {"OCR_REQUEST_ID=form",
	    "CONTENT_TYPE=multipart/form-data; boundary=xyz", NULL};
	static const char head[] =
	    "--xyz\r\nContent-Disposition: form-data; name=timeout\r\n\r\n3\r\n"
	    "--xyz\r\nContent-Disposition: form-data; name=file; filename=a"
	    "\r\n\r\n";
	static const char tail[] = "\r\n--xyz--\r\n";
	const struct page_file *page = &pool_fixture_slow_page;
	size_t size = sizeof(head) + page->len + sizeof(tail) - 2;
	char *body = malloc(size);
	const struct fcgi_request r = {
	    .params = params, .body = body, .body_len = size};
	int fd;

	assert_non_null(body);
	memcpy(body, head, sizeof(head) - 1);
	memcpy(body + sizeof(head) - 1, page->data, page->len);
	memcpy(body + size - sizeof(tail) + 1, tail, sizeof(tail) - 1);
	fd = pool_fixture_send(&r);
	free(body);
	return fd;
}

/* Returns the seconds of processor time that the kernel allows a process. */
static long
processor_limit(pid_t pid)
{
	static const char name[] = "Max cpu time";
	char path[64], line[256];
	long seconds = -1;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/limits", (int)pid);
	f = fopen(path, "re");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		if (strncmp(line, name, sizeof(name) - 1) == 0)
			seconds = strtol(line + sizeof(name), NULL, 10);
	fclose(f);
	return seconds;
}

/* The deadline of a form holds for all that keep deadlines: the scoreboard, the
 * kernel, and the master, which kills a worker that cannot answer. */
static void
test_a_forms_deadline_is_the_masters(void **state)
{
	struct scoreboard_worker w;
	double begin;
	json_t *line;
	int fd;

	(void)state;
	pool_fixture_start(1, "--timeout", "60", NULL);
	begin = process_now_ms();
	fd = send_slow_form();
	w = pool_fixture_recognizing();
	kill((pid_t)w.pid, SIGSTOP);
	assert_in_range(w.deadline_ms - w.request_ms, 2900, 3500);
	assert_in_range(processor_limit((pid_t)w.pid), 1, 25);
	assert_int_equal(process_wait_gone((pid_t)w.pid, 10000), 0);
	assert_in_range(process_now_ms() - begin, 3900, test_pool_slack(5500));
	line = pool_fixture_logged("event", "worker killed");
	assert_string_equal(
	    json_string_value(json_object_get(line, "id")), "form");
	assert_string_equal(
	    json_string_value(json_object_get(line, "reason")), "deadline");
	json_decref(line);
	close(fd);
	assert_serves();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    POOL_FIXTURE_TEST(test_504_at_the_deadline),
	    POOL_FIXTURE_TEST(test_the_pools_own_deadline),
	    POOL_FIXTURE_TEST(test_the_client_leaves),
	    POOL_FIXTURE_TEST(test_left_while_waiting),
	    POOL_FIXTURE_TEST(test_a_stopped_worker_is_killed),
	    POOL_FIXTURE_TEST(test_a_forms_deadline_is_the_masters),
	};

	return cmocka_run_group_tests_name("deadline", tests, NULL, NULL);
}
