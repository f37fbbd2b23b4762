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
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/fcgi.h"
#include "tests/lib/nest.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"
#include "tests/lib/worklog.h"

#define BUSY_MS 5000
#define LOG_MS 2000
#define END_MS 20000

static struct nest nest;
/* A page of half a minute, and one of no time. */
static struct page_file noise, text;

static int
setup(void **state)
{
	(void)state;
	return nest_open(&nest, 1, NULL);
}

static int
teardown(void **state)
{
	(void)state;
	return nest_close(&nest, false);
}

/* A slow machine and a sanitizer may take longer than the product's goal. */
static double
slack(double ms)
{
	return server_is_sanitized() ? 20 * ms : ms;
}

static int
send_noise(const char *id, const char *deadline)
{
	const char *params[] = {id, deadline, NULL};
	struct fcgi_request r = {
	    .params = params, .body = noise.data, .body_len = noise.len};
	int fd = fcgi_send(nest.sock, &r);

	assert_true(fd >= 0);
	return fd;
}

static void
assert_serves(void)
{
	struct fcgi_request r = {.body = text.data, .body_len = text.len};
	struct fcgi_answer a;

	assert_int_equal(fcgi_ask(nest.sock, &r, &a, END_MS), 0);
	assert_int_equal(a.status, 200);
	assert_non_null(strstr(a.body, "quick"));
	fcgi_answer_clear(&a);
}

static void
assert_logged(const char *id, int status)
{
	json_t *line = worklog_find(nest.log, "id", id, LOG_MS);

	assert_non_null(line);
	assert_int_equal(
	    json_integer_value(json_object_get(line, "status")), status);
	assert_true(json_is_object(json_object_get(line, "headers")));
	json_decref(line);
}

static void
assert_504(const struct fcgi_answer *a, const char *id)
{
	json_t *problem = json_loads(a->body, 0, NULL);

	assert_int_equal(a->status, 504);
	assert_true(a->ended);
	assert_non_null(strstr(a->head, "application/problem+json"));
	assert_non_null(strstr(a->head, id));
	assert_non_null(problem);
	assert_string_equal(
	    json_string_value(json_object_get(problem, "stage")), "running");
	assert_string_equal(
	    json_string_value(json_object_get(problem, "instance")), id);
	json_decref(problem);
}

static void
test_504_at_the_deadline(void **state)
{
	double begin = process_now_ms(), replaced;
	struct fcgi_answer a;

	(void)state;
	assert_int_equal(
	    fcgi_read(send_noise("OCR_REQUEST_ID=late", "OCR_DEADLINE_MS=2000"),
		&a, END_MS),
	    0);
	replaced = process_now_ms();
	assert_504(&a, "late");
	assert_in_range(replaced - begin, 1990, slack(2200));
	assert_int_equal(nest_wait_free(&nest, 1, END_MS), 0);
	assert_true(process_now_ms() - replaced < slack(100));
	fcgi_answer_clear(&a);
	assert_serves();
	assert_logged("late", 504);
	/* Such an end is no crash. */
	assert_int_equal(nest_record(&nest).restarts, 0);
}

static void
test_the_pools_own_deadline(void **state)
{
	static const char *const args[] = {"--timeout", "1", NULL};
	struct fcgi_answer a;

	(void)state;
	assert_int_equal(nest_close(&nest, false), 0);
	assert_int_equal(nest_open(&nest, 1, args), 0);
	assert_int_equal(
	    fcgi_read(send_noise("OCR_REQUEST_ID=own", NULL), &a, END_MS), 0);
	assert_504(&a, "own");
	assert_true(a.ms < slack(1200));
	fcgi_answer_clear(&a);
}

static void
test_the_client_leaves(void **state)
{
	int fd = send_noise("OCR_REQUEST_ID=gone", NULL);
	struct scoreboard_worker w;
	double left;

	(void)state;
	assert_true(nest_find(&nest, SCOREBOARD_BUSY, 0, &w, BUSY_MS) >= 0);
	/* Well within the layout, where Tesseract looks at nothing. */
	while (w.stage != SCOREBOARD_RECOGNIZING)
		assert_true(
		    nest_find(&nest, SCOREBOARD_BUSY, 0, &w, BUSY_MS) >= 0);
	close(fd);
	left = process_now_ms();
	assert_int_equal(process_wait_gone((pid_t)w.pid, END_MS), 0);
	assert_true(process_now_ms() - left < slack(200));
	assert_int_equal(nest_wait_free(&nest, 1, END_MS), 0);
	assert_true(process_now_ms() - left < slack(300));
	assert_logged("gone", 499);
	assert_serves();
	assert_true(nest_find(&nest, SCOREBOARD_IDLE, 0, &w, BUSY_MS) >= 0);
	assert_int_equal(w.cancelled, 1);
	assert_int_equal(w.crashes, 0);
}

/* A request whose client left the accept queue is not started. */
static void
test_left_while_waiting(void **state)
{
	int fd = send_noise("OCR_REQUEST_ID=first", "OCR_DEADLINE_MS=1500");
	struct scoreboard_worker w;
	json_t *line;

	(void)state;
	assert_true(nest_find(&nest, SCOREBOARD_BUSY, 0, &w, BUSY_MS) >= 0);
	close(send_noise("OCR_REQUEST_ID=second", NULL));
	line = worklog_find(nest.log, "id", "second", END_MS);
	assert_non_null(line);
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
	int fd = send_noise("OCR_REQUEST_ID=stuck", "OCR_DEADLINE_MS=1500");
	struct scoreboard_worker w;
	json_t *line;

	(void)state;
	assert_true(nest_find(&nest, SCOREBOARD_BUSY, 0, &w, BUSY_MS) >= 0);
	kill((pid_t)w.pid, SIGSTOP);
	assert_int_equal(process_wait_gone((pid_t)w.pid, 4000), 0);
	line = worklog_find(nest.log, "event", "worker killed", LOG_MS);
	assert_non_null(line);
	assert_string_equal(
	    json_string_value(json_object_get(line, "id")), "stuck");
	json_decref(line);
	close(fd);
	assert_serves();
}

int
main(void)
{
#define ON_ITS_OWN(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    ON_ITS_OWN(test_504_at_the_deadline),
	    ON_ITS_OWN(test_the_pools_own_deadline),
	    ON_ITS_OWN(test_the_client_leaves),
	    ON_ITS_OWN(test_left_while_waiting),
	    ON_ITS_OWN(test_a_stopped_worker_is_killed),
	};
	int rc;

	if (page_grain(2500, 3500, 5, &noise) < 0 ||
	    page_text("The quick brown fox", PAGE_PNG, &text) < 0)
		return 1;
	rc = cmocka_run_group_tests_name("deadline", tests, NULL, NULL);
	page_file_clear(&noise);
	page_file_clear(&text);
	return rc;
}
