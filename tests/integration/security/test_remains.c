/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is in a worker's memory when its request has ended: nothing of the
 * headers, the body and the text.  Root looks at all memory that the process
 * can write.
 */
#include "tests/lib/test.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/pool_fixture.h"
#include "tests/lib/server.h"
#include "tests/lib/typeset.h"

/* The search looks for each of these marks as it is. */
#define HEADER "Zw8qXvHeaderMark"
#define PASSWORD "Zw8qXvPasswordMark"
#define QUERY "Zw8qXvQueryMark"
#define BODY "Zw8qXvBodyMark"
/* This is read from the page; no model has it in it. */
#define TEXT "83915 27460"

static const char *const params[] = {
    "HTTP_X_SECRET=" HEADER, "HTTP_AUTHORIZATION=Bearer " PASSWORD, NULL};
static const char *const marks[] = {HEADER, PASSWORD, QUERY, BODY, TEXT};
#define WORKERS_MAX 2
#define MARKS (sizeof(marks) / sizeof(*marks))

/* A mapping is read in pieces that overlap by so much. */
#define PIECE 1048576
#define OVERLAP 64

static char piece[PIECE + OVERLAP];

/* Counts in found in how many pieces of a range of memory each mark is. */
static void
search(int fd, unsigned long begin, unsigned long end, size_t found[MARKS])
{
	for (unsigned long at = begin; at < end; at += PIECE) {
		size_t want = end - at < PIECE ? end - at : sizeof(piece);
		ssize_t n = pread(fd, piece, want, (off_t)at);

		for (size_t m = 0; n > 0 && m < MARKS; m++)
			found[m] += memmem(piece, (size_t)n, marks[m],
					strlen(marks[m])) != NULL;
	}
}

/* Does the same in all memory that the process can write. */
static void
search_process(pid_t pid, size_t found[MARKS])
{
	unsigned long begin, end;
	char path[64], line[512];
	FILE *maps;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
	maps = fopen(path, "re");
	snprintf(path, sizeof(path), "/proc/%d/mem", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_non_null(maps);
	assert_true(fd != -1);
	memset(found, 0, MARKS * sizeof(*found));
	while (fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx rw", &begin, &end) == 2 &&
		    strstr(line, " rw"))
			search(fd, begin, end, found);
	fclose(maps);
	close(fd);
}

/* Makes a page with the text, as PNM with a comment, so that the body has all
 * marks. */
static void
make_page(struct page_file *page)
{
	static const char comment[] = "# " BODY "\n";
	struct page_file plain;

	assert_int_equal(page_text(TEXT "\n", PAGE_PNM, &plain), 0);
	page->len = plain.len + sizeof(comment) - 1;
	page->data = malloc(page->len);
	memcpy(page->data, plain.data, 3);
	memcpy(page->data + 3, comment, sizeof(comment) - 1);
	memcpy(page->data + 3 + sizeof(comment) - 1, plain.data + 3,
	    plain.len - 3);
	page_file_clear(&plain);
}

/* Checks that no worker has any of the marks in its memory. */
static void
assert_forgotten(const char *what)
{
	pid_t workers[WORKERS_MAX];
	unsigned n = pool_fixture.pool.workers;
	size_t found[MARKS];
	bool all = true;

	assert_true(n <= WORKERS_MAX);
	assert_int_equal(
	    test_pool_wait_free(&pool_fixture, n, POOL_FIXTURE_MS), 0);
	pool_fixture_workers(workers);
	for (unsigned i = 0; i < n; i++) {
		search_process(workers[i], found);
		for (size_t m = 0; m < MARKS; m++)
			if (found[m] > 0) {
				print_message("%s: \"%s\" is there %zu times\n",
				    what, marks[m], found[m]);
				all = false;
			}
	}
	assert_true(all);
}

/* Checks the search itself: while a request runs, all marks are found. */
static void
test_running(void **state)
{
	size_t found[MARKS];
	int fd;

	(void)state;
	pool_fixture_start(1, NULL);
	fd = pool_fixture_send_slow(params[0], params[1]);
	assert_true(fd >= 0);
	search_process((pid_t)pool_fixture_recognizing().pid, found);
	assert_true(found[0] > 0 && found[1] > 0);
	close(fd);
}

static void
test_formats(void **state)
{
	static const char *const formats[] = {"text", "json", "hocr", "alto",
	    "tsv", "pdf", "ndjson", "json&quality=high"};
	struct fcgi_request r = {.params = params};
	struct fcgi_answer a;
	struct page_file page;
	char query[96];

	(void)state;
	make_page(&page);
	pool_fixture_start(1, NULL);
	r.body = page.data;
	r.body_len = page.len;
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		snprintf(query, sizeof(query), "format=%s&lang=%s", formats[i],
		    "eng");
		r.query = query;
		assert_int_equal(
		    fcgi_ask(pool_fixture.sock, &r, &a, POOL_FIXTURE_MS), 0);
		assert_int_equal(a.status, 200);
		if (i < 5)
			assert_non_null(strstr(a.body, "83915"));
		fcgi_answer_clear(&a);
		assert_forgotten(formats[i]);
	}
	/* Nothing is left of refused requests either. */
	r.query = "lang=" QUERY;
	assert_int_equal(
	    fcgi_ask(pool_fixture.sock, &r, &a, POOL_FIXTURE_MS), 0);
	assert_int_equal(a.status, 422);
	fcgi_answer_clear(&a);
	assert_forgotten("a refusal");
	r.path = "/headers";
	assert_int_equal(
	    fcgi_ask(pool_fixture.sock, &r, &a, POOL_FIXTURE_MS), 0);
	assert_int_equal(a.status, 200);
	fcgi_answer_clear(&a);
	assert_forgotten("/headers");
	assert_int_equal(test_pool_record(&pool_fixture).restarts, 0);
	free(page.data);
}

/* Sends the request, which must be read, and checks that the workers forget it.
 */
static void
ask(struct fcgi_request *r, const char *what)
{
	struct fcgi_answer a;

	r->params = r->params ? r->params : params;
	assert_int_equal(
	    fcgi_ask(pool_fixture.sock, r, &a, POOL_FIXTURE_MS), 0);
	assert_int_equal(a.status, 200);
	assert_non_null(strstr(a.body, "83915"));
	fcgi_answer_clear(&a);
	assert_forgotten(what);
}

/* Other libraries take these apart. */
static void
test_packings(void **state)
{
	static const char head[] =
	    "--b\r\nContent-Disposition: form-data; "
	    "name=\"file\"; filename=\"" QUERY ".pdf\"\r\n\r\n",
			  tail[] = "\r\n--b--\r\n";
	const char *const form[] = {params[0], params[1],
	    "CONTENT_TYPE=multipart/form-data; boundary=b", NULL};
	static const struct typeset style = {
	    "DejaVu Serif", 14, .width = 320, .height = 140, .dpi = 200};
	const char *texts[] = {TEXT " and " TEXT "\n"};
	struct fcgi_request r = {.query = "format=text"};
	struct page_file page, pdf;
	char *body;

	(void)state;
	pool_fixture_start(1, NULL);
	assert_int_equal(typeset_pdf(texts, 1, &style, &pdf), 0);
	r.body = pdf.data;
	r.body_len = pdf.len;
	ask(&r, "PDF");
	make_page(&page);
	r.body_len = sizeof(head) + page.len + sizeof(tail) - 2;
	r.body = body = malloc(r.body_len);
	memcpy(body, head, sizeof(head) - 1);
	memcpy(body + sizeof(head) - 1, page.data, page.len);
	memcpy(body + sizeof(head) - 1 + page.len, tail, sizeof(tail) - 1);
	r.params = form;
	ask(&r, "a form");
	assert_int_equal(test_pool_record(&pool_fixture).restarts, 0);
	free(body);
	free(page.data);
	page_file_clear(&pdf);
}

/* Other threads of the worker read pages while a second worker is idle. */
static void
test_threads(void **state)
{
	enum { PAGES = 6 };
	static const struct typeset style = {
	    "DejaVu Serif", 14, .width = 320, .height = 140, .dpi = 200};
	const char *texts[PAGES];
	const char *const with_id[] = {
	    params[0], params[1], "HTTP_X_REQUEST_ID=by-threads", NULL};
	struct fcgi_request r = {
	    .query = "format=text&layer=never&dpi=300", .params = with_id};
	struct page_file pdf;
	json_t *line;

	(void)state;
	for (int i = 0; i < PAGES; i++)
		texts[i] = TEXT " and " TEXT "\n";
	assert_int_equal(typeset_pdf(texts, PAGES, &style, &pdf), 0);
	pool_fixture_start(2, "--threads", "2", NULL);
	r.body = pdf.data;
	r.body_len = pdf.len;
	ask(&r, "threads");
	line = pool_fixture_logged("id", "by-threads");
	assert_int_equal(
	    json_integer_value(json_object_get(line, "threads")), 2);
	json_decref(line);
	page_file_clear(&pdf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    POOL_FIXTURE_TEST(test_running),
	    POOL_FIXTURE_TEST(test_formats),
	    POOL_FIXTURE_TEST(test_packings),
	    POOL_FIXTURE_TEST(test_threads),
	};

	/* Other users may not look, and a sanitizer keeps freed memory. */
	if (geteuid() != 0 || server_is_sanitized())
		return 0;
	return server_report(
	    cmocka_run_group_tests_name("remains", tests, NULL, NULL));
}
