/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A pool without lighttpd and its clients, with assertions.
 */
#include "tests/lib/perch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <signal.h>
#include <sys/wait.h>

#include "tests/lib/worklog.h"

#define ARGS_MAX 16

struct nest perch;
struct page_file perch_text, perch_grain;

/* Puts arguments up to NULL behind the n that are there. */
static void
collect(const char **args, size_t n, va_list list)
{
	do
		assert_true(n < ARGS_MAX);
	while ((args[n++] = va_arg(list, const char *)));
}

void
perch_start(unsigned workers, ...)
{
	const char *args[ARGS_MAX];
	va_list list;

	va_start(list, workers);
	collect(args, 0, list);
	va_end(list);
	if (!perch_text.data) {
		assert_int_equal(
		    page_text("The quick brown fox", PAGE_PNG, &perch_text), 0);
		assert_int_equal(page_grain(2500, 3500, 5, &perch_grain), 0);
	}
	assert_int_equal(nest_open(&perch, workers, args), 0);
}

int
perch_teardown(void **state)
{
	(void)state;
	return nest_close(&perch, false);
}

int
perch_send(const struct fcgi_request *request)
{
	int fd = fcgi_send(perch.sock, request);

	assert_true(fd >= 0);
	return fd;
}

int
perch_send_grain(const char *param, const char *other)
{
	const char *params[] = {param, other, NULL};
	const struct fcgi_request r = {.params = params,
	    .body = perch_grain.data,
	    .body_len = perch_grain.len};

	return perch_send(&r);
}

const struct fcgi_answer *
perch_finish(int fd, int status)
{
	static struct fcgi_answer a;

	fcgi_answer_clear(&a);
	assert_int_equal(fcgi_read(fd, &a, PERCH_MS), 0);
	if (a.status != status)
		fail_msg("%d instead of %d: %s", a.status, status, a.body);
	assert_true(a.ended);
	return &a;
}

const struct fcgi_answer *
perch_ask(const struct page_file *page, const char *query, int status)
{
	const struct fcgi_request r = {
	    .query = query, .body = page->data, .body_len = page->len};

	return perch_finish(perch_send(&r), status);
}

double
perch_headers(void)
{
	static const struct fcgi_request r = {.path = "/headers"};

	return perch_finish(perch_send(&r), 200)->ms;
}

struct scoreboard_worker
perch_idle(void)
{
	struct scoreboard_worker w;

	assert_true(nest_find(&perch, SCOREBOARD_IDLE, 0, &w, PERCH_MS) >= 0);
	return w;
}

struct scoreboard_worker
perch_recognizing(void)
{
	double end = process_now_ms() + PERCH_MS;
	struct scoreboard_worker w;

	do {
		assert_true(process_now_ms() < end);
		assert_true(
		    nest_find(&perch, SCOREBOARD_BUSY, 0, &w, PERCH_MS) >= 0);
	} while (w.stage != SCOREBOARD_RECOGNIZING);
	return w;
}

void
perch_workers(pid_t *workers)
{
	assert_int_equal(pool_workers(&perch.pool, workers, PERCH_MS), 0);
}

void
perch_unchanged(const pid_t *workers)
{
	pid_t now[POOL_MAX];

	perch_workers(now);
	assert_memory_equal(now, workers, perch.pool.workers * sizeof(*now));
	assert_int_equal(nest_record(&perch).generation, 1);
}

void
perch_reload(uint64_t generation)
{
	assert_int_equal(kill(perch.pool.pid, SIGHUP), 0);
	assert_int_equal(nest_wait_generation(&perch, generation, PERCH_MS), 0);
}

json_t *
perch_logged(const char *member, const char *value)
{
	json_t *line = worklog_find(perch.log, member, value, PERCH_MS);

	assert_non_null(line);
	return line;
}

const struct process_result *
perch_run(int status, ...)
{
	const char *argv[ARGS_MAX] = {pool_program()};
	static struct process_result r;
	va_list list;

	va_start(list, status);
	collect(argv, 1, list);
	va_end(list);
	process_result_clear(&r);
	assert_int_equal(process_run(argv, PERCH_MS, &r), 0);
	assert_true(WIFEXITED(r.status));
	if (WEXITSTATUS(r.status) != status) {
		for (size_t i = 1; argv[i]; i++)
			print_error("%s ", argv[i]);
		fail_msg("%d instead of %d: %s", WEXITSTATUS(r.status), status,
		    r.err);
	}
	return &r;
}
