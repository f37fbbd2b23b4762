/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A body that comes in many small pieces takes no more memory than one that
 * comes at once.  Each piece that lighttpd reads has a buffer of 8 KB: a few
 * such bodies could fill the memory.
 */
#include "tests/lib/test.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/lib/process.h"
#include "tests/lib/raw.h"
#include "tests/lib/server_fixture.h"

/* The buffers of these pieces would take 40 MB. */
enum { PIECES = 5000, MOST = 4 << 20 };

static struct server_options options = {.workers = 1};

/* Sends the pieces so slowly that lighttpd reads most of them alone. */
static void
send_pieces(int fd, const char *const *piece)
{
	const struct timespec pause = {.tv_nsec = 10000};

	for (int i = 0; i < PIECES; i++)
		for (int k = 0; piece[k] != NULL; k++) {
			assert_int_equal(
			    raw_send(fd, piece[k], strlen(piece[k])), 0);
			nanosleep(&pause, NULL);
		}
}

/* Sends a body in pieces, with this as the last header line; lighttpd must not
 * grow by more than MOST bytes. */
static void
check(const char *header, const char *const *piece)
{
	int64_t before = (int64_t)process_rss(server_fixture->pid), more;
	char head[256];
	int fd, n;

	if (server_is_sanitized())
		skip();
	fd = raw_connect(server_fixture->port);
	n = snprintf(head, sizeof(head),
	    "POST /ocr HTTP/1.1\r\nHost: a\r\n%s\r\n\r\n", header);
	assert_int_equal(raw_send(fd, head, (size_t)n), 0);
	send_pieces(fd, piece);
	assert_true(server_fixture_number("spool_bytes") > 0);
	more = (int64_t)process_rss(server_fixture->pid) - before;
	close(fd);
	server_fixture_wait("spool_bytes", 0);
	if (more > MOST)
		fail_msg("%lld bytes more", (long long)more);
}

static void
test_a_body_of_a_length(void **state)
{
	static const char *const piece[] = {"x", NULL};

	(void)state;
	check("Content-Length: 60000", piece);
}

static void
test_a_body_in_chunks(void **state)
{
	static const char *const piece[] = {"1\r\n", "x", "\r\n", NULL};

	(void)state;
	check("Transfer-Encoding: chunked", piece);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SERVER_FIXTURE_TEST(test_a_body_of_a_length, &options),
	    SERVER_FIXTURE_TEST(test_a_body_in_chunks, &options),
	};

	return server_report(
	    cmocka_run_group_tests_name("body_pieces", tests, NULL, NULL));
}
