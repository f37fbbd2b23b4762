/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A file that crashed two workers, behind the real lighttpd: it is refused from
 * then on, by the next program, too, and no other file is.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "fcgi-worker/shm/scoreboard.h"
#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/problem.h"
#include "tests/lib/process.h"
#include "tests/lib/server.h"

#define WORKERS 2
#define END_MS 30000
#define TICK_MS 5
#define REFUSED "urn:mod_ocr:problem:quarantined"

struct victim {
	struct http_request request;
	struct http_answer answer;
};

static struct page_file grain, other, third, text;
static struct server *server;
static struct scoreboard *board;

static struct scoreboard_pool
record(void)
{
	struct scoreboard_pool p = {.master = 0};

	scoreboard_read_pool(board, &p);
	return p;
}

/* Waits for a worker that recognizes a page, crashes it, and waits until it is
 * replaced. */
static void
crash_the_busy_one(void)
{
	double end = process_now_ms() + END_MS;
	uint64_t before = record().restarts;
	struct scoreboard_worker w = {.pid = 0};

	while (
	    w.state != SCOREBOARD_BUSY || w.stage != SCOREBOARD_RECOGNIZING) {
		assert_true(process_now_ms() < end);
		for (unsigned i = 0; i < board->workers; i++)
			if (scoreboard_read_worker(board, i, &w) &&
			    w.state == SCOREBOARD_BUSY)
				break;
		poll(NULL, 0, TICK_MS);
	}
	assert_int_equal(kill((pid_t)w.pid, SIGSEGV), 0);
	while (record().restarts == before) {
		assert_true(process_now_ms() < end);
		poll(NULL, 0, TICK_MS);
	}
}

static void
expect_sent(const struct http_request *request, long status, const char *type)
{
	struct http_answer answer;
	json_t *problem;

	assert_int_equal(http_send(server->port, request, &answer), 0);
	if (type == NULL) {
		assert_int_equal(answer.status, status);
	} else {
		problem = problem_read(&answer, status);
		assert_non_null(problem);
		assert_string_equal(
		    json_string_value(json_object_get(problem, "type")), type);
		json_decref(problem);
	}
	http_answer_clear(&answer);
}

static void
expect(const struct page_file *file, long status, const char *type)
{
	const struct http_request request = {.path = "/ocr",
	    .method = "POST",
	    .body = file->data,
	    .body_len = file->len};

	expect_sent(&request, status, type);
}

static void *
run_victim(void *arg)
{
	struct victim *v = arg;

	http_send(server->port, &v->request, &v->answer);
	return NULL;
}

/* Sends the request, and crashes both workers that get it; it must be answered
 * 500. */
static void
crash(const struct http_request *request)
{
	struct victim v = {.request = *request};
	pthread_t client;

	pthread_create(&client, NULL, run_victim, &v);
	crash_the_busy_one();
	/* The request runs once more, in another worker. */
	crash_the_busy_one();
	pthread_join(client, NULL);
	json_decref(problem_read(&v.answer, 500));
	assert_int_equal(v.answer.status, 500);
	http_answer_clear(&v.answer);
}

static void
expect_quarantine(void)
{
	expect(&grain, 422, REFUSED);
	expect(&text, 200, NULL);
}

static void
test_a_file_that_crashes(void **state)
{
	double end = process_now_ms() + END_MS;
	const struct http_request raw = {.path = "/ocr",
	    .method = "POST",
	    .body = grain.data,
	    .body_len = grain.len};

	(void)state;
	crash(&raw);
	expect_quarantine();
	assert_int_equal(kill(server->pool.pid, SIGHUP), 0);
	while (record().generation < 2) {
		assert_true(process_now_ms() < end);
		poll(NULL, 0, TICK_MS);
	}
	expect_quarantine();
	assert_int_equal(record().restarts, 2);
}

/* Returns a form of the files, which end with NULL, with this boundary; its
 * body is to be freed, and its header is in static memory. */
static struct http_request
make_form(const char *path, const char **headers, const char *boundary,
    const struct page_file *const *files)
{
	static char type[96];
	char *data = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&data, &len);

	assert_non_null(f);
	for (; *files; files++) {
		fprintf(f,
		    "--%s\r\nContent-Disposition: form-data; name=\"file\"; "
		    "filename=\"a\"\r\n\r\n",
		    boundary);
		fwrite((*files)->data, 1, (*files)->len, f);
		fprintf(f, "\r\n");
	}
	fprintf(f, "--%s--\r\n", boundary);
	fclose(f);
	snprintf(type, sizeof(type),
	    "Content-Type: multipart/form-data; boundary=%s", boundary);
	headers[0] = type;
	return (struct http_request){.path = path,
	    .method = "POST",
	    .headers = headers,
	    .body = data,
	    .body_len = len};
}

/* Expects that the file is refused as well when it is compressed, with this
 * time in the head of the gzip file. */
static void
expect_packed(const struct page_file *file, unsigned long time)
{
	static const char *const headers[] = {"Content-Encoding: gzip", NULL};
	struct http_request request = {
	    .path = "/ocr", .method = "POST", .headers = headers};
	size_t room = file->len + 4096;
	gz_header head = {.time = time};
	z_stream z = {.avail_in = (uInt)file->len, .next_in = file->data};

	request.body = z.next_out = malloc(room);
	assert_non_null(request.body);
	z.avail_out = (uInt)room;
	assert_int_equal(deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, 0), Z_OK);
	assert_int_equal(deflateSetHeader(&z, &head), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	request.body_len = z.total_out;
	deflateEnd(&z);
	expect_sent(&request, 422, REFUSED);
	free((void *)(uintptr_t)request.body);
}

static void
expect_form(const char *path, const char *boundary,
    const struct page_file *const *files, long status, const char *type)
{
	const char *headers[2] = {NULL};
	struct http_request r = make_form(path, headers, boundary, files);

	expect_sent(&r, status, type);
	free((void *)(uintptr_t)r.body);
}

/* Each time the file is wrapped in another way. */
static void
test_a_wrapped_file(void **state)
{
	const struct page_file *one[] = {&other, NULL};
	const struct page_file *two[] = {&text, &third, NULL};
	const struct page_file *turned[] = {&text, &text, NULL};
	const char *headers[2] = {NULL};
	struct http_request r;

	(void)state;
	r = make_form("/ocr", headers, "first", one);
	crash(&r);
	free((void *)(uintptr_t)r.body);
	expect_form("/ocr", "second", one, 422, REFUSED);
	expect_form("/tesseract", "third", one, 422, REFUSED);
	expect(&other, 422, REFUSED);
	expect_packed(&other, 1);
	/* Of several files, it is not known which one crashed the worker. */
	r = make_form("/ocr", headers, "first", two);
	crash(&r);
	free((void *)(uintptr_t)r.body);
	expect_form("/ocr", "second", two, 422, REFUSED);
	expect_form("/ocr", "third", turned, 200, NULL);
	expect(&text, 200, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_file_that_crashes),
	    cmocka_unit_test(test_a_wrapped_file),
	};
	const struct server_options options = {.workers = WORKERS};
	const char *why;
	int rc = 1;

	if (page_noise(2500, 3500, 5, &grain) < 0 ||
	    page_noise(2500, 3500, 6, &other) < 0 ||
	    page_noise(2500, 3500, 7, &third) < 0 ||
	    page_text("The quick brown fox", PAGE_PNG, &text) < 0)
		return 1;
	server = server_start(&options);
	if (server)
		board = scoreboard_open(
		    server_path(server, "worker.sock.board"), &why);
	if (board)
		rc = cmocka_run_group_tests_name(
		    "quarantine", tests, NULL, NULL);
	scoreboard_close(board);
	if (server_stop(server) < 0)
		rc = 1;
	page_file_clear(&grain);
	page_file_clear(&other);
	page_file_clear(&third);
	page_file_clear(&text);
	return server_report(rc);
}
