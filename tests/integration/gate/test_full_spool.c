/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A spool whose file system is filled by others: no answer is cut, the client
 * of an upload that cannot be kept is told so, and the server is ready again
 * once there is room.
 */
#include "tests/lib/test.h"

#include <jansson.h>
#include <linux/sockios.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/h2.h"
#include "tests/lib/http.h"
#include "tests/lib/pool.h"
#include "tests/lib/problem.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/small_disk.h"
#include "tests/lib/status.h"

#define DISK (16L << 20)
#define UPLOAD (1 << 20)
/* More than lighttpd keeps in memory; the pool takes some time for it. */
#define ANSWER 300000
#define PIECE 16384
/* So many pieces may be sent before a client hears of the first. */
#define WINDOW 5
#define HELD_MS 3000
#define TICK_MS 2
/* A body has so much room before it comes (mod_ocr/gate_room.c). */
#define AHEAD 65536
#define GET "GET /headers HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

static char upload[UPLOAD], answer[ANSWER + 65536];

static long
ready(void)
{
	return http_status(server_fixture->port, "/readyz");
}

static long
ready_in_metrics(void)
{
	static const char mark[] = "\nocr_ready ";
	struct http_answer got;
	const char *at;
	long value;

	server_fixture_get("/metrics", NULL, &got);
	at = strstr(got.body, mark);
	assert_non_null(at);
	value = strtol(at + strlen(mark), NULL, 10);
	http_answer_clear(&got);
	return value;
}

/* Sends the request, whose answer must be a 503 with Retry-After. */
static void
refused(const struct http_request *request)
{
	struct http_answer got;

	json_decref(problem_send(server_fixture->port, request, 503, &got));
	assert_non_null(http_header(&got, "Retry-After"));
	http_answer_clear(&got);
}

static void
test_uploads(void **state)
{
	struct http_request request = {
	    .path = "/ocr", .body = upload, .body_len = UPLOAD};
	int h2 = h2_connect(server_fixture->port);

	(void)state;
	assert_true(h2 >= 0);
	assert_int_equal(ready(), 200);
	small_disk_leave(4096);
	assert_int_equal(ready(), 503);
	assert_int_equal(ready_in_metrics(), 0);
	refused(&request);
	request.h2 = true;
	refused(&request);
	request.h2 = false;
	request.chunked = true;
	refused(&request);
	assert_int_equal(h2_post_headers(h2, 1, "/ocr", UPLOAD), 0);
	assert_int_equal(
	    h2_answer(h2, 1, answer, sizeof(answer), SERVER_FIXTURE_MS), 503);
	close(h2);
	small_disk_empty();
	assert_int_equal(ready(), 200);
	assert_int_equal(ready_in_metrics(), 1);
	server_fixture_wait("spool_bytes", 0);
}

/* The disk is full before the whole body has come. */
static void
test_an_upload_under_way(void **state)
{
	static const char head[] = "POST /ocr HTTP/1.1\r\nHost: a\r\n"
				   "Content-Length: 1048576\r\n\r\n";
	int fd = raw_request(server_fixture->port, head, sizeof(head) - 1);
	const char *said;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(raw_send(fd, upload, 200000), 0);
	server_fixture_wait("reading", 1);
	small_disk_leave(0);
	raw_send(fd, upload, 200000);
	said = server_fixture_finish(fd, 503);
	assert_non_null(strstr(said, "Retry-After: "));
	small_disk_empty();
	server_fixture_wait("spool_bytes", 0);
}

/* The disk fills while a body comes over HTTP/2: it is refused before lighttpd
 * fails to write it, which would reset the stream. */
static void
test_an_upload_over_http2_under_way(void **state)
{
	int fd = h2_connect(server_fixture->port);
	int64_t arrived = 0, kept;
	double end = process_now_ms() + SERVER_FIXTURE_MS;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(h2_post_headers(fd, 1, "/ocr", UPLOAD), 0);
	server_fixture_wait("reading", 1);
	small_disk_leave(10 * PIECE);
	do {
		assert_int_equal(h2_data(fd, 1, upload, PIECE), 0);
		arrived += PIECE;
		do {
			kept =
			    status_number(server_fixture->port, "spool_bytes");
			assert_true(process_now_ms() < end);
		} while (kept != 0 && kept != arrived + AHEAD);
	} while (kept != 0);
	assert_in_range(arrived, 5 * PIECE, 10 * PIECE);
	assert_int_equal(
	    h2_answer(fd, 1, answer, sizeof(answer), SERVER_FIXTURE_MS), 503);
	close(fd);
	small_disk_empty();
	server_fixture_wait("spool_files", 0);
}

/* Sends pieces of an upload, each when the gate has read those before. */
static void
send_pieces(int fd, int n, int64_t *arrived)
{
	for (int i = 0; i < n; i++) {
		assert_int_equal(h2_data(fd, 1, upload, PIECE), 0);
		*arrived += PIECE;
		server_fixture_wait("spool_bytes", *arrived + AHEAD);
	}
}

/* Sends n pieces while lighttpd is stopped, so that it finds all of them at
 * once, if the kernel holds as much for a process that does not read
 * (net.ipv4.tcp_rmem). */
static void
send_at_once(int fd, int n)
{
	double end = process_now_ms() + HELD_MS;
	int left = 1;

	assert_int_equal(kill(server_fixture->pid, SIGSTOP), 0);
	assert_int_equal(
	    waitpid(server_fixture->pid, NULL, WUNTRACED), server_fixture->pid);
	for (; n > 0; n--)
		assert_int_equal(h2_data(fd, 1, upload, PIECE), 0);
	while (left > 0 && process_now_ms() < end) {
		assert_int_equal(ioctl(fd, SIOCOUTQ, &left), 0);
		poll(NULL, 0, TICK_MS);
	}
	assert_int_equal(kill(server_fixture->pid, SIGCONT), 0);
}

/*
 * Fills the disk when so many pieces of an upload have come, and then sends
 * more.  The client must be answered 503 and not be reset, whether the rest is
 * sent before the answer or not, and its connection must still work.
 */
static void
filled_at_once(int pieces, int more)
{
	int fd = h2_connect(server_fixture->port);
	int64_t arrived = 0, refused;

	assert_true(fd >= 0);
	refused = server_fixture_number("refused.spool_full");
	assert_int_equal(h2_post_headers(fd, 1, "/ocr", UPLOAD), 0);
	server_fixture_wait("reading", 1);
	send_pieces(fd, pieces, &arrived);
	small_disk_leave(0);
	send_at_once(fd, more);
	server_fixture_wait("refused.spool_full", refused + 1);
	server_fixture_wait("spool_bytes", 0);
	send_at_once(fd, WINDOW);
	assert_int_equal(
	    h2_answer(fd, 1, answer, sizeof(answer), SERVER_FIXTURE_MS), 503);
	assert_non_null(strstr(answer, "There is no room for this body now."));
	assert_int_equal(h2_get(fd, 3, "/healthz"), 0);
	assert_int_equal(
	    h2_answer(fd, 3, answer, sizeof(answer), SERVER_FIXTURE_MS), 200);
	close(fd);
	small_disk_empty();
	server_fixture_wait("spool_files", 0);
}

/* The disk is filled before the file is made, when it is first written, and
 * later. */
static void
test_a_disk_that_is_filled_at_once(void **state)
{
	(void)state;
	filled_at_once(1, 4);
	filled_at_once(4, 1);
	filled_at_once(8, 1);
	filled_at_once(4, WINDOW);
	filled_at_once(50, WINDOW);
}

/* Lets lighttpd open no file until give_descriptors gets the limit that is
 * returned. */
static struct rlimit
take_descriptors(void)
{
	struct rlimit before, few;

	assert_int_equal(
	    prlimit(server_fixture->pid, RLIMIT_NOFILE, NULL, &before), 0);
	few = before;
	few.rlim_cur = 4;
	assert_int_equal(
	    prlimit(server_fixture->pid, RLIMIT_NOFILE, &few, NULL), 0);
	return before;
}

static void
give_descriptors(const struct rlimit *before)
{
	assert_int_equal(
	    prlimit(server_fixture->pid, RLIMIT_NOFILE, before, NULL), 0);
}

/* The body cannot be kept either if lighttpd can open no file. */
static void
test_an_upload_without_a_descriptor(void **state)
{
	struct rlimit before;
	int fd = h2_connect(server_fixture->port);
	int64_t arrived = 0;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(h2_post_headers(fd, 1, "/ocr", UPLOAD), 0);
	server_fixture_wait("reading", 1);
	send_pieces(fd, 2, &arrived);
	before = take_descriptors();
	for (int i = 0; i < 3; i++)
		assert_int_equal(h2_data(fd, 1, upload, PIECE), 0);
	assert_int_equal(
	    h2_answer(fd, 1, answer, sizeof(answer), SERVER_FIXTURE_MS), 503);
	close(fd);
	give_descriptors(&before);
	server_fixture_wait("spool_bytes", 0);
}

static int
ask(void)
{
	int fd = raw_request(server_fixture->port, GET, sizeof(GET) - 1);

	assert_true(fd >= 0);
	server_fixture_wait("running", 1);
	return fd;
}

static void
test_an_answer(void **state)
{
	int fd = ask(), h2;

	(void)state;
	small_disk_leave(0);
	assert_non_null(
	    strstr(server_fixture_finish(fd, 503), "Retry-After: "));
	small_disk_empty();
	h2 = h2_connect(server_fixture->port);
	assert_true(h2 >= 0);
	assert_int_equal(h2_get(h2, 1, "/headers"), 0);
	server_fixture_wait("running", 1);
	small_disk_leave(0);
	assert_int_equal(
	    h2_answer(h2, 1, answer, sizeof(answer), SERVER_FIXTURE_MS), 503);
	close(h2);
	small_disk_empty();
	assert_int_equal(server_fixture_number("totals.failed"), 2);
	assert_int_equal(http_status(server_fixture->port, "/headers"), 200);
	server_fixture_wait("answer_bytes", 0);
	server_fixture_wait("spool_bytes", 0);
}

/* lighttpd can open no file. */
static void
test_no_descriptor(void **state)
{
	struct rlimit before;
	int fd = ask();

	(void)state;
	before = take_descriptors();
	assert_non_null(
	    strstr(server_fixture_finish(fd, 503), "Retry-After: "));
	give_descriptors(&before);
	assert_int_equal(http_status(server_fixture->port, "/headers"), 200);
}

/* A stream that has begun breaks off where its client sees it. */
static void
test_a_stream(void **state)
{
	int fd = ask();
	long len;

	(void)state;
	small_disk_leave(0);
	server_fixture_wait("totals.failed", 1);
	len = raw_read(fd, answer, sizeof(answer), SERVER_FIXTURE_MS);
	close(fd);
	assert_true(len > 1000);
	assert_memory_equal(answer, "HTTP/1.1 200 ", 13);
	assert_memory_not_equal(answer + len - 5, "0\r\n\r\n", 5);
	small_disk_empty();
	server_fixture_wait("answer_bytes", 0);
}

#define CONF                                                                   \
	"ocr.scoreboard := \"\"\nocr.spool := env.OCR_TEST_SPOOL\n"            \
	"server.upload-dirs := ( env.OCR_TEST_SPOOL )\n"

static const char *const sized[] = {"-b", "300000", "-t", "500", NULL};
static const char *const stream[] = {
    "-b", "60000000", "-t", "500", "-c", "application/x-ndjson", NULL};

static struct server_options options[] = {
    {.workers = 1, .worker_args = sized, .conf = CONF},
    {.workers = 1, .worker_args = stream, .conf = CONF},
};

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(test_uploads, &options[0]),
	    SERVER_FIXTURE_TEST(test_an_upload_under_way, &options[0]),
	    SERVER_FIXTURE_TEST(
		test_an_upload_over_http2_under_way, &options[0]),
	    SERVER_FIXTURE_TEST(
		test_a_disk_that_is_filled_at_once, &options[0]),
	    SERVER_FIXTURE_TEST(
		test_an_upload_without_a_descriptor, &options[0]),
	    SERVER_FIXTURE_TEST(test_an_answer, &options[0]),
	    SERVER_FIXTURE_TEST(test_no_descriptor, &options[0]),
	    SERVER_FIXTURE_TEST(test_a_stream, &options[1]),
	};
	int rc;

	if (small_disk_mount(DISK) < 0) {
		perror("NOT TESTED: no disk of its own");
		return 0;
	}
	memcpy(upload, "\x89PNG\r\n\x1a\n", 8);
	setenv("OCR_TEST_SPOOL", small_disk, 1);
	setenv("OCR_WORKER", pool_responder(), 1);
	rc = cmocka_run_group_tests_name("full_spool", tests, NULL, NULL);
	if (small_disk_unmount() < 0)
		rc = 1;
	return server_report(rc);
}
