/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The memo of digests: a body that came to the same partition lately is not
 * digested by SHA-256 again, and its key is the one that it would have had.
 */
#include "tests/lib/test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/client.h"
#include "tests/lib/load_client.h"
#include "tests/lib/raw.h"
#include "tests/lib/result_path.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/store_fixture.h"

enum {
	BYTES = 200000,
	/* One that lighttpd has in a file when it is whole. */
	FILE_BYTES = 1 << 20,
	LEAST = 16384,
	MOST = 4 << 20,
};

#define BY_HEADER "ocr.client-key := \"X-Client\"\n"

/* Fills the page, which must not be larger, with zeros up to the size. */
static void
make_size(size_t size)
{
	unsigned char *data = realloc(store_fixture_page.data, size);

	assert_non_null(data);
	assert_true(store_fixture_page.len <= size);
	memset(data + store_fixture_page.len, 0, size - store_fixture_page.len);
	store_fixture_page.data = data;
	store_fixture_page.len = size;
}

static int64_t
remembered(void)
{
	return server_fixture_number("totals.remembered");
}

/* Sends the page twice, and asks for the second result by the digest of the
 * file: it is found only under the right key, which the memo gave. */
static void
expect_right_key(size_t size)
{
	char path[RESULT_PATH_ROOM];
	int64_t before = remembered();

	make_size(size);
	result_path(&store_fixture_page, "", path);
	store_fixture_keep("/ocr");
	assert_int_equal(remembered(), before);
	store_fixture_expect("DELETE", path, NULL, 204);
	store_fixture_keep("/ocr");
	assert_int_equal(remembered(), before + 1);
	store_fixture_expect("GET", path, NULL, 200);
	/* One other byte makes another page. */
	store_fixture_page.data[size - 1]++;
	store_fixture_keep("/ocr");
	assert_int_equal(remembered(), before + 1);
	store_fixture_page.data[size - 1]--;
	store_fixture_post("/ocr", NULL, STORE_HIT);
	assert_int_equal(remembered(), before + 2);
}

static void
test_a_known_body_has_the_same_key(void **state)
{
	(void)state;
	expect_right_key(BYTES);
	expect_right_key(FILE_BYTES);
	expect_right_key(MOST);
}

/* For small bodies the memo would spare nothing; large ones would have to be
 * read again to be learned. */
static void
test_sizes_have_bounds(void **state)
{
	(void)state;
	store_fixture_keep("/ocr");
	assert_in_range(store_fixture_page.len, 1, LEAST - 1);
	store_fixture_post("/ocr", NULL, STORE_HIT);
	assert_int_equal(remembered(), 0);
	make_size(LEAST);
	store_fixture_keep("/ocr");
	store_fixture_post("/ocr", NULL, STORE_HIT);
	assert_int_equal(remembered(), 1);
	make_size(MOST + 1);
	store_fixture_keep("/ocr");
	store_fixture_post("/ocr", NULL, STORE_HIT);
	assert_int_equal(remembered(), 1);
}

/* An answer that comes sooner would tell a client that another one has sent
 * this file. */
static void
test_a_partition_is_not_told_of_another(void **state)
{
	(void)state;
	make_size(BYTES);
	store_fixture_post("/ocr", "X-Client: one", STORE_MISS);
	server_fixture_wait("store.stored", 1);
	store_fixture_post("/ocr", "X-Client: another", STORE_MISS);
	server_fixture_wait("store.stored", 2);
	assert_int_equal(remembered(), 0);
	store_fixture_post("/ocr", "X-Client: one", STORE_HIT);
	assert_int_equal(remembered(), 1);
	store_fixture_post("/ocr", "X-Client: another", STORE_HIT);
	assert_int_equal(remembered(), 2);
	/* By another name, too, a site could be another one. */
	store_fixture_post("/ocr", "Host: other.example", STORE_MISS);
	server_fixture_wait("store.stored", 3);
	assert_int_equal(remembered(), 2);
}

/* Who has its answer kept from others is not known either. */
static void
test_what_is_not_stored_is_not_learned(void **state)
{
	(void)state;
	make_size(BYTES);
	store_fixture_post("/ocr", "Cache-Control: no-store", NULL);
	store_fixture_keep("/ocr");
	assert_int_equal(remembered(), 0);
	store_fixture_post("/ocr", "Cache-Control: no-store", NULL);
	assert_int_equal(remembered(), 0);
	store_fixture_post(
	    "/ocr", "Cache-Control: no-cache", "mod_ocr; fwd=request; stored");
	assert_int_equal(remembered(), 1);
}

/* Bodies come in pieces, and several at once. */
static void
test_pieces_of_several_bodies(void **state)
{
	enum { CLIENTS = 4, PIECE = 30011 };
	int fds[CLIENTS];
	size_t len, at;
	char *text;
	const char *answer;

	(void)state;
	make_size(FILE_BYTES);
	store_fixture_keep("/ocr");
	text = load_client_post("/ocr", "Accept: */*\r\n",
	    store_fixture_page.data, store_fixture_page.len, &len);
	assert_non_null(text);
	for (int i = 0; i < CLIENTS; i++)
		fds[i] = raw_connect(server_fixture->port);
	for (at = 0; at < len; at += PIECE)
		for (int i = 0; i < CLIENTS; i++)
			assert_int_equal(
			    raw_send(fds[i], text + at,
				len - at < PIECE ? len - at : PIECE),
			    0);
	for (int i = 0; i < CLIENTS; i++) {
		assert_int_equal(
		    client_finish(fds[i], SERVER_FIXTURE_MS, &answer), 200);
		assert_non_null(
		    strstr(answer, "Cache-Status: " STORE_HIT "\r\n"));
	}
	free(text);
	assert_int_equal(remembered(), CLIENTS);
}

/* Over HTTP/2 a body comes otherwise; without its length it is digested as it
 * comes. */
static void
test_other_ways_of_sending(void **state)
{
	struct http_request r = {.path = "/ocr"};
	struct http_answer a;

	(void)state;
	make_size(FILE_BYTES);
	r.body = store_fixture_page.data;
	r.body_len = store_fixture_page.len;
	store_fixture_keep("/ocr");
	for (int i = 0; i < 2; i++) {
		r.h2 = i == 0;
		r.chunked = i == 1;
		assert_int_equal(http_send(server_fixture->port, &r, &a), 0);
		assert_int_equal(a.status, 200);
		assert_string_equal(http_header(&a, "Cache-Status"), STORE_HIT);
		http_answer_clear(&a);
		assert_int_equal(remembered(), 1);
	}
}

int
main(void)
{
	static struct store_setting partitions = {.conf = BY_HEADER};
	const struct CMUnitTest tests[] = {
	    STORE_FIXTURE_TEST(test_a_known_body_has_the_same_key, NULL),
	    STORE_FIXTURE_TEST(test_sizes_have_bounds, NULL),
	    STORE_FIXTURE_TEST(
		test_a_partition_is_not_told_of_another, &partitions),
	    STORE_FIXTURE_TEST(test_what_is_not_stored_is_not_learned, NULL),
	    STORE_FIXTURE_TEST(test_pieces_of_several_bodies, NULL),
	    STORE_FIXTURE_TEST(test_other_ways_of_sending, NULL),
	};

	return server_report(
	    cmocka_run_group_tests_name("store_memo", tests, NULL, NULL));
}
