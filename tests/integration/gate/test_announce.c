/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Connections that announce much and send little keep nobody else out.
 */
#include "tests/lib/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"

enum { FLOOD = 128, SERVICE_MS = 200, CROWD = 10, SILENT = 17, PRESSED = 14 };

static const char *const args[] = {"-t", "200", NULL};
/* The shipped configuration has room for four gigabytes. */
static struct server_options options = {.workers = 1, .worker_args = args};
/* A client may have three of eleven places. */
static struct server_options small = {.workers = 1,
    .worker_args = args,
    .conf = "ocr.client-key := \"X-Client\"\n"
	    "ocr.client-limit := 3\nocr.queue-limit := 11\n"};
/* There are sixteen places, of which a client may have four. */
static struct server_options places = {.workers = 1,
    .worker_args = args,
    .conf = "ocr.client-key := \"X-Client\"\n"
	    "ocr.client-limit := 4\nocr.queue-limit := 16\n"};

static void
test_an_announced_length_takes_no_room(void **state)
{
	static const char head[] = "POST /headers HTTP/1.1\r\nHost: h\r\n"
				   "Content-Length: 33554432\r\n\r\n";
	int fds[FLOOD];
	double begin;

	(void)state;
	for (int i = 0; i < FLOOD; i++) {
		fds[i] = raw_request(server_fixture->port, head, strlen(head));
		assert_true(fds[i] >= 0);
	}
	server_fixture_wait("reading", FLOOD);
	assert_in_range(server_fixture_number("spool_bytes"), 0, FLOOD * 65536);
	begin = process_now_ms();
	/* A large body is accepted, too, for which there would have been no
	 * room. */
	server_fixture_finish(
	    server_fixture_post("/headers", "", 1000000), 200);
	if (process_now_ms() - begin > 2 * SERVICE_MS + 200)
		fail_msg("after %.0f ms", process_now_ms() - begin);
	for (int i = 0; i < FLOOD; i++)
		close(fds[i]);
	server_fixture_wait("spool_bytes", 0);
}

/* One client sends all the requests that it can, and then another one comes. */
static void
test_no_client_fills_the_queue(void **state)
{
	int fds[CROWD], holder, other, refused = 0;

	(void)state;
	holder = server_fixture_hold();
	for (int i = 0; i < CROWD; i++)
		fds[i] =
		    server_fixture_post("/headers", "X-Client: crowd\r\n", 10);
	server_fixture_wait("queued", 3);
	other = server_fixture_post("/headers", "X-Client: other\r\n", 10);
	server_fixture_wait("queued", 4);
	assert_int_equal(pool_thaw(&server_fixture->pool), 0);
	server_fixture_finish(other, 200);
	server_fixture_finish(holder, 200);
	for (int i = 0; i < CROWD; i++)
		refused += client_finish(fds[i], 10000, NULL) == 429;
	assert_int_equal(refused, CROWD - 3);
}

/* When uploads from many clients hold all places, as many are refused as are
 * needed to let others in, the slowest first. */
static void
test_silent_uploads_give_way(void **state)
{
	int fds[SILENT], refused = 0;
	char head[160];

	(void)state;
	for (int i = 0; i < SILENT; i++) {
		int n;

		/* lighttpd may read those that come at once in any order. */
		if (i == SILENT - PRESSED + 1)
			server_fixture_wait("reading", i);
		n = snprintf(head, sizeof(head),
		    "POST /headers HTTP/1.1\r\nHost: h\r\nX-Client: %d\r\n"
		    "Content-Length: 20000\r\n\r\n%.*s",
		    i, i >= SILENT - PRESSED + 1 ? 10 : 1, "0123456789");
		fds[i] = raw_request(server_fixture->port, head, (size_t)n);
		assert_true(fds[i] >= 0);
	}
	server_fixture_wait("reading", SILENT);
	server_fixture_finish(server_fixture_post("/headers", "", 10), 503);
	server_fixture_wait("reading", PRESSED - 1);
	server_fixture_finish(server_fixture_post("/headers", "", 10), 200);
	for (int i = 0; i < SILENT - PRESSED + 1; i++)
		refused += client_finish(fds[i], 1000, NULL) == 408;
	assert_int_equal(refused, SILENT - PRESSED + 1);
	for (int i = SILENT - PRESSED + 1; i < SILENT; i++)
		close(fds[i]);
	server_fixture_wait("reading", 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(
		test_an_announced_length_takes_no_room, &options),
	    SERVER_FIXTURE_TEST(test_no_client_fills_the_queue, &small),
	    SERVER_FIXTURE_TEST(test_silent_uploads_give_way, &places),
	};

	setenv("OCR_WORKER", pool_responder(), 1);
	return server_report(
	    cmocka_run_group_tests_name("announce", tests, NULL, NULL));
}
