/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Limits of a worker that several threads reach together: time, processor time,
 * pages in memory, and room on the disk.
 */
#include "tests/lib/test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/lib/fcgi.h"
#include "tests/lib/page.h"
#include "tests/lib/pdf_times.h"
#include "tests/lib/pool_fixture.h"
#include "tests/lib/process.h"
#include "tests/lib/small_disk.h"

#define DISK (1L << 20)
#define STEP (4L << 10)
#define MOST (32L << 10)
#define SMALL_PAGES 12
/* Each of these takes a second or more, together several times the deadline. */
#define SLOW_PAGES 40
#define SLOW_LINES 12
#define THREADS 2
#define DEADLINE_S 6
/* What the kernel allows beyond the deadline, at most. */
#define SPARE_S 4

/* The most pages of a document that are in memory at once. */
#define WINDOW 64

/* Pages that take long, and pages that take little. */
static struct page_file slow, quick;

static int
make_pages(void **state)
{
	const char *texts[SMALL_PAGES];
	struct page_file page = {0};
	int rc;

	(void)state;
	for (int i = 0; i < SMALL_PAGES; i++)
		texts[i] = "The quick brown fox";
	rc = page_tiff(texts, SMALL_PAGES, &quick) == 0 &&
		     page_slow(SLOW_LINES, 1, &page) == 0 &&
		     page_repeat(&page, SLOW_PAGES, &slow) == 0
		 ? 0
		 : -1;
	page_file_clear(&page);
	return rc;
}

static int
free_pages(void **state)
{
	(void)state;
	page_file_clear(&slow);
	page_file_clear(&quick);
	return 0;
}

/* Waits until the worker that reads the slow pages has more than one thread.
 * Returns it. */
static struct scoreboard_worker
wait_for_threads(void)
{
	pool_fixture_wait_extra(1, POOL_FIXTURE_MS);
	return pool_fixture_recognizing();
}

static void
assert_all_serve(void)
{
	assert_int_equal(
	    test_pool_wait_free(&pool_fixture, THREADS, POOL_FIXTURE_MS), 0);
	pool_fixture_finish(pool_fixture_send_with(
				&quick, NULL, "HTTP_X_REQUEST_ID=afterwards"),
	    200);
	assert_int_equal(pool_fixture_threads("afterwards"), THREADS);
}

/*
 * The threads of a worker may use a processor each until the deadline, which
 * comes before the kernel's limit: the answer says what happened.
 */
static void
test_the_deadline_is_before_the_processor_limit(void **state)
{
	char deadline[48];
	struct rlimit limit;
	struct scoreboard_worker w;
	const rlim_t least = THREADS * DEADLINE_S;
	int fd;

	(void)state;
	snprintf(
	    deadline, sizeof(deadline), "OCR_DEADLINE_MS=%d000", DEADLINE_S);
	pool_fixture_start(THREADS, "--threads", "2", NULL);
	fd = pool_fixture_send_with(&slow, NULL, deadline);
	w = wait_for_threads();
	assert_int_equal(prlimit((pid_t)w.pid, RLIMIT_CPU, NULL, &limit), 0);
	assert_in_range(limit.rlim_cur, least + 1, least + SPARE_S);
	assert_non_null(strstr(pool_fixture_finish(fd, 504)->body, "deadline"));
	assert_all_serve();
}

/* Lowers the processor time that the process may use to one or two seconds more
 * than it has used. */
static void
use_up_processor_time(pid_t pid)
{
	const struct rlimit limit = {
	    (rlim_t)(process_cpu_ms(pid) / 1000) + 2, RLIM_INFINITY};

	assert_int_equal(prlimit(pid, RLIMIT_CPU, &limit, NULL), 0);
}

/* Sends the slow pages, whose worker exceeds its processor time and must end.
 * Another request must be answered by the other worker, and at the end both
 * must serve. */
static void
exceed_processor_limit(void)
{
	const int fd =
	    pool_fixture_send_with(&slow, NULL, "HTTP_X_REQUEST_ID=endless");
	const struct scoreboard_worker w = wait_for_threads();

	use_up_processor_time((pid_t)w.pid);
	pool_fixture_finish(pool_fixture_send_with(&quick, NULL, NULL), 200);
	assert_int_equal(process_wait_gone((pid_t)w.pid, POOL_FIXTURE_MS), 0);
	close(fd);
	assert_all_serve();
}

/*
 * Should the threads use more than the kernel allows all the same, the worker
 * ends.  That is no crash, so the document is not refused even the third time.
 */
static void
test_threads_share_the_processor_limit(void **state)
{
	json_t *line;
	int fd;

	(void)state;
	pool_fixture_start(THREADS, "--threads", "2", NULL);
	exceed_processor_limit();
	line = pool_fixture_logged("event", "worker died");
	assert_int_equal(
	    json_integer_value(json_object_get(line, "signal")), SIGXCPU);
	assert_string_equal(
	    json_string_value(json_object_get(line, "id")), "endless");
	json_decref(line);
	exceed_processor_limit();
	fd = pool_fixture_send_with(&slow, NULL, NULL);
	wait_for_threads();
	close(fd);
}

/* The answer comes at the deadline, whatever the threads do. */
static void
test_a_deadline_ends_all_threads(void **state)
{
	static const char *const params[] = {"OCR_DEADLINE_MS=1500", NULL};
	struct page_file noise, pages;
	struct fcgi_request r = {.params = params};
	const struct fcgi_answer *a;

	(void)state;
	assert_int_equal(page_noise(1200, 1200, 1, &noise), 0);
	assert_int_equal(page_repeat(&noise, 16, &pages), 0);
	r.body = pages.data;
	r.body_len = pages.len;
	pool_fixture_start(2, "--threads", "2", NULL);
	a = pool_fixture_finish(pool_fixture_send(&r), 504);
	assert_true(a->ms < test_pool_slack(2500));
	assert_int_equal(
	    test_pool_wait_free(&pool_fixture, 2, POOL_FIXTURE_MS), 0);
	assert_int_equal(pool_fixture_extra(), 0);
	page_file_clear(&noise);
	page_file_clear(&pages);
}

/* Waits until so many pages of a document, which the first of them takes long
 * for, are in memory. */
static void
wait_for_pages(unsigned pages)
{
	double end = process_now_ms() + POOL_FIXTURE_MS;
	struct scoreboard_worker w = pool_fixture_recognizing();

	for (; w.last_page != pages; w = pool_fixture_recognizing()) {
		assert_int_equal(w.page, 1);
		assert_in_range(w.last_page, 1, pages);
		assert_true(process_now_ms() < end);
		usleep(1000);
	}
}

/* Checks how many pages are in memory at most while the first of a document is
 * read, where those behind it have so many pixels to the side. */
static void
expect_window(int side, const char *max_memory, unsigned pages)
{
	struct page_file noise, small, file;
	int fd;

	assert_int_equal(page_noise(2500, 2500, 1, &noise), 0);
	assert_int_equal(page_blank(side, side, &small), 0);
	assert_int_equal(page_followed(&noise, &small, WINDOW + 20, &file), 0);
	pool_fixture_start(
	    2, "--threads", "2", "--max-memory", max_memory, NULL);
	fd = pool_fixture_send_with(&file, "format=text", NULL);
	wait_for_pages(pages);
	/* The thread has nothing more to do. */
	pool_fixture_wait_extra(0, POOL_FIXTURE_MS);
	assert_int_equal(pool_fixture_recognizing().last_page, pages);
	close(fd);
	page_file_clear(&noise);
	page_file_clear(&small);
	page_file_clear(&file);
}

/*
 * However long the first page takes, the other thread decodes and reads those
 * behind it, but only so many: they stay in memory until the first is written.
 */
static void
test_pages_in_memory_are_bounded(void **state)
{
	(void)state;
	expect_window(64, "4g", WINDOW);
}

/* A pixel is allowed 64 bytes of the memory.  Of 16.7 million, the first page
 * takes 6.25, and room for another one like it is kept free. */
static void
test_pixels_in_memory_are_bounded(void **state)
{
	(void)state;
	expect_window(1000, "1g", 6);
}

/* What an answer that was made where there was room has to be. */
static struct fcgi_answer whole;

static void
ask_for_pdf(const char *id, struct fcgi_answer *a)
{
	char param[64];

	snprintf(param, sizeof(param), "HTTP_X_REQUEST_ID=%s", id);
	assert_int_equal(
	    fcgi_read(pool_fixture_send_with(&quick, "format=pdf", param), a,
		POOL_FIXTURE_MS),
	    0);
	assert_true(a->ended);
	if (a->status == 200)
		pdf_times_blank(a->body, a->body_len);
}

/* Asks for a PDF while the disk has so many bytes of room.  Returns whether
 * they were enough; if not, the answer must say so. */
static bool
ask_where_room_is(long room)
{
	struct fcgi_answer a = {0};
	char id[32];
	bool good;

	small_disk_leave(room);
	snprintf(id, sizeof(id), "room-%ld", room);
	ask_for_pdf(id, &a);
	good = a.status == 200;
	if (good) {
		assert_int_equal(a.body_len, whole.body_len);
		assert_memory_equal(a.body, whole.body, whole.body_len);
	} else {
		assert_int_equal(a.status, 500);
		assert_non_null(strstr(a.body, "room"));
	}
	fcgi_answer_clear(&a);
	return good;
}

/* Wherever the disk is full, the answer is whole or says so, and no page is
 * left with a thread. */
static void
test_the_disk_fills_amid_a_document(void **state)
{
	unsigned good = 0, bad = 0;
	int threads = 0;

	(void)state;
	if (small_disk_mount(DISK) == -1) {
		print_message("NOT TESTED: no disk of its own\n");
		skip();
	}
	setenv("TMPDIR", small_disk, 1);
	pool_fixture_start(THREADS, "--threads", "2", NULL);
	unsetenv("TMPDIR");
	ask_for_pdf("whole", &whole);
	assert_int_equal(whole.status, 200);
	for (long room = 0; room <= MOST; room += STEP)
		if (ask_where_room_is(room)) {
			good++;
		} else {
			char id[32];

			bad++;
			snprintf(id, sizeof(id), "room-%ld", room);
			threads += pool_fixture_threads(id) == THREADS;
		}
	print_message("%u whole, %u without room, of which %d were read by "
		      "two threads\n",
	    good, bad, threads);
	assert_true(good > 0);
	assert_true(bad > 0);
	assert_true(threads > 0);
	small_disk_empty();
	assert_all_serve();
	fcgi_answer_clear(&whole);
	assert_int_equal(pool_fixture_teardown(NULL), 0);
	assert_int_equal(small_disk_unmount(), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    POOL_FIXTURE_TEST(test_the_deadline_is_before_the_processor_limit),
	    POOL_FIXTURE_TEST(test_threads_share_the_processor_limit),
	    POOL_FIXTURE_TEST(test_a_deadline_ends_all_threads),
	    POOL_FIXTURE_TEST(test_pages_in_memory_are_bounded),
	    POOL_FIXTURE_TEST(test_pixels_in_memory_are_bounded),
	    POOL_FIXTURE_TEST(test_the_disk_fills_amid_a_document),
	};

	return cmocka_run_group_tests_name(
	    "thread limits", tests, make_pages, free_pages);
}
