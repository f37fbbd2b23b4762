/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Thousands of damaged files of every type, through a real pool: each is
 * answered, and none costs more than its own request. OCR_REQUESTS says how
 * many there are (5500).
 */
#include "tests/lib/test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/input/sniff.h"
#include "tests/lib/exif_image.h"
#include "tests/lib/pool_fixture.h"
#include "tests/lib/server.h"
#include "tests/lib/typeset.h"

#define WORKERS 2
#define CLIENTS 3
#define INPUTS 5500
/* After so many damaged files, a client sends a sound one. */
#define SOUND 8

enum { HEIC = PAGE_FORMATS, AVIF, PDF, TYPES };

_Static_assert(TYPES == SNIFF_TYPES - 1, "a type is missing");

static struct page_file pages[TYPES];

struct hostile {
	atomic_uint next;
	unsigned count;
	atomic_uint answered, lost;
	atomic_uint sound, spoiled;
	atomic_uint statuses[600];
};

static uint32_t
draw(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

/* Copies the page and damages the copy: cuts it, overwrites bytes, or repeats a
 * part of it.  Returns the copy's length. */
static size_t
damage(const struct page_file *page, unsigned char *copy, uint32_t seed)
{
	size_t len = page->len, at, n;

	memcpy(copy, page->data, len);
	switch (draw(&seed) % 4) {
	case 0:
		return draw(&seed) % len;
	case 1:
		at = draw(&seed) % len;
		n = draw(&seed) % (len - at);
		memmove(copy + at / 2, copy + at, n);
		return len;
	case 2:
		/* Sizes and tables stand here. */
		copy[draw(&seed) % (len < 128 ? len : 128)] =
		    (unsigned char)draw(&seed);
		return len;
	default:
		for (n = 1 + draw(&seed) % 16; n > 0; n--)
			copy[draw(&seed) % len] = (unsigned char)draw(&seed);
		return len;
	}
}

/* Sends an undamaged file, and counts whether it is read. */
static void
send_sound(struct hostile *h, const struct page_file *page)
{
	struct fcgi_request r = {
	    .query = "psm=7", .body = page->data, .body_len = page->len};
	struct fcgi_answer a;

	if (fcgi_ask(pool_fixture.sock, &r, &a, POOL_FIXTURE_MS) == 0 &&
	    a.status == 200)
		h->sound++;
	else
		h->spoiled++;
	fcgi_answer_clear(&a);
}

static void
send_damaged(struct hostile *h, const struct page_file *page, unsigned i)
{
	struct fcgi_request r = {.query = "psm=7"};
	unsigned char *copy = malloc(page->len);
	struct fcgi_answer a;

	r.body_len = damage(page, copy, i * 2654435761U + 1);
	r.body = copy;
	if (fcgi_ask(pool_fixture.sock, &r, &a, POOL_FIXTURE_MS) == 0 &&
	    a.status < 600) {
		h->statuses[a.status]++;
		h->answered++;
	} else {
		fprintf(stderr, "input %u: no answer after %.0f ms\n", i, a.ms);
		h->lost++;
	}
	fcgi_answer_clear(&a);
	free(copy);
}

static void *
run_client(void *arg)
{
	struct hostile *h = arg;
	unsigned i;

	while ((i = h->next++) < h->count) {
		send_damaged(h, &pages[i % TYPES], i);
		if (i % SOUND == 0)
			send_sound(h, &pages[i / SOUND % TYPES]);
	}
	return NULL;
}

static void
test_damaged_files(void **state)
{
	const char *count = getenv("OCR_REQUESTS");
	static struct hostile h;
	pthread_t clients[CLIENTS];

	(void)state;
	h.count = count			  ? (unsigned)atoi(count)
		  : server_is_sanitized() ? INPUTS / 8
					  : INPUTS;
	for (int i = 0; i < CLIENTS; i++)
		pthread_create(&clients[i], NULL, run_client, &h);
	for (int i = 0; i < CLIENTS; i++)
		pthread_join(clients[i], NULL);
	for (int i = 0; i < 600; i++)
		if (h.statuses[i] > 0)
			print_message("%u answers %d\n", h.statuses[i], i);
	print_message(
	    "%u without an answer, %u sound ones between\n", h.lost, h.sound);
	assert_int_equal(h.answered + h.lost, h.count);
	assert_int_equal(h.statuses[500] + h.statuses[503], 0);
	assert_int_equal(h.spoiled, 0);
	assert_true(h.sound > h.count / (SOUND + 1));
	/* A request that crashed its worker lost its own answer, and no other
	 * request did. */
	assert_int_equal(
	    test_pool_wait_free(&pool_fixture, WORKERS, POOL_FIXTURE_MS), 0);
	assert_int_equal(test_pool_record(&pool_fixture).restarts, h.lost);
}

static void
test_a_huge_header(void **state)
{
	/* It claims 30,000 x 30,000 pixels, of which none is there. */
	static unsigned char png[] = {0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a,
	    0x0a, 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0x75, 0x30, 0, 0, 0x75,
	    0x30, 8, 2, 0, 0, 0, 0, 0, 0, 0};
	const struct page_file page = {png, sizeof(png)};

	(void)state;
	assert_non_null(strstr(
	    pool_fixture_ask(&page, NULL, 422)->body, "too-many-pixels"));
}

static int
make_pages(void)
{
	const char *const text = "a\n";
	const struct typeset style = {
	    "DejaVu Serif", 14, .width = 60, .height = 60, .dpi = 100};

	for (int i = 0; i < PAGE_FORMATS; i++)
		if (page_text("a", (enum page_format)i, &pages[i]) < 0)
			return -1;
	if (exif_image_shoot(&pages[PAGE_PNG], false, 1, &pages[HEIC]) < 0 ||
	    exif_image_shoot(&pages[PAGE_PNG], true, 1, &pages[AVIF]) < 0)
		return -1;
	return typeset_pdf(&text, 1, &style, &pages[PDF]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_huge_header),
	    cmocka_unit_test(test_damaged_files),
	};
	int rc;

	if (make_pages() < 0 ||
	    test_pool_open(&pool_fixture, WORKERS, NULL) < 0)
		return 1;
	rc = cmocka_run_group_tests_name("hostile", tests, NULL, NULL);
	if (test_pool_close(&pool_fixture, rc != 0) < 0)
		rc = 1;
	for (int i = 0; i < TYPES; i++)
		page_file_clear(&pages[i]);
	return rc;
}
