/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A server and its clients, with assertions.
 */
#include "tests/lib/server_fixture.h"

#include "tests/lib/test.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/log_reader.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/status.h"

enum { TICK_MS = 5 };

struct server *server_fixture;

int
server_fixture_open(const struct server_options *options)
{
	server_fixture = server_start(options);
	return server_fixture ? 0 : -1;
}

int
server_fixture_setup(void **state)
{
	static const struct server_options usual = {.workers = 1};

	return server_fixture_open(*state ? *state : &usual);
}

int
server_fixture_teardown(void **state)
{
	int rc = server_stop(server_fixture);

	(void)state;
	server_fixture = NULL;
	return rc;
}

int64_t
server_fixture_number(const char *name)
{
	return status_number(server_fixture->port, name);
}

void
server_fixture_wait(const char *name, int64_t wanted)
{
	if (status_wait(server_fixture->port, name, wanted, SERVER_FIXTURE_MS) <
	    0)
		fail_msg("%s is not as wanted", name);
}

/* Returns a worker that recognizes a page and is not the other one, or 0. */
static pid_t
find_recognizing(pid_t other)
{
	json_t *status = status_read(server_fixture->port), *worker;
	pid_t pid = 0;
	size_t i;

	json_array_foreach(json_object_get(status, "workers"), i, worker)
	{
		const char *stage =
		    json_string_value(json_object_get(worker, "stage"));
		json_int_t its =
		    json_integer_value(json_object_get(worker, "pid"));

		if (stage && strcmp(stage, "recognizing") == 0 && its != other)
			pid = (pid_t)its;
	}
	json_decref(status);
	return pid;
}

pid_t
server_fixture_recognizing(pid_t other)
{
	double end = process_now_ms() + SERVER_FIXTURE_MS;
	pid_t pid;

	while ((pid = find_recognizing(other)) == 0) {
		if (process_now_ms() > end)
			fail_msg("no worker recognizes a page");
		poll(NULL, 0, TICK_MS);
	}
	return pid;
}

/* Two times between which the lighttpd that answers now was started. */
struct start {
	double earliest_ms, latest_ms;
};

static struct start
started(void)
{
	double begin = process_now_ms();
	int64_t uptime_ms = server_fixture_number("uptime_ms");

	assert_true(uptime_ms >= 0);
	return (struct start){begin - (double)uptime_ms - 1,
	    process_now_ms() - (double)uptime_ms + 1};
}

void
server_fixture_reload(void)
{
	struct start before = started();
	double end = process_now_ms() + SERVER_FIXTURE_MS;

	assert_int_equal(kill(server_fixture->pid, SIGUSR1), 0);
	while (started().earliest_ms < before.latest_ms) {
		assert_true(process_now_ms() < end);
		usleep(10000);
	}
}

void
server_fixture_get(
    const char *path, const char *const *headers, struct http_answer *answer)
{
	assert_int_equal(
	    http_get(server_fixture->port, path, headers, answer), 0);
	if (answer->status != 200)
		fail_msg("%s: %ld %s", path, answer->status, answer->body);
}

char *
server_fixture_document(const char *path, const struct page_file *page,
    const char *type, size_t *len)
{
	const struct http_request request = {
	    .path = path, .body = page->data, .body_len = page->len};
	char *body = http_document(server_fixture->port, &request, type, len);

	assert_non_null(body);
	return body;
}

int
server_fixture_post(const char *path, const char *headers, size_t len)
{
	int fd = client_post(server_fixture->port, path, headers, len);

	assert_true(fd >= 0);
	return fd;
}

int
server_fixture_begin(const char *path)
{
	char head[256];
	int fd, len = snprintf(head, sizeof(head),
		    "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: "
		    "1000\r\n\r\nhalf",
		    path);

	fd = raw_request(server_fixture->port, head, (size_t)len);
	assert_true(fd >= 0);
	return fd;
}

const char *
server_fixture_finish(int fd, int status)
{
	const char *answer;
	int got = client_finish(fd, SERVER_FIXTURE_MS, &answer);

	if (got != status)
		fail_msg("%d instead of %d: %s", got, status, answer);
	return answer;
}

int
server_fixture_hold(void)
{
	int fd;

	assert_int_equal(pool_freeze(&server_fixture->pool), 0);
	fd = server_fixture_post("/headers?timeout=60", "", 10);
	server_fixture_wait("running", 1);
	return fd;
}

void
server_fixture_drain(const int *fds, int n)
{
	assert_int_equal(pool_thaw(&server_fixture->pool), 0);
	for (int i = 0; i < n; i++)
		server_fixture_finish(fds[i], 200);
}

void
server_fixture_put(const char *path, const char *const *headers,
    const void *body, size_t len, struct http_answer *answer)
{
	const struct http_request request = {.method = "PUT",
	    .path = path,
	    .headers = headers,
	    .body = body,
	    .body_len = len};

	assert_int_equal(http_send(server_fixture->port, &request, answer), 0);
}

json_t *
server_fixture_logged(const char *member, const char *value)
{
	json_t *line =
	    log_reader_find(server_path(server_fixture, "worker.log"), member,
		value, SERVER_FIXTURE_MS);

	assert_non_null(line);
	return line;
}

char *
server_fixture_log(void)
{
	char *log =
	    process_read_file(server_path(server_fixture, "worker.log"), NULL);

	assert_non_null(log);
	return log;
}
