/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Each file has a server of its own, since a worker keeps memory that it once
 * took.
 */
#include "tests/lib/peak.h"

#include <stdio.h>

#include "tests/lib/http.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"

#define START_MS 5000
#define READ_MS 600000
#define CONF "ocr.body-limit := 131072\nserver.max-request-size := 132000\n"

static size_t
measure(struct server *server, const struct page_file *file, const char *path)
{
	const struct http_request request = {.path = path,
	    .body = file->data,
	    .body_len = file->len,
	    .bound_ms = READ_MS};
	struct http_answer answer;
	size_t bytes = 0;
	pid_t worker;

	if (pool_workers(&server->pool, &worker, START_MS) < 0 ||
	    http_send(server->port, &request, &answer) < 0)
		return 0;
	if (answer.status == 200)
		bytes = process_peak(worker);
	else
		fprintf(stderr, "%s: %s\n", path, answer.body);
	http_answer_clear(&answer);
	return bytes;
}

size_t
peak_of(const struct page_file *file, const char *path)
{
	static const char *const args[] = {"--max-pages", "10000", NULL};
	const struct server_options options = {
	    .workers = 1, .conf = CONF, .worker_args = args};
	struct server *server = server_start(&options);
	size_t bytes = server ? measure(server, file, path) : 0;

	return server_stop(server) == 0 ? bytes : 0;
}
