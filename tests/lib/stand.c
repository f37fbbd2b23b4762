/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A server and its clients, with assertions.
 */
#include "tests/lib/stand.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <stdio.h>

#include "tests/lib/client.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/status.h"
#include "tests/lib/worklog.h"

struct server *stand;

int
stand_open(const struct server_options *options)
{
	stand = server_start(options);
	return stand ? 0 : -1;
}

int
stand_setup(void **state)
{
	static const struct server_options usual = {.workers = 1};

	return stand_open(*state ? *state : &usual);
}

int
stand_teardown(void **state)
{
	int rc = server_stop(stand);

	(void)state;
	stand = NULL;
	return rc;
}

void
stand_wait(const char *name, int64_t wanted)
{
	if (status_wait(stand->port, name, wanted, STAND_MS) < 0)
		fail_msg("%s is not as wanted", name);
}

void
stand_get(
    const char *path, const char *const *headers, struct http_answer *answer)
{
	assert_int_equal(http_get(stand->port, path, headers, answer), 0);
	if (answer->status != 200)
		fail_msg("%s: %ld %s", path, answer->status, answer->body);
}

char *
stand_document(const char *path, const struct page_file *page, const char *type,
    size_t *len)
{
	const struct http_request request = {
	    .path = path, .body = page->data, .body_len = page->len};
	char *body = http_document(stand->port, &request, type, len);

	assert_non_null(body);
	return body;
}

int
stand_post(const char *path, const char *headers, size_t len)
{
	int fd = client_post(stand->port, path, headers, len);

	assert_true(fd >= 0);
	return fd;
}

int
stand_begin(const char *path)
{
	char head[256];
	int fd, len = snprintf(head, sizeof(head),
		    "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: "
		    "1000\r\n\r\nhalf",
		    path);

	fd = raw_request(stand->port, head, (size_t)len);
	assert_true(fd >= 0);
	return fd;
}

const char *
stand_finish(int fd, int status)
{
	const char *answer;
	int got = client_finish(fd, STAND_MS, &answer);

	if (got != status)
		fail_msg("%d instead of %d: %s", got, status, answer);
	return answer;
}

int
stand_hold(void)
{
	int fd;

	assert_int_equal(pool_freeze(&stand->pool), 0);
	fd = stand_post("/headers?timeout=60", "", 10);
	stand_wait("running", 1);
	return fd;
}

void
stand_drain(const int *fds, int n)
{
	assert_int_equal(pool_thaw(&stand->pool), 0);
	for (int i = 0; i < n; i++)
		stand_finish(fds[i], 200);
}

json_t *
stand_logged(const char *member, const char *value)
{
	json_t *line = worklog_find(
	    server_path(stand, "worker.log"), member, value, STAND_MS);

	assert_non_null(line);
	return line;
}

char *
stand_log(void)
{
	char *log = process_read_file(server_path(stand, "worker.log"), NULL);

	assert_non_null(log);
	return log;
}
