/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Work that nobody waits for any more ends, although Tesseract cannot be
 * stopped: at the deadline, when the client leaves, and when a worker hangs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/pool_fixture.h"

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

/* Its request gets a 504, of the pool's own; the milliseconds it took. */
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
	/* Such an end is no crash. */
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
	/* Well within the layout, where Tesseract looks at nothing. */
	w = pool_fixture_recognizing();
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

/* A request whose client left the accept queue is not started. */
static void
test_left_while_waiting(void **state)
{
	json_t *line;
	int fd;

	(void)state;
	pool_fixture_start(1, NULL);
	fd = pool_fixture_send_slow(
	    "OCR_REQUEST_ID=first", "OCR_DEADLINE_MS=1500");
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

/* A worker that does not even watch is ended by the master. */
static void
test_a_stopped_worker_is_killed(void **state)
{
	json_t *line;
	pid_t pid;
	int fd;

	(void)state;
	pool_fixture_start(1, NULL);
	fd = pool_fixture_send_slow(
	    "OCR_REQUEST_ID=stuck", "OCR_DEADLINE_MS=1500");
	pid = (pid_t)pool_fixture_recognizing().pid;
	kill(pid, SIGSTOP);
	assert_int_equal(process_wait_gone(pid, 4000), 0);
	line = pool_fixture_logged("event", "worker killed");
	assert_string_equal(
	    json_string_value(json_object_get(line, "id")), "stuck");
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
	};

	return cmocka_run_group_tests_name("deadline", tests, NULL, NULL);
}
