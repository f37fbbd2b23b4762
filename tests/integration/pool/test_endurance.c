/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Over many requests, good and hostile ones, memory does not grow after the
 * first 500. OCR_REQUESTS says how many there are (1000).
 */
#include "tests/lib/test.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/exif_image.h"
#include "tests/lib/pool_fixture.h"
#include "tests/lib/server.h"
#include "tests/lib/typeset.h"

#define FIRST 500
#define FONTS 260
#define MIB 1048576.0

enum { HEIC = PAGE_FORMATS, AVIF, PDF, TYPES };

static struct page_file pages[TYPES], blank;

/* Returns the megabytes of the only worker, where memory that it shares with
 * the master counts half. */
static double
memory(void)
{
	pid_t workers[POOL_MAX];

	assert_int_equal(
	    test_pool_wait_free(&pool_fixture, 1, POOL_FIXTURE_MS), 0);
	pool_fixture_workers(workers);
	return (double)process_pss(workers[0]) / MIB;
}

/* Sends request number i, by which it has another page and query, is cut,
 * blank, or left by its client; an answer must be a 200 or a 4xx. */
static void
send_one(unsigned i)
{
	static const char *const queries[] = {"", "psm=7", "format=json",
	    "format=hocr", "format=alto", "format=tsv", "format=pdf", "psm=0",
	    "lang=osd", "lang=nothing", "psm=99", "dpi=300"};
	const struct page_file *page = &pages[i % TYPES];
	struct fcgi_request r = {
	    .query = queries[i % (sizeof(queries) / sizeof(*queries))],
	    .body = page->data,
	    .body_len = page->len};
	struct fcgi_answer a;
	int fd;

	if (i % 7 == 0)
		r.body_len = i % page->len;
	if (i % 23 == 0) {
		r.body = blank.data;
		r.body_len = blank.len;
	}
	if (i % 31 == 0)
		r.path = "/headers";
	fd = pool_fixture_send(&r);
	if (i % 13 == 0) {
		close(fd);
		return;
	}
	assert_int_equal(fcgi_read(fd, &a, POOL_FIXTURE_MS), 0);
	if (a.status != 200 && (a.status < 400 || a.status >= 500))
		fail_msg("request %u: %d %s", i, a.status, a.body);
	fcgi_answer_clear(&a);
}

/* Sends so many PDFs that cairo's cache, of the last 256 fonts, is full. */
static void
fill_caches(void)
{
	for (int i = 0; i < FONTS; i++)
		pool_fixture_ask(&pages[PDF], "psm=7", 200);
}

static void
test_memory_is_flat(void **state)
{
	const char *text = getenv("OCR_REQUESTS");
	unsigned count = text ? (unsigned)atoi(text) : 2 * FIRST;
	double first = 0, last;

	(void)state;
	if (server_is_sanitized())
		skip();
	fill_caches();
	for (unsigned i = 0; i < count; i++) {
		send_one(i);
		if (i == FIRST)
			first = memory();
	}
	last = memory();
	print_message("%u requests: %.1f MB, after %d: %.1f MB\n", count, last,
	    FIRST, first);
	/* A client that leaves may cost its worker; nothing else does. */
	assert_int_equal(test_pool_record(&pool_fixture).restarts, 0);
	assert_true(last <= 1.1 * first);
}

static int
make_pages(void)
{
	const char *const text = "The quick brown fox\n";
	const struct typeset style = {
	    "DejaVu Serif", 14, .width = 320, .height = 140, .dpi = 200};

	for (int i = 0; i < PAGE_FORMATS; i++)
		if (page_text(text, (enum page_format)i, &pages[i]) < 0)
			return -1;
	if (exif_image_shoot(&pages[PAGE_PNG], false, 1, &pages[HEIC]) < 0 ||
	    exif_image_shoot(&pages[PAGE_PNG], true, 1, &pages[AVIF]) < 0 ||
	    typeset_pdf(&text, 1, &style, &pages[PDF]) < 0)
		return -1;
	return page_blank(2000, 2500, &blank);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_memory_is_flat),
	};
	int rc;

	if (make_pages() < 0 || test_pool_open(&pool_fixture, 1, NULL) < 0)
		return 1;
	rc = cmocka_run_group_tests_name("endurance", tests, NULL, NULL);
	if (test_pool_close(&pool_fixture, rc != 0) < 0)
		rc = 1;
	for (int i = 0; i < TYPES; i++)
		page_file_clear(&pages[i]);
	page_file_clear(&blank);
	return rc;
}
