/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Deadlines count from the first byte of the request, include the time in the
 * queue, and end a request on time, whatever the workers do.
 */
#include "tests/lib/test.h"

#include <string.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/form.h"
#include "tests/lib/page.h"
#include "tests/lib/process.h"
#include "tests/lib/server_fixture.h"

static struct server_options options = {
    .workers = 1, .conf = "ocr.timeout := 2"};

/* Sends a request, which must be answered with a 504 that names the stage,
 * after ms and at most late_ms later. */
static void
expires(const char *path, const char *headers, const char *stage, double ms,
    double late_ms)
{
	double begin = process_now_ms(), took;
	const char *answer =
	    server_fixture_finish(server_fixture_post(path, headers, 10), 504);

	took = process_now_ms() - begin;
	assert_non_null(strstr(answer, "application/problem+json"));
	assert_non_null(strstr(answer, stage));
	if (took < ms - 5 || took > ms + late_ms)
		fail_msg("expired after %.0f ms instead of %.0f", took, ms);
}

static void
test_expires_in_the_queue(void **state)
{
	char *log;
	int holder;

	(void)state;
	holder = server_fixture_hold();
	expires("/headers?a=b&timeout=1", "X-Request-Id: by-query\r\n",
	    "\"stage\": \"queued\"", 1000, 150);
	expires("/headers", "X-Request-Id: by-prefer\r\nPrefer: wait=1\r\n",
	    "\"stage\": \"queued\"", 1000, 150);
	expires("/headers", "X-Request-Id: by-default\r\n",
	    "\"stage\": \"queued\"", 2000, 150);
	assert_int_equal(server_fixture_number("queued"), 0);
	assert_int_equal(server_fixture_number("totals.expired"), 3);
	server_fixture_drain(&holder, 1);
	/* None of the requests was started. */
	log = server_fixture_log();
	assert_null(strstr(log, "by-"));
	free(log);
}

/* The gate does not wait for a body that is still arriving at its deadline,
 * whether more of it comes or not. */
static void
test_expires_while_it_arrives(void **state)
{
	double begin = process_now_ms(), took;
	int fd = server_fixture_begin("/headers?timeout=1");
	const char *answer = server_fixture_finish(fd, 504);

	(void)state;
	took = process_now_ms() - begin;
	assert_non_null(strstr(answer, "\"stage\": \"queued\""));
	assert_in_range((int)took, 995, 1150);
	assert_int_equal(server_fixture_number("reading"), 0);
}

/* The worker answers at the deadline itself; where it cannot, the gate does. */
static void
test_expires_in_a_stopped_worker(void **state)
{
	(void)state;
	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
	expires("/headers?timeout=1", "", "\"stage\": \"running\"", 3000, 150);
	assert_int_equal(server_fixture_number("running"), 0);
	assert_int_equal(pool_thaw(&server_fixture->pool), 0);
}

static void
test_bad_timeouts(void **state)
{
	static const char *const bad[] = {"/headers?timeout=0",
	    "/headers?timeout=601", "/headers?timeout=", "/headers?timeout=1.5",
	    "/headers?timeout=-1", "/headers?x=1&timeout=99999999999999999999"};
	const char *answer;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		answer = server_fixture_finish(
		    server_fixture_post(bad[i], "", 10), 400);
		assert_non_null(strstr(answer, "\"parameter\": \"timeout\""));
	}
}

/* It is known that the wait is longer than the deadline, so no place is
 * taken. */
static void
test_refused_when_the_wait_would_pass_it(void **state)
{
	int fds[6], late;

	(void)state;
	/* A request takes 1.2 s, so five that wait take 6 s. */
	fds[0] = server_fixture_hold();
	usleep(1200000);
	server_fixture_drain(fds, 1);
	fds[0] = server_fixture_hold();
	for (int i = 1; i < 6; i++)
		fds[i] = server_fixture_post("/headers?timeout=60", "", 10);
	server_fixture_wait("queued", 5);
	late = server_fixture_post("/headers?timeout=4", "", 10);
	assert_int_equal(client_finish(late, 1000, NULL), 503);
	assert_int_equal(server_fixture_number("refused.too_late"), 1);
	server_fixture_drain(fds, 6);
}

/* The gate does not read the fields of forms. */
static void
test_a_field_counts_too(void **state)
{
	struct page_file noise;
	const struct form form = {
	    .path = "/ocr", .name = "timeout", .value = "1", .file = &noise};
	struct http_answer answer;

	(void)state;
	assert_int_equal(page_noise(2500, 3500, 5, &noise), 0);
	assert_int_equal(form_post(server_fixture->port, &form, &answer), 0);
	assert_int_equal(answer.status, 504);
	assert_non_null(strstr(answer.body, "running"));
	assert_in_range(answer.ms, 950, 1800);
	http_answer_clear(&answer);
	page_file_clear(&noise);
}

int
main(void)
{
	/* The server's own time is longer than that of the form. */
	static struct server_options patient = {.workers = 1};
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(test_expires_in_the_queue, &options),
	    SERVER_FIXTURE_TEST(test_expires_while_it_arrives, &options),
	    SERVER_FIXTURE_TEST(test_expires_in_a_stopped_worker, &options),
	    SERVER_FIXTURE_TEST(test_bad_timeouts, &options),
	    SERVER_FIXTURE_TEST(
		test_refused_when_the_wait_would_pass_it, &options),
	    SERVER_FIXTURE_TEST(test_a_field_counts_too, &patient),
	};

	return server_report(
	    cmocka_run_group_tests_name("timeout", tests, NULL, NULL));
}
