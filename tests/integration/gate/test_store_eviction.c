/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ocr.store while it is written to all the time: it never takes more than its
 * limit, for which it has a file system of just that size; the oldest results
 * go, and those that are found are right.
 */
#include "tests/lib/test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "tests/lib/dir.h"
#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/result_path.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/small_disk.h"

enum {
	LIMIT_KB = 512,
	CLIENTS = 3,
	PICTURES = 120, /* some six times what fits */
	SIDE = 220,	/* of one, in pixels */
	BACK = 25,	/* those asked for are up to so much older */
};

static char top[DIR_MAX], dir[DIR_MAX + 16], conf[256];
static bool has_disk;
/* What each picture was answered. */
static _Atomic(struct page_file *) answers[PICTURES];

static void
forget(struct page_file *answer)
{
	if (answer != NULL)
		page_file_clear(answer);
	free(answer);
}

static int
setup(void **state)
{
	static struct server_options options = {.workers = 2, .conf = conf};

	(void)state;
	has_disk = small_disk_mount((long)LIMIT_KB << 10) == 0;
	if (!has_disk && dir_make(top) < 0)
		return -1;
	snprintf(dir, sizeof(dir), "%s/store", has_disk ? small_disk : top);
	snprintf(conf, sizeof(conf),
	    "ocr.store = \"%s\"\nocr.store-limit = %d\n", dir, LIMIT_KB);
	return mkdir(dir, 0700) < 0 ? -1 : server_fixture_open(&options);
}

static int
teardown(void **state)
{
	int rc = server_fixture_teardown(state);

	for (int i = 0; i < PICTURES; i++)
		forget(answers[i]);
	if (has_disk)
		return small_disk_unmount() < 0 ? -1 : rc;
	dir_remove(top);
	return rc;
}

#define QUERY "?format=jpeg&pages=1"

/* Posts a page for its picture, which takes hardly any work.  Returns the
 * answer, or NULL. */
static struct page_file *
post(unsigned number)
{
	struct http_request r = {.path = "/ocr" QUERY};
	struct page_file page, *answer = NULL;
	struct http_answer a = {.status = 0};

	if (page_noise(SIDE, SIDE, number + 1, &page) < 0)
		return NULL;
	r.body = page.data;
	r.body_len = page.len;
	if (http_send(server_fixture->port, &r, &a) == 0 && a.status == 200) {
		answer = malloc(sizeof(*answer));
		answer->data = malloc(a.body_len);
		answer->len = a.body_len;
		memcpy(answer->data, a.body, a.body_len);
	}
	http_answer_clear(&a);
	page_file_clear(&page);
	return answer;
}

enum found { FOUND_RIGHT, FOUND_WRONG, FOUND_NOTHING };

/* Asks for the stored answer of this number by the page's digest.  Returns
 * whether it is right, gone, or wrong. */
static enum found
find(unsigned number)
{
	char path[RESULT_PATH_ROOM];
	struct http_request r = {.path = path};
	struct http_answer a = {.status = 0};
	struct page_file page;
	enum found found = FOUND_WRONG;

	const struct page_file *answer = answers[number];

	if (page_noise(SIDE, SIDE, number + 1, &page) < 0)
		return FOUND_WRONG;
	result_path(&page, QUERY, path);
	page_file_clear(&page);
	if (http_send(server_fixture->port, &r, &a) == 0 && a.status == 200 &&
	    a.body_len == answer->len &&
	    memcmp(a.body, answer->data, a.body_len) == 0)
		found = FOUND_RIGHT;
	else if (a.status == 404)
		found = FOUND_NOTHING;
	http_answer_clear(&a);
	return found;
}

static atomic_uint next, hits, gone, wrong;

/* Posts one picture after the other, and asks for those before it. */
static void *
write_steadily(void *unused)
{
	unsigned n;

	while ((n = atomic_fetch_add(&next, 1)) < PICTURES) {
		answers[n] = post(n);
		if (answers[n] == NULL) {
			wrong++;
			break;
		}
		for (unsigned i = 0; i < BACK && i <= n; i += 4) {
			/* Another client may be about to post it. */
			if (answers[n - i] == NULL)
				continue;
			switch (find(n - i)) {
			case FOUND_RIGHT:
				hits++;
				break;
			case FOUND_NOTHING:
				gone++;
				break;
			default:
				wrong++;
			}
		}
	}
	return unused;
}

/* Returns the bytes of all files of the disk, in whole blocks. */
static uint64_t
bytes_on_disk(void)
{
	struct statvfs v;

	assert_int_equal(statvfs(small_disk, &v), 0);
	return (uint64_t)(v.f_blocks - v.f_bfree) * v.f_frsize;
}

static void
test_steady_writing(void **state)
{
	pthread_t clients[CLIENTS];
	int64_t bytes;

	(void)state;
	for (int i = 0; i < CLIENTS; i++)
		assert_int_equal(
		    pthread_create(&clients[i], NULL, write_steadily, NULL), 0);
	while (next < PICTURES && wrong == 0) {
		bytes = server_fixture_number("store.bytes");
		if (bytes > LIMIT_KB << 10)
			fail_msg("%lld bytes", (long long)bytes);
	}
	for (int i = 0; i < CLIENTS; i++)
		pthread_join(clients[i], NULL);
	server_fixture_wait("store.stored", PICTURES);
	print_message("%u found, %u gone\n", hits, gone);
	assert_int_equal(wrong, 0);
	assert_true(hits > PICTURES / 2 && gone > PICTURES / 2);
	/* A file system that is full would have been an error. */
	assert_int_equal(server_fixture_number("store.errors"), 0);
	assert_int_equal(server_fixture_number("store.lost"), 0);
	bytes = server_fixture_number("store.bytes");
	assert_in_range(bytes, 1, LIMIT_KB << 10);
	assert_int_equal(server_fixture_number("store.evictions"),
	    PICTURES - server_fixture_number("store.entries"));
	if (has_disk)
		assert_int_equal(bytes_on_disk(), bytes);
}

/* The pictures are sent one after the other, so that their order is known:
 * those that are kept are the last ones, as many as fit. */
static void
test_the_oldest_go(void **state)
{
	unsigned first = 0, entries;

	(void)state;
	/* None of these is kept any more when it is posted again. */
	for (unsigned i = 0; i < PICTURES; i++) {
		forget(answers[i]);
		answers[i] = post(i);
		assert_non_null(answers[i]);
	}
	server_fixture_wait("store.stored", 2 * PICTURES);
	for (unsigned i = 0; i < PICTURES; i++)
		first += find(i) == FOUND_NOTHING;
	entries = (unsigned)server_fixture_number("store.entries");
	assert_int_equal(PICTURES - first, entries);
	for (unsigned i = 0; i < PICTURES; i++)
		assert_int_equal(
		    find(i), i < first ? FOUND_NOTHING : FOUND_RIGHT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_steady_writing),
	    cmocka_unit_test(test_the_oldest_go),
	};

	return server_report(cmocka_run_group_tests_name(
	    "store_eviction", tests, setup, teardown));
}
