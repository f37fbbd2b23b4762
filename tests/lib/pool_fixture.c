/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A pool without lighttpd and its clients, with assertions.
 */
#include "tests/lib/pool_fixture.h"

#include "tests/lib/test.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/log_reader.h"

#define ARGS_MAX 16
/* The processor time after which a worker is in the layout of the slow page. */
#define LAYOUT_CPU_MS 50

struct test_pool pool_fixture;
struct page_file pool_fixture_text, pool_fixture_slow_page;

/* Appends the list, up to and with its NULL, to the n arguments of args. */
static void
collect(const char **args, size_t n, va_list list)
{
	do
		assert_true(n < ARGS_MAX);
	while ((args[n++] = va_arg(list, const char *)));
}

void
pool_fixture_start(unsigned workers, ...)
{
	const char *args[ARGS_MAX];
	va_list list;

	va_start(list, workers);
	collect(args, 0, list);
	va_end(list);
	if (!pool_fixture_text.data) {
		assert_int_equal(page_text("The quick brown fox", PAGE_PNG,
				     &pool_fixture_text),
		    0);
		assert_int_equal(
		    page_noise(4000, 5000, 5, &pool_fixture_slow_page), 0);
	}
	assert_int_equal(test_pool_open(&pool_fixture, workers, args), 0);
}

int
pool_fixture_teardown(void **state)
{
	(void)state;
	return test_pool_close(&pool_fixture, false);
}

int
pool_fixture_send(const struct fcgi_request *request)
{
	int fd = fcgi_send(pool_fixture.sock, request);

	assert_true(fd >= 0);
	return fd;
}

int
pool_fixture_send_with(
    const struct page_file *file, const char *query, const char *param)
{
	const char *params[] = {param, NULL};
	const struct fcgi_request r = {.query = query,
	    .params = params,
	    .body = file->data,
	    .body_len = file->len};

	return pool_fixture_send(&r);
}

int
pool_fixture_send_slow(const char *param, const char *other)
{
	const char *params[] = {param, other, NULL};
	const struct fcgi_request r = {.params = params,
	    .body = pool_fixture_slow_page.data,
	    .body_len = pool_fixture_slow_page.len};

	return pool_fixture_send(&r);
}

const struct fcgi_answer *
pool_fixture_finish(int fd, int status)
{
	static struct fcgi_answer a;

	fcgi_answer_clear(&a);
	assert_int_equal(fcgi_read(fd, &a, POOL_FIXTURE_MS), 0);
	if (a.status != status)
		fail_msg("%d instead of %d: %s", a.status, status, a.body);
	assert_true(a.ended);
	return &a;
}

const struct fcgi_answer *
pool_fixture_ask(const struct page_file *page, const char *query, int status)
{
	const struct fcgi_request r = {
	    .query = query, .body = page->data, .body_len = page->len};

	return pool_fixture_finish(pool_fixture_send(&r), status);
}

double
pool_fixture_headers(void)
{
	static const struct fcgi_request r = {.path = "/headers"};

	return pool_fixture_finish(pool_fixture_send(&r), 200)->ms;
}

struct scoreboard_worker
pool_fixture_idle(void)
{
	struct scoreboard_worker w;

	assert_true(test_pool_find(&pool_fixture, SCOREBOARD_IDLE, 0, &w,
			POOL_FIXTURE_MS) >= 0);
	return w;
}

struct scoreboard_worker
pool_fixture_recognizing(void)
{
	double end = process_now_ms() + POOL_FIXTURE_MS;
	struct scoreboard_worker w;

	do {
		assert_true(process_now_ms() < end);
		assert_true(test_pool_find(&pool_fixture, SCOREBOARD_BUSY, 0,
				&w, POOL_FIXTURE_MS) >= 0);
	} while (w.stage != SCOREBOARD_RECOGNIZING);
	return w;
}

struct scoreboard_worker
pool_fixture_in_layout(void)
{
	struct scoreboard_worker w = pool_fixture_recognizing();

	assert_int_equal(
	    process_wait_busy((pid_t)w.pid, LAYOUT_CPU_MS, POOL_FIXTURE_MS), 0);
	return w;
}

void
pool_fixture_workers(pid_t *workers)
{
	assert_int_equal(
	    pool_workers(&pool_fixture.pool, workers, POOL_FIXTURE_MS), 0);
}

void
pool_fixture_unchanged(const pid_t *workers)
{
	pid_t now[POOL_MAX];

	pool_fixture_workers(now);
	assert_memory_equal(
	    now, workers, pool_fixture.pool.workers * sizeof(*now));
	assert_int_equal(test_pool_record(&pool_fixture).generation, 1);
}

void
pool_fixture_reload(uint64_t generation)
{
	assert_int_equal(kill(pool_fixture.pool.pid, SIGHUP), 0);
	assert_int_equal(test_pool_wait_generation(
			     &pool_fixture, generation, POOL_FIXTURE_MS),
	    0);
}

unsigned
pool_fixture_extra(void)
{
	struct scoreboard_worker w;
	unsigned sum = 0;

	for (unsigned i = 0; i < pool_fixture.scoreboard->workers; i++)
		if (scoreboard_read_worker(pool_fixture.scoreboard, i, &w))
			sum += w.threads;
	return sum;
}

void
pool_fixture_wait_extra(unsigned wanted, double bound_ms)
{
	double end = process_now_ms() + bound_ms;

	while (pool_fixture_extra() != wanted) {
		assert_true(process_now_ms() < end);
		usleep(1000);
	}
}

json_t *
pool_fixture_logged(const char *member, const char *value)
{
	json_t *line =
	    log_reader_find(pool_fixture.log, member, value, POOL_FIXTURE_MS);

	assert_non_null(line);
	return line;
}

int
pool_fixture_threads(const char *id)
{
	json_t *line = pool_fixture_logged("id", id);
	int threads = (int)json_integer_value(json_object_get(line, "threads"));

	json_decref(line);
	return threads;
}

const struct process_result *
pool_fixture_run(int status, ...)
{
	const char *argv[ARGS_MAX] = {pool_program()};
	static struct process_result r;
	va_list list;

	va_start(list, status);
	collect(argv, 1, list);
	va_end(list);
	process_result_clear(&r);
	assert_int_equal(process_run(argv, POOL_FIXTURE_MS, &r), 0);
	assert_true(WIFEXITED(r.status));
	if (WEXITSTATUS(r.status) != status) {
		for (size_t i = 1; argv[i]; i++)
			print_error("%s ", argv[i]);
		fail_msg("%d instead of %d: %s", WEXITSTATUS(r.status), status,
		    r.err);
	}
	return &r;
}
