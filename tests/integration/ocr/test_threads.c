/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Documents whose pages several threads read: the answer is that of one thread,
 * byte for byte, and threads are used only where they may be.
 */
#include "tests/lib/test.h"

#include <dirent.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/lib/exif_image.h"
#include "tests/lib/fcgi.h"
#include "tests/lib/form.h"
#include "tests/lib/log_reader.h"
#include "tests/lib/page.h"
#include "tests/lib/pdf_times.h"
#include "tests/lib/pool_fixture.h"
#include "tests/lib/process.h"
#include "tests/lib/typeset.h"

#define PAGES 20
#define PDF_PAGES 8
#define THREADS 16
/* What takes the time of a page ends so soon, with room for a busy machine. */
#define SOON_MS POOL_FIXTURE_MS

/* What a thread that reads nothing takes of a processor, at most. */
#define NOTHING_MS 20

/* What is sent: form is a multipart form with a file of each kind. */
static struct page_file tiff, pdf, slow, form;

static const char *const queries[] = {"format=text", "format=tsv",
    "format=hocr", "format=alto", "format=json", "format=ndjson", "format=pdf",
    "format=markdown", "format=json&psm=6", "format=json&region=0,0,200,60",
    "format=text&quality=high", "format=json&rotate=auto",
    "format=text&lang=deu%2Beng", "format=text&pages=2-5,7"};
#define QUERIES (sizeof(queries) / sizeof(queries[0]))

/*
 * Makes the form.  Its first file takes long, so that other threads decode
 * those behind it: a file of each kind that has one page, and two each of a
 * TIFF, of a PDF with text and of a scanned PDF.  Returns 0, or -1.
 */
static int
make_form(const struct typeset *style)
{
	static const char *const texts[] = {"One side\n", "The other side\n"};
	enum { SLOW = PAGE_FORMATS, HEIC, AVIF, SIDES, TEXT, SCAN, FILES };
	struct page_file files[FILES] = {{0}}, all[FILES];
	int rc = 0;

	for (int i = 0; i < PAGE_FORMATS; i++)
		rc |= page_text(page_format_name((enum page_format)i),
		    (enum page_format)i, &files[i]);
	rc |= page_slow(5, 9, &files[SLOW]);
	rc |= exif_image_shoot(&files[PAGE_PNG], false, 1, &files[HEIC]);
	rc |= exif_image_shoot(&files[PAGE_PNG], true, 1, &files[AVIF]);
	rc |= page_tiff(texts, 2, &files[SIDES]);
	rc |= typeset_pdf(texts, 2, style, &files[TEXT]);
	rc |= typeset_scan(&files[PAGE_PNG], 2, 100, &files[SCAN]);
	for (int i = 0; i < FILES; i++)
		all[i] = files[(i + SLOW) % FILES];
	if (rc == 0)
		form.data =
		    (unsigned char *)form_of_files(all, FILES, &form.len);
	for (int i = 0; i < FILES; i++)
		page_file_clear(&files[i]);
	return form.data ? 0 : -1;
}

static int
make_pages(void **state)
{
	static char texts[PAGES][256];
	const char *list[PAGES];
	const struct typeset style = {.font = "Liberation Serif",
	    .size = 14,
	    .columns = 1,
	    .width = 300,
	    .height = 200};
	struct page_file page = {0};
	int rc;

	(void)state;
	for (int i = 0; i < PAGES; i++) {
		list[i] = texts[i];
		/* Pages that take different times; some are alike. */
		snprintf(texts[i], sizeof(texts[i]),
		    "Page %d says Stra\303\237e.\n%s%s", i + 1,
		    i % 3 == 0 ? "The quick brown fox\njumps over a dog\n" : "",
		    i % 5 == 0 ? "Nothing else is here\n" : "");
	}
	rc = page_tiff(list, PAGES, &tiff) == 0 &&
		     typeset_pdf(list, PDF_PAGES, &style, &pdf) == 0 &&
		     make_form(&style) == 0 && page_slow(5, 7, &page) == 0 &&
		     page_repeat(&page, PAGES, &slow) == 0
		 ? 0
		 : -1;
	page_file_clear(&page);
	return rc;
}

static int
free_pages(void **state)
{
	(void)state;
	page_file_clear(&tiff);
	page_file_clear(&pdf);
	page_file_clear(&slow);
	page_file_clear(&form);
	return 0;
}

/* Begins a request with an id. */
static int
send_with_id(const struct page_file *file, const char *query, const char *id)
{
	char param[64];
	const char *params[] = {param, NULL, NULL};
	const struct fcgi_request r = {.query = query,
	    .params = params,
	    .body = file->data,
	    .body_len = file->len};

	snprintf(param, sizeof(param), "HTTP_X_REQUEST_ID=%s", id);
	if (file == &form)
		params[1] = "CONTENT_TYPE=" FORM_TYPE;
	return pool_fixture_send(&r);
}

struct text {
	char *data;
	size_t len;
};

/*
 * Asks for the file in every way, and sets texts to the answers, to be freed.
 * Returns the most threads that the log has for one of the requests.
 */
static int
ask_all(const struct page_file *file, const char *options, struct text *texts)
{
	int most = 0;

	for (size_t i = 0; i < QUERIES; i++) {
		const struct fcgi_answer *a;
		char id[32], query[128];
		int threads;

		snprintf(id, sizeof(id), "request-%zu-%s", i,
		    file == &pdf    ? "pdf"
		    : file == &form ? "form"
				    : "tiff");
		snprintf(query, sizeof(query), "%s%s", queries[i], options);
		a = pool_fixture_finish(send_with_id(file, query, id), 200);
		threads = pool_fixture_threads(id);
		most = threads > most ? threads : most;
		texts[i].len = a->body_len;
		texts[i].data = malloc(a->body_len + 1);
		assert_non_null(texts[i].data);
		memcpy(texts[i].data, a->body, a->body_len + 1);
	}
	return most;
}

/* Checks that all answers are the same by one thread and by three. */
static void
compare(const struct page_file *file, const char *options)
{
	struct text one[QUERIES], several[QUERIES];

	pool_fixture_start(2, "--threads", "1", NULL);
	assert_int_equal(ask_all(file, options, one), 1);
	pool_fixture_teardown(NULL);
	pool_fixture_start(3, "--threads", "3", NULL);
	assert_int_equal(ask_all(file, options, several), 3);
	for (size_t i = 0; i < QUERIES; i++) {
		pdf_times_blank(one[i].data, one[i].len);
		pdf_times_blank(several[i].data, several[i].len);
		if (several[i].len != one[i].len ||
		    memcmp(several[i].data, one[i].data, one[i].len) != 0)
			fail_msg("%s differs", queries[i]);
		free(one[i].data);
		free(several[i].data);
	}
}

static void
test_a_tiff_reads_as_by_one_thread(void **state)
{
	(void)state;
	compare(&tiff, "");
}

static void
test_a_pdf_reads_as_by_one_thread(void **state)
{
	(void)state;
	compare(&pdf, "&layer=never");
}

/* Files of every kind have one page, but for TIFF and PDF. */
static void
test_files_of_all_kinds_read_as_by_one_thread(void **state)
{
	(void)state;
	compare(&form, "");
}

/* Waits until the title of the process says that several pages are read. */
static void
wait_for_title(pid_t pid)
{
	double end = process_now_ms() + SOON_MS;
	unsigned first = 0, last = 0, pages = 0;
	char path[48], *title;

	snprintf(path, sizeof(path), "/proc/%d/cmdline", (int)pid);
	while (last <= first || pages != PAGES) {
		assert_true(process_now_ms() < end);
		title = process_read_all(path);
		assert_non_null(title);
		sscanf(title,
		    "fcgi-worker: worker: recognizing pages %u to %u of %u",
		    &first, &last, &pages);
		free(title);
		usleep(1000);
	}
}

static void
test_all_pages_in_work_are_named(void **state)
{
	json_t *line;
	int fd;

	(void)state;
	pool_fixture_start(2, "--threads", "2", "--slow", "1", NULL);
	fd = send_with_id(&slow, "format=text", "slowly");
	wait_for_title((pid_t)pool_fixture_recognizing().pid);
	pool_fixture_finish(fd, 200);
	line = pool_fixture_logged("event", "slow request");
	assert_string_equal(
	    json_string_value(json_object_get(line, "id")), "slowly");
	json_decref(line);
	assert_int_equal(pool_fixture_threads("slowly"), 2);
}

/*
 * While the first page is read, nothing takes a processor from it but the page
 * that the other thread reads: no third page waits for a thread, and where the
 * second is read sooner than the first, no fourth.
 */
static void
test_pages_are_not_decoded_before_the_first_is_read(void **state)
{
	struct scoreboard_worker w;
	int fd;

	(void)state;
	pool_fixture_start(2, "--threads", "2", NULL);
	fd = send_with_id(&slow, "format=text", "first");
	pool_fixture_wait_extra(1, SOON_MS);
	for (w = pool_fixture_recognizing(); w.page == 1;
	     w = pool_fixture_recognizing()) {
		assert_in_range(w.last_page, 1, 3);
		usleep(1000);
	}
	pool_fixture_finish(fd, 200);
}

static int
compare_threads(const void *a, const void *b)
{
	pid_t x = *(const pid_t *)a, y = *(const pid_t *)b;

	return (x < y) - (x > y);
}

/*
 * Lists the threads of a process, the youngest first, since numbers rarely
 * start again.  Returns how many there are.
 */
static size_t
list_threads(pid_t pid, pid_t *threads, size_t max)
{
	char path[48];
	struct dirent *entry;
	size_t n = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	dir = opendir(path);
	assert_non_null(dir);
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.') {
			assert_true(n < max);
			threads[n++] = (pid_t)atol(entry->d_name);
		}
	closedir(dir);
	qsort(threads, n, sizeof(*threads), compare_threads);
	return n;
}

/* Slows the older of the two youngest threads: it runs only while the youngest,
 * on the same processor, does not. */
static void
slow_first_thread(pid_t pid)
{
	const struct sched_param none = {.sched_priority = 0};
	pid_t threads[THREADS];
	cpu_set_t one;

	assert_true(list_threads(pid, threads, THREADS) > 2);
	CPU_ZERO(&one);
	CPU_SET((size_t)sched_getcpu(), &one);
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    sched_setaffinity(threads[i], sizeof(one), &one), 0);
	assert_int_equal(sched_setscheduler(threads[1], SCHED_IDLE, &none), 0);
}

/* Returns the processor time of a thread of a process in milliseconds. */
static double
thread_ms(pid_t pid, pid_t thread)
{
	char path[64], *line;
	double ns;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/schedstat", (int)pid,
	    (int)thread);
	line = process_read_all(path);
	assert_non_null(line);
	ns = strtod(line, NULL);
	free(line);
	return ns / 1e6;
}

/*
 * The main thread reads the first page, as without threads: the first of the
 * others, which would be as fast but for being woken, has nothing to do until
 * it is read.
 */
static void
test_the_first_page_waits_for_no_thread(void **state)
{
	pid_t threads[THREADS], pid;
	struct scoreboard_worker w;
	double before, ms;
	int fd;

	(void)state;
	pool_fixture_start(2, "--threads", "2", NULL);
	fd = send_with_id(&slow, "format=text", "first");
	w = pool_fixture_recognizing();
	pid = (pid_t)w.pid;
	assert_true(list_threads(pid, threads, THREADS) > 2);
	before = thread_ms(pid, threads[1]);
	/* Until then it can only have been woken. */
	assert_true(before < NOTHING_MS);
	while (w.page == 1) {
		ms = thread_ms(pid, threads[1]);
		w = pool_fixture_recognizing();
		assert_true(w.page > 1 || ms - before < NOTHING_MS);
		usleep(1000);
	}
	pool_fixture_finish(fd, 200);
}

/* Where memory is for one page at a time, none is read by a thread that has a
 * lower priority. */
static void
test_the_first_thread_is_the_first_to_read(void **state)
{
	const struct typeset style = {.font = "DejaVu Sans",
	    .size = 14,
	    .columns = 1,
	    .width = 850,
	    .height = 680,
	    .dpi = 200};
	struct page_file page, scan;
	struct pollfd answer = {.events = POLLIN};
	pid_t workers[POOL_MAX];

	(void)state;
	assert_int_equal(
	    typeset_image("One line of text\n", &style, PAGE_PNG, &page), 0);
	assert_int_equal(typeset_scan(&page, 6, style.dpi, &scan), 0);
	pool_fixture_start(2, "--threads", "2", "--max-memory", "512m", NULL);
	pool_fixture_workers(workers);
	for (int i = 0; i < 2; i++)
		slow_first_thread(workers[i]);
	answer.fd = send_with_id(&scan, "format=text", "large");
	while (poll(&answer, 1, 1) == 0)
		assert_int_equal(pool_fixture_extra(), 0);
	pool_fixture_finish(answer.fd, 200);
	page_file_clear(&page);
	page_file_clear(&scan);
}

/* While a document is read, the threads beside the first one, which are the
 * youngest, have a lower priority than all others of the worker. */
static void
test_extra_threads_have_a_lower_priority(void **state)
{
	enum { EXTRA = 2, MOST_NICE = 19 };
	pid_t threads[THREADS], pid;
	size_t n;
	int fd, first;

	(void)state;
	pool_fixture_start(3, "--threads", "3", NULL);
	fd = send_with_id(&slow, "format=text", "nice");
	pool_fixture_wait_extra(EXTRA, SOON_MS);
	pid = (pid_t)pool_fixture_recognizing().pid;
	n = list_threads(pid, threads, THREADS);
	assert_true(n > EXTRA + 1);
	first = getpriority(PRIO_PROCESS, (id_t)pid);
	for (size_t i = 0; i < n; i++) {
		int nice = getpriority(PRIO_PROCESS, (id_t)threads[i]);

		if (i < EXTRA)
			assert_true(nice > first || first == MOST_NICE);
		else
			assert_int_equal(nice, first);
	}
	pool_fixture_finish(fd, 200);
	assert_int_equal(pool_fixture_threads("nice"), 1 + EXTRA);
}

static void
test_a_thread_gives_way(void **state)
{
	struct scoreboard_worker w;
	int document, other;

	(void)state;
	pool_fixture_start(2, "--threads", "2", NULL);
	document = send_with_id(&slow, "format=text", "the-document");
	pool_fixture_wait_extra(1, SOON_MS);
	w = pool_fixture_recognizing();
	assert_in_range(w.last_page, w.page, PAGES);
	/* Another document gets its worker at once; then no worker is idle. */
	other = send_with_id(&slow, "format=text&pages=1-6", "the-other");
	pool_fixture_wait_extra(0, SOON_MS);
	pool_fixture_finish(other, 200);
	assert_int_equal(pool_fixture_threads("the-other"), 1);
	/* The thread comes back. */
	pool_fixture_wait_extra(1, SOON_MS);
	pool_fixture_finish(document, 200);
	assert_int_equal(pool_fixture_threads("the-document"), 2);
	assert_int_equal(pool_fixture_extra(), 0);
}

static void
test_what_a_worker_had_is_free_when_it_dies(void **state)
{
	struct scoreboard_worker w;
	int fd;

	(void)state;
	pool_fixture_start(2, "--threads", "2", NULL);
	fd = send_with_id(&slow, "format=text", "killed");
	pool_fixture_wait_extra(1, SOON_MS);
	w = pool_fixture_recognizing();
	assert_int_equal(kill((pid_t)w.pid, SIGKILL), 0);
	pool_fixture_wait_extra(0, SOON_MS);
	close(fd);
	assert_int_equal(
	    test_pool_wait_free(&pool_fixture, 2, POOL_FIXTURE_MS), 0);
	pool_fixture_finish(
	    send_with_id(&tiff, "format=text", "afterwards"), 200);
	assert_int_equal(pool_fixture_threads("afterwards"), 2);
}

static void
test_a_client_that_leaves_ends_all_threads(void **state)
{
	int fd;

	(void)state;
	pool_fixture_start(2, "--threads", "2", NULL);
	fd = send_with_id(&slow, "format=text", "leaves");
	pool_fixture_wait_extra(1, SOON_MS);
	close(fd);
	assert_int_equal(
	    test_pool_wait_free(&pool_fixture, 2, (int)test_pool_slack(1500)),
	    0);
	pool_fixture_wait_extra(0, SOON_MS);
	pool_fixture_finish(
	    send_with_id(&tiff, "format=text", "afterwards"), 200);
	assert_int_equal(pool_fixture_threads("afterwards"), 2);
}

/* These options make a page depend on the pages before it. */
static void
test_one_thread_where_it_has_to_be(void **state)
{
	(void)state;
	pool_fixture_start(2, "--threads", "2", NULL);
	pool_fixture_finish(send_with_id(&tiff, "psm=1", "orientation"), 200);
	assert_int_equal(pool_fixture_threads("orientation"), 1);
	pool_fixture_finish(
	    send_with_id(&tiff, "var.tessedit_char_blacklist=x", "variable"),
	    200);
	assert_int_equal(pool_fixture_threads("variable"), 1);
	pool_fixture_finish(send_with_id(&tiff, "pages=3", "page"), 200);
	assert_int_equal(pool_fixture_threads("page"), 1);
	pool_fixture_finish(send_with_id(&tiff, "format=text", "plain"), 200);
	assert_int_equal(pool_fixture_threads("plain"), 2);
}

/* Any process has more than half of so little, before a model is loaded. */
static void
test_one_thread_where_models_have_no_room(void **state)
{
	(void)state;
	pool_fixture_start(2, "--threads", "2", "--max-rss", "1m", NULL);
	pool_fixture_finish(send_with_id(&tiff, "lang=deu", "memory"), 200);
	assert_int_equal(pool_fixture_threads("memory"), 1);
	pool_fixture_finish(send_with_id(&tiff, "format=text", "plain"), 200);
	assert_int_equal(pool_fixture_threads("plain"), 2);
}

/* The second of two threads does not get to read: the answer is too large
 * before. */
static void
test_a_document_may_end_early(void **state)
{
	(void)state;
	pool_fixture_start(2, "--threads", "2", "--max-answer", "4000", NULL);
	pool_fixture_finish(send_with_id(&tiff, "format=hocr", "large"), 413);
	pool_fixture_wait_extra(0, SOON_MS);
	pool_fixture_finish(send_with_id(&tiff, "format=text", "small"), 200);
	assert_int_equal(pool_fixture_threads("small"), 2);
}

/* Sends a signal to the worker's youngest thread, which reads pages beside the
 * first one. */
static void
signal_thread(const struct scoreboard_worker *w, int sig)
{
	pid_t threads[THREADS];

	assert_true(list_threads((pid_t)w->pid, threads, THREADS) > 1);
	assert_int_equal(tgkill((pid_t)w->pid, threads[0], sig), 0);
}

static void
test_a_thread_that_crashes_blames_its_document(void **state)
{
	struct scoreboard_worker w;
	int fd;

	(void)state;
	pool_fixture_start(2, "--threads", "2", NULL);
	for (uint64_t i = 0; i < 2; i++) {
		fd = send_with_id(&slow, "format=text", "crashes");
		pool_fixture_wait_extra(1, SOON_MS);
		w = pool_fixture_recognizing();
		signal_thread(&w, SIGSEGV);
		assert_int_equal(
		    process_wait_gone((pid_t)w.pid, POOL_FIXTURE_MS), 0);
		close(fd);
		pool_fixture_wait_extra(0, SOON_MS);
		assert_int_equal(
		    test_pool_wait_free(&pool_fixture, 2, POOL_FIXTURE_MS), 0);
	}
	pool_fixture_finish(send_with_id(&slow, "format=text", "again"), 422);
	pool_fixture_finish(send_with_id(&tiff, "format=text", "other"), 200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    POOL_FIXTURE_TEST(test_a_tiff_reads_as_by_one_thread),
	    POOL_FIXTURE_TEST(test_a_pdf_reads_as_by_one_thread),
	    POOL_FIXTURE_TEST(test_files_of_all_kinds_read_as_by_one_thread),
	    POOL_FIXTURE_TEST(test_all_pages_in_work_are_named),
	    POOL_FIXTURE_TEST(
		test_pages_are_not_decoded_before_the_first_is_read),
	    POOL_FIXTURE_TEST(test_the_first_page_waits_for_no_thread),
	    POOL_FIXTURE_TEST(test_the_first_thread_is_the_first_to_read),
	    POOL_FIXTURE_TEST(test_extra_threads_have_a_lower_priority),
	    POOL_FIXTURE_TEST(test_a_thread_gives_way),
	    POOL_FIXTURE_TEST(test_what_a_worker_had_is_free_when_it_dies),
	    POOL_FIXTURE_TEST(test_a_client_that_leaves_ends_all_threads),
	    POOL_FIXTURE_TEST(test_one_thread_where_it_has_to_be),
	    POOL_FIXTURE_TEST(test_one_thread_where_models_have_no_room),
	    POOL_FIXTURE_TEST(test_a_document_may_end_early),
	    POOL_FIXTURE_TEST(test_a_thread_that_crashes_blames_its_document),
	};

	return cmocka_run_group_tests_name(
	    "threads", tests, make_pages, free_pages);
}
