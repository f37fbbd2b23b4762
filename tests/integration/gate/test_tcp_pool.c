/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A pool that listens on TCP, as on another host.  While its backlog is full,
 * the kernel leaves attempts to connect unanswered; requests wait for the pool
 * no longer than until their deadline, and are answered when it accepts again.
 */
#include "tests/lib/test.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/pool.h"
#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"

#define FILLERS_MAX 16
/* A connection to this machine is made at once or not at all. */
#define FULL_MS 500

#define CONF                                                                   \
	"ocr.scoreboard := \"\"\n"                                             \
	"fastcgi.server := ( \"/\" => (( \"host\" => \"127.0.0.1\",\n"         \
	"  \"port\" => %d, \"check-local\" => \"disable\",\n"                  \
	"  \"connect-timeout\" => 2, \"disable-time\" => 0 )))\n"

static struct pool pool = {.workers = 1};
static int port, fillers[FILLERS_MAX], filled;

static int
setup(void **state)
{
	static char conf[512], text[16];
	const char *argv[] = {
	    pool_program(), "-p", text, "-w", "1", "-b", "1", NULL};
	const struct process_spec spec = {
	    .argv = argv, .listen_fd = -1, .out = -1, .err = -1};
	const struct server_options options = {.slots = 2, .conf = conf};

	(void)state;
	port = server_free_port();
	snprintf(text, sizeof(text), "%d", port);
	snprintf(conf, sizeof(conf), CONF, port);
	pool.pid = process_spawn(&spec);
	if (pool.pid <= 0 || pool_wait_port(port, SERVER_FIXTURE_MS) < 0)
		return -1;
	return server_fixture_open(&options);
}

static int
teardown(void **state)
{
	int rc = server_fixture_teardown(state);

	pool_thaw(&pool);
	return pool_end(&pool, SIGTERM, SERVER_FIXTURE_MS) < 0 ? -1 : rc;
}

/* Opens connections to the pool until its backlog is full, and the last one
 * cannot be established. */
static void
fill_backlog(void)
{
	struct pollfd p = {.events = POLLOUT};

	for (filled = 0; filled < FILLERS_MAX;) {
		p.fd = fillers[filled++] = raw_connect_begin(port);
		assert_true(p.fd >= 0);
		if (poll(&p, 1, FULL_MS) == 0)
			return;
	}
	fail_msg("the backlog is not full");
}

static void
empty_backlog(void)
{
	for (int i = 0; i < filled; i++)
		close(fillers[i]);
}

static void
test_a_full_backlog(void **state)
{
	double begin, ms;
	const char *answer;
	int fd, status;

	(void)state;
	server_fixture_finish(server_fixture_post("/headers", "", 10), 200);
	assert_int_equal(pool_freeze(&pool), 0);
	fill_backlog();
	begin = process_now_ms();
	status =
	    client_finish(server_fixture_post("/headers?timeout=3", "", 10),
		SERVER_FIXTURE_MS, &answer);
	ms = process_now_ms() - begin;
	/* The request waits for a connection or, between two attempts, for the
	 * next one. */
	if (status != 504) {
		assert_int_equal(status, 503);
		assert_true(client_number(answer, "Retry-After") >= 1);
	}
	assert_true(ms >= 2990 && ms < 6000);
	fd = server_fixture_post("/headers?timeout=60", "", 10);
	/* The first attempt to connect is given up after 2 s. */
	server_fixture_wait("queued", 1);
	empty_backlog();
	assert_int_equal(pool_thaw(&pool), 0);
	server_fixture_finish(fd, 200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		test_a_full_backlog, setup, teardown),
	};

	return server_report(
	    cmocka_run_group_tests_name("tcp_pool", tests, NULL, NULL));
}
