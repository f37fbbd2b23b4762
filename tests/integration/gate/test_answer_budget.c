/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Answers that are too large, and answers that end before they are whole, from
 * a pool that writes as much as it is told to: they are ended, the spool stays
 * small, and no 200 is cut.
 */
#include "tests/lib/test.h"

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/h2.h"
#include "tests/lib/http.h"
#include "tests/lib/pool.h"
#include "tests/lib/problem.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/status.h"

#define LIMIT_KB 4096
/* So much may be on its way beyond the limit: lighttpd reads 256 kB at once. */
#define MORE_KB 1024
/* The log may have so much of what workers say, which is a few requests'
 * share. */
#define LOG_KB 512
#define LARGE 24000000
/* A worker that dies has written a little more than a million bytes. */
#define HALF 4000000
#define GET "GET /headers HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

static char answer[LARGE + 65536];

/* Returns the bytes of all files below a directory. */
static off_t
tree_bytes(const char *path)
{
	struct dirent *entry;
	DIR *dir = opendir(path);
	off_t sum = 0;

	while (dir && (entry = readdir(dir))) {
		struct stat st;
		char sub[512];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(sub, sizeof(sub), "%s/%s", path, entry->d_name);
		if (lstat(sub, &st) == 0)
			sum +=
			    S_ISDIR(st.st_mode) ? tree_bytes(sub) : st.st_size;
	}
	if (dir)
		closedir(dir);
	return sum;
}

static int
ask(void)
{
	int fd = raw_request(server_fixture->port, GET, sizeof(GET) - 1);

	assert_true(fd >= 0);
	return fd;
}

/* Reads the status of the answer.  Returns the most bytes that the spool had
 * meanwhile. */
static off_t
watch_spool(int fd, long *status)
{
	double end = process_now_ms() + SERVER_FIXTURE_MS;
	off_t most = 0;
	long n = 0;

	/* If nothing holds the answer up, this loop ends before the disk is
	 * full. */
	while (n == 0 && most < LARGE && process_now_ms() < end) {
		off_t now = tree_bytes(server_path(server_fixture, "spool"));

		most = now > most ? now : most;
		n = raw_read(fd, answer, 14, 5);
	}
	close(fd);
	if (n < 12)
		fail_msg(
		    "no answer, and %jd bytes in the spool", (intmax_t)most);
	*status = strtol(answer + 9, NULL, 10);
	return most;
}

static void
test_endless_answer(void **state)
{
	struct http_answer problem;
	json_t *json;
	off_t most;
	long status;
	int fd = ask();

	(void)state;
	most = watch_spool(fd, &status);
	assert_int_equal(status, 413);
	if (most > (LIMIT_KB + MORE_KB) * 1024)
		fail_msg("%jd bytes in the spool", (intmax_t)most);
	/* The connection to its worker was closed: the only worker serves
	 * again, and the client is told why. */
	json = problem_send(server_fixture->port,
	    &(struct http_request){.path = "/headers"}, 413, &problem);
	assert_string_equal(json_string_value(json_object_get(json, "type")),
	    "urn:mod_ocr:problem:answer-too-large");
	assert_int_equal(
	    json_integer_value(json_object_get(json, "limit_bytes")),
	    LIMIT_KB * 1024);
	assert_non_null(
	    strstr(json_string_value(json_object_get(json, "detail")),
		"larger than this server keeps"));
	json_decref(json);
	http_answer_clear(&problem);
	json = problem_send(server_fixture->port,
	    &(struct http_request){.path = "/headers", .h2 = true}, 413,
	    &problem);
	json_decref(json);
	http_answer_clear(&problem);
	server_fixture_wait("answer_bytes", 0);
	server_fixture_wait("spool_bytes", 0);
	assert_int_equal(server_fixture_number("totals.failed"), 3);
	printf("at most %jd bytes in the spool\n", (intmax_t)most);
}

/* Reads a stream into answer, as far as it comes.  Returns its length. */
static long
read_stream(void)
{
	int fd = ask();
	long len = raw_read(fd, answer, sizeof(answer), SERVER_FIXTURE_MS);

	close(fd);
	assert_true(len > 1000);
	assert_memory_equal(answer, "HTTP/1.1 200 ", 13);
	return len;
}

/* A stream that has begun breaks off where its client sees it. */
static void
test_endless_stream(void **state)
{
	long len = read_stream();
	int fd;

	(void)state;
	assert_true(len < (LIMIT_KB + MORE_KB) * 1024);
	assert_non_null(strstr(answer, "chunked"));
	assert_memory_not_equal(answer + len - 5, "0\r\n\r\n", 5);
	fd = h2_connect(server_fixture->port);
	assert_true(fd >= 0);
	assert_int_equal(h2_post(fd, 1, "/headers", "x", 1), 0);
	assert_int_equal(
	    h2_answer(fd, 1, answer, sizeof(answer), SERVER_FIXTURE_MS), -1);
	close(fd);
	server_fixture_wait("answer_bytes", 0);
}

/* What a worker says beside its answer is limited, too: lighttpd itself would
 * write all of it into the error log. */
static void
test_endless_log(void **state)
{
	struct http_answer problem;
	struct stat st;

	(void)state;
	for (int i = 0; i < 3; i++) {
		json_decref(problem_send(server_fixture->port,
		    &(struct http_request){.path = "/headers", .h2 = i & 1},
		    500, &problem));
		http_answer_clear(&problem);
	}
	assert_int_equal(
	    stat(server_path(server_fixture, "error.log"), &st), 0);
	assert_true(st.st_size < LOG_KB * 1024);
}

static void
test_endless_interim_answers(void **state)
{
	size_t before = process_rss(server_fixture->pid);
	int fd = ask();

	(void)state;
	/* This client reads nothing. */
	server_fixture_wait("totals.failed", 1);
	/* AddressSanitizer keeps freed memory. */
	if (!server_is_sanitized())
		assert_true(process_rss(server_fixture->pid) <
			    before + MORE_KB * 1024 * 8);
	close(fd);
}

/* An answer that its client does not read takes room from others until it is
 * read. */
static void
test_answers_share_the_room(void **state)
{
	struct http_answer other;
	int slow = ask();
	long len;

	(void)state;
	server_fixture_wait("totals.answered", 1);
	assert_true(server_fixture_number("answer_bytes") >= LARGE);
	assert_int_equal(server_fixture_number("spool_files"), 1);
	json_decref(problem_send(server_fixture->port,
	    &(struct http_request){.path = "/headers"}, 503, &other));
	assert_non_null(http_header(&other, "Retry-After"));
	http_answer_clear(&other);
	/* Still all of it comes. */
	len = raw_read(slow, answer, sizeof(answer), SERVER_FIXTURE_MS);
	close(slow);
	assert_memory_equal(answer, "HTTP/1.1 200 ", 13);
	assert_true(len > LARGE);
	server_fixture_wait("answer_bytes", 0);
	assert_int_equal(http_status(server_fixture->port, "/headers"), 200);
	server_fixture_wait("spool_bytes", 0);
	assert_int_equal(server_fixture_number("spool_files"), 0);
}

/* Two workers die in the middle of the answer, one after the other. */
static void
test_half_an_answer(void **state)
{
	struct http_answer problem;

	(void)state;
	json_decref(problem_send(server_fixture->port,
	    &(struct http_request){.path = "/headers"}, 500, &problem));
	http_answer_clear(&problem);
	assert_int_equal(server_fixture_number("totals.replayed"), 1);
	json_decref(problem_send(server_fixture->port,
	    &(struct http_request){.path = "/headers", .h2 = true}, 500,
	    &problem));
	http_answer_clear(&problem);
	server_fixture_wait("answer_bytes", 0);
	server_fixture_wait("spool_bytes", 0);
}

/* Some of the stream has been sent, so its client sees that it breaks off. */
static void
test_half_a_stream(void **state)
{
	long len = read_stream();
	int fd;

	(void)state;
	assert_true(len < HALF);
	fd = h2_connect(server_fixture->port);
	assert_true(fd >= 0);
	assert_int_equal(h2_get(fd, 1, "/headers"), 0);
	assert_int_equal(
	    h2_answer(fd, 1, answer, sizeof(answer), SERVER_FIXTURE_MS), -1);
	close(fd);
	server_fixture_wait("answer_bytes", 0);
}

static const char *const endless[] = {"-b", "-1", NULL};
static const char *const streams[] = {
    "-b", "-1", "-c", "application/x-ndjson", NULL};
static const char *const stderr_alone[] = {"-e", "stderr", NULL};
static const char *const lines[] = {"-e", "lines", NULL};
static struct server_options many_lines = {
    .workers = 1, .worker_args = lines, .conf = "ocr.scoreboard := \"\"\n"};
static const char *const late[] = {"-e", "late", NULL};
static const char *const unknown[] = {"-e", "unknown", NULL};
static const char *const interim[] = {"-e", "interim", NULL};
static const char *const large[] = {"-b", "24000000", NULL};
static const char *const dies[] = {"-b", "24000000", "-d", "1000000", NULL};
static const char *const dies_streaming[] = {
    "-b", "24000000", "-d", "1000000", "-c", "application/x-ndjson", NULL};

static struct server_options options[] = {
    {.workers = 1,
	.worker_args = endless,
	.conf = "ocr.answer-limit := 4096\nocr.scoreboard := \"\"\n"},
    {.workers = 1,
	.worker_args = streams,
	.conf = "ocr.answer-limit := 4096\nocr.scoreboard := \"\"\n"},
    {.workers = 1,
	.worker_args = large,
	.conf = "ocr.spool-limit := 32768\nocr.scoreboard := \"\"\n"},
    {.workers = 1,
	.worker_args = stderr_alone,
	.conf = "ocr.scoreboard := \"\"\n"},
    {.workers = 1, .worker_args = interim, .conf = "ocr.scoreboard := \"\"\n"},
    {.workers = 6, .worker_args = dies, .conf = "ocr.scoreboard := \"\"\n"},
    {.workers = 6,
	.worker_args = dies_streaming,
	.conf = "ocr.scoreboard := \"\"\n"},
    {.workers = 1, .worker_args = late, .conf = "ocr.scoreboard := \"\"\n"},
    {.workers = 1, .worker_args = unknown, .conf = "ocr.scoreboard := \"\"\n"},
};

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(test_endless_answer, &options[0]),
	    SERVER_FIXTURE_TEST(test_endless_stream, &options[1]),
	    SERVER_FIXTURE_TEST(test_answers_share_the_room, &options[2]),
	    SERVER_FIXTURE_TEST(test_endless_log, &many_lines),
	    SERVER_FIXTURE_TEST(test_endless_log, &options[3]),
	    SERVER_FIXTURE_TEST(test_endless_log, &options[7]),
	    SERVER_FIXTURE_TEST(test_endless_log, &options[8]),
	    SERVER_FIXTURE_TEST(test_endless_interim_answers, &options[4]),
	    SERVER_FIXTURE_TEST(test_half_an_answer, &options[5]),
	    SERVER_FIXTURE_TEST(test_half_a_stream, &options[6]),
	};

	setenv("OCR_WORKER", pool_responder(), 1);
	return server_report(
	    cmocka_run_group_tests_name("answer_budget", tests, NULL, NULL));
}
