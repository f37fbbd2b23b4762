/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ocr.store: what was recognized once is answered from a file, to the same
 * client alone, whether it sends the page again or asks by its digest, until it
 * is too old, too much or deleted, or the pool is another one.
 */
#include "tests/lib/test.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/dir.h"
#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/pdf_maker.h"
#include "tests/lib/process.h"
#include "tests/lib/result_path.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/status.h"

enum { LINES = 2, LARGE_PAGES = 25 };

/* Further lines of the configuration, and flags of the pool. */
struct setting {
	const char *conf;
	const char *const *worker_args;
};

static char dir[DIR_MAX], conf[1024];
static struct server_options options = {.workers = 1, .conf = conf};
static struct page_file page;
static uint32_t seed = 500;

static void
next_page(void)
{
	page_file_clear(&page);
	assert_int_equal(page_slow(LINES, seed++, &page), 0);
}

static int
setup(void **state)
{
	const struct setting *s = *state;

	if (dir_make(dir) < 0 || page_slow(LINES, seed++, &page) < 0)
		return -1;
	snprintf(conf, sizeof(conf),
	    "ocr.store = \"%s\"\nocr.client-key := \"X-Client\"\n%s", dir,
	    s != NULL && s->conf != NULL ? s->conf : "");
	options.worker_args = s != NULL ? s->worker_args : NULL;
	return server_fixture_open(&options);
}

static int
teardown(void **state)
{
	int rc = server_fixture_teardown(state);

	page_file_clear(&page);
	dir_remove(dir);
	return rc;
}

#define STORE_TEST(test, setting)                                              \
	cmocka_unit_test_prestate_setup_teardown(test, setup, teardown, setting)

/* Sends a request with one further header, or NULL; to be cleared. */
static struct http_answer
request(const char *method, const char *path, const char *header, bool body)
{
	const char *headers[] = {header, NULL};
	const struct http_request r = {
	    .method = method,
	    .path = path,
	    .headers = headers,
	    .body = body ? page.data : NULL,
	    .body_len = body ? page.len : 0,
	};
	struct http_answer a;

	assert_int_equal(http_send(server_fixture->port, &r, &a), 0);
	return a;
}

/* Posts the page; the answer has this Cache-Status, NULL: none. */
static struct http_answer
post_for(const char *path, const char *header, const char *cache)
{
	struct http_answer a = request("POST", path, header, true);
	const char *got = http_header(&a, "Cache-Status");

	if (a.status != 200)
		fail_msg("%s: %ld %s", path, a.status, a.body);
	if (cache == NULL)
		assert_null(got);
	else
		assert_string_equal(got != NULL ? got : "none", cache);
	return a;
}

static void
post(const char *path, const char *header, const char *cache)
{
	struct http_answer a = post_for(path, header, cache);

	http_answer_clear(&a);
}

#define HIT "mod_ocr; hit"
#define MISS "mod_ocr; fwd=miss; stored"

/* Posts the page for the first time, and waits until its result is kept. */
static void
keep(const char *path)
{
	int64_t stored = server_fixture_number("store.stored");

	post(path, NULL, MISS);
	server_fixture_wait("store.stored", stored + 1);
}

static void
expect(const char *method, const char *path, const char *header, long status)
{
	struct http_answer a = request(method, path, header, false);

	if (a.status != status)
		fail_msg("%s %s: %ld, not %ld: %s", method, path, a.status,
		    status, a.body);
	http_answer_clear(&a);
}

static void
test_the_second_is_a_hit(void **state)
{
	struct http_answer first, second;

	(void)state;
	first = post_for("/ocr?psm=6", NULL, MISS);
	server_fixture_wait("store.stored", 1);
	second = post_for("/ocr?psm=6", NULL, HIT);
	assert_true(first.body_len > 20);
	assert_string_equal(second.body, first.body);
	assert_string_equal(http_header(&second, "Content-Type"),
	    http_header(&first, "Content-Type"));
	assert_null(http_header(&first, "Age"));
	assert_in_range(atoi(http_header(&second, "Age")), 0, 60);
	assert_int_equal(http_header(&second, "ETag")[0], '"');
	assert_non_null(
	    strstr(http_header(&second, "Server-Timing"), "ocr;dur=0"));
	assert_null(
	    strstr(http_header(&second, "Server-Timing"), "0, ocr;dur=0."));
	assert_string_not_equal(http_header(&second, "X-Request-Id"),
	    http_header(&first, "X-Request-Id"));
	http_answer_clear(&first);
	http_answer_clear(&second);
	assert_int_equal(server_fixture_number("totals.answered"), 1);
	assert_int_equal(server_fixture_number("store.hits"), 1);
	assert_int_equal(server_fixture_number("store.misses"), 1);
	assert_int_equal(server_fixture_number("store.entries"), 1);
	assert_int_equal(server_fixture_number("store.bytes"), 4096);
	assert_int_equal(server_fixture_number("store.errors"), 0);
	assert_int_equal(server_fixture_number("spool_bytes"), 0);
}

static void
test_figures_are_metrics(void **state)
{
	struct http_answer a;

	(void)state;
	keep("/ocr");
	post("/ocr", NULL, HIT);
	server_fixture_get("/metrics", NULL, &a);
	assert_non_null(strstr(a.body, "\nocr_store_hits_total 1\n"));
	assert_non_null(strstr(a.body, "\nocr_store_misses_total 1\n"));
	assert_non_null(strstr(a.body, "\nocr_store_entries 1\n"));
	assert_non_null(strstr(a.body, "\nocr_store_saved_seconds_total "));
	assert_null(strstr(a.body, "\nocr_store_saved_seconds_total 0\n"));
	http_answer_clear(&a);
}

/* The id in JSON is that of the request, the rest is alike. */
static void
test_the_id_is_each_requests_own(void **state)
{
	struct http_answer first, second;

	(void)state;
	first = post_for("/ocr?format=json", "X-Request-Id: one", MISS);
	server_fixture_wait("store.stored", 1);
	second =
	    post_for("/ocr?format=json", "X-Request-Id: another-longer", HIT);
	assert_memory_equal(second.body, "{\"id\":\"another-longer\",", 23);
	assert_memory_equal(first.body, "{\"id\":\"one\",", 12);
	assert_string_equal(second.body + 23, first.body + 12);
	assert_memory_equal(http_header(&second, "ETag"), "W/\"", 3);
	http_answer_clear(&first);
	http_answer_clear(&second);
}

/* Above what is kept in memory, and read in several pieces. */
static void
test_a_large_result_is_whole(void **state)
{
	struct http_answer first, second;

	(void)state;
	page_file_clear(&page);
	pdf_maker_pages(0, LARGE_PAGES, &page);
	first = post_for("/ocr?format=text", NULL, MISS);
	assert_true(first.body_len > 1 << 19);
	server_fixture_wait("store.stored", 1);
	for (int i = 0; i < 3; i++) {
		second = post_for("/ocr?format=text", NULL, HIT);
		assert_int_equal(second.body_len, first.body_len);
		assert_memory_equal(second.body, first.body, first.body_len);
		http_answer_clear(&second);
	}
	http_answer_clear(&first);
	assert_int_equal(server_fixture_number("totals.answered"), 1);
	server_fixture_wait("spool_bytes", 0);
}

/* Makes the page one that is too large to wait in memory. */
static void
make_large(void)
{
	enum { BYTES = 70000 };
	unsigned char *data = realloc(page.data, BYTES);

	assert_non_null(data);
	assert_true(page.len < BYTES);
	memset(data + page.len, 0, BYTES - page.len);
	page.data = data;
	page.len = BYTES;
}

/* What is in the spool: the path of its one folder. */
static void
find_spool(char path[static DIR_MAX + 64])
{
	const char *top = server_path(server_fixture, "spool");
	struct dirent *e;
	DIR *all = opendir(top);

	assert_non_null(all);
	path[0] = '\0';
	while ((e = readdir(all)) != NULL)
		if (strncmp(e->d_name, "mod_ocr.", 8) == 0)
			snprintf(
			    path, DIR_MAX + 64, "%s/%.40s", top, e->d_name);
	closedir(all);
	assert_true(path[0] != '\0');
}

/* Whether a file was made in the watched folder since the last call. */
static bool
was_made(int watch)
{
	char events[4096];
	bool made = false;

	while (read(watch, events, sizeof(events)) > 0)
		made = true;
	return made;
}

/* A body that comes at once and whose answer is there is never written to a
 * file, as it is where it has to wait. */
static void
test_a_hit_needs_no_file(void **state)
{
	double end = process_now_ms() + SERVER_FIXTURE_MS;
	int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	char path[DIR_MAX + 64];

	(void)state;
	make_large();
	find_spool(path);
	assert_true(inotify_add_watch(watch, path, IN_CREATE) >= 0);
	keep("/ocr");
	assert_true(was_made(watch));
	/* On a busy machine it may come in pieces, and needs one. */
	do {
		if (process_now_ms() > end)
			fail_msg("each hit has made a file");
		was_made(watch);
		post("/ocr", NULL, HIT);
	} while (was_made(watch));
	close(watch);
	assert_int_equal(server_fixture_number("totals.answered"), 1);
	assert_int_equal(server_fixture_number("spool_bytes"), 0);
}

static void
test_the_client_says_what_is_kept(void **state)
{
	(void)state;
	post("/ocr", "Cache-Control: no-store", NULL);
	post("/ocr", "Cache-Control: max-age=0, no-cache",
	    "mod_ocr; fwd=request; stored");
	server_fixture_wait("store.stored", 1);
	post("/ocr", NULL, HIT);
	post("/ocr", "Cache-Control: no-store", NULL);
	post("/ocr", "Cache-Control: no-cache", "mod_ocr; fwd=request; stored");
	server_fixture_wait("store.stored", 2);
	assert_int_equal(server_fixture_number("store.entries"), 1);
	post("/ocr", NULL, HIT);
	assert_int_equal(server_fixture_number("totals.answered"), 4);
}

static void
test_others_are_not_told(void **state)
{
	char path[RESULT_PATH_ROOM];

	(void)state;
	result_path(&page, "", path);
	post("/ocr", "X-Client: one", MISS);
	server_fixture_wait("store.stored", 1);
	expect("GET", path, "X-Client: another", 404);
	expect("DELETE", path, "X-Client: another", 404);
	expect("GET", path, NULL, 404);
	expect("GET", path, "X-Client: one", 200);
	post("/ocr", "X-Client: another", MISS);
	assert_int_equal(server_fixture_number("totals.answered"), 2);
}

/* One network takes turns as one client, but its hosts are told nothing of each
 * other. */
static void
test_a_neighbour_is_not_told(void **state)
{
	char path[RESULT_PATH_ROOM];

	(void)state;
	result_path(&page, "", path);
	post("/ocr", "X-Client: 2001:db8::1", MISS);
	server_fixture_wait("store.stored", 1);
	expect("GET", path, "X-Client: 2001:db8::2", 404);
	expect("DELETE", path, "X-Client: 2001:db8::2", 404);
	post("/ocr", "X-Client: 2001:db8::2", MISS);
	expect("GET", path, "X-Client: [2001:db8::1]:80", 200);
}

/* What a header says is no address, also where it looks like one. */
static void
test_a_header_is_no_address(void **state)
{
	char path[RESULT_PATH_ROOM];

	(void)state;
	result_path(&page, "", path);
	keep("/ocr");
	expect("GET", path, NULL, 200);
	expect("GET", path, "X-Client: 127.0.0.1", 404);
	expect("DELETE", path, "X-Client: 127.0.0.1", 404);
	expect("GET", path, NULL, 200);
}

/* A page of another site, which the browser of a client shows, learns nothing.
 */
static void
test_other_sites_are_not_told(void **state)
{
	char path[RESULT_PATH_ROOM], own[64];

	(void)state;
	result_path(&page, "", path);
	keep("/ocr");
	expect("GET", path, "Sec-Fetch-Site: cross-site", 404);
	expect("GET", path, "Sec-Fetch-Site: same-site", 404);
	post("/ocr", "Sec-Fetch-Site: cross-site", NULL);
	expect("GET", path, "Sec-Fetch-Site: same-origin", 200);
	post("/ocr", "Sec-Fetch-Site: same-origin", HIT);
	/* Without TLS a browser tells no more than that. */
	post("/ocr", "Origin: http://evil.example", NULL);
	post("/ocr", "Origin: null", NULL);
	expect("DELETE", path, "Origin: http://evil.example", 404);
	snprintf(own, sizeof(own), "Origin: http://127.0.0.1:%d",
	    server_fixture->port);
	post("/ocr", own, HIT);
}

/* Nor does one, if it is not the one that may call. */
static void
test_only_the_other_site_that_may_call_is_told(void **state)
{
	static const char *const both[] = {
	    "Sec-Fetch-Site: cross-site", "Origin: https://good.example", NULL};
	struct http_request r = {.headers = both};
	char path[RESULT_PATH_ROOM];
	struct http_answer a;

	(void)state;
	result_path(&page, "", path);
	r.path = path;
	keep("/ocr");
	expect("GET", path, "Origin: https://good.example", 200);
	expect("GET", path, "Sec-Fetch-Site: cross-site", 404);
	expect("GET", path, "Sec-Fetch-Site: same-origin", 200);
	post("/ocr", "Origin: https://evil.example", NULL);
	post("/ocr", "Origin: https://good.example", HIT);
	assert_int_equal(http_send(server_fixture->port, &r, &a), 0);
	assert_int_equal(a.status, 200);
	http_answer_clear(&a);
}

static void
test_all_may_share(void **state)
{
	char path[RESULT_PATH_ROOM];

	(void)state;
	result_path(&page, "", path);
	post("/ocr", "X-Client: one", MISS);
	server_fixture_wait("store.stored", 1);
	post("/ocr", "X-Client: another", HIT);
	expect("GET", path, "X-Client: a-third", 200);
}

/* What could be asked with other options, or was no success, is not there. */
static void
test_only_what_was_asked_is_a_hit(void **state)
{
	static const char *const others[] = {
	    "/ocr", "/ocr?psm=6&lang=eng", "/ocr?psm=6&format=tsv"};

	(void)state;
	keep("/ocr?psm=6&timeout=60");
	post("/ocr?timeout=70&p%73m=6", NULL, HIT);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		post(others[i], NULL, MISS);
	for (int i = 0; i < 2; i++) {
		struct http_answer a =
		    request("POST", "/ocr?lang=xyz", NULL, true);
		assert_int_equal(a.status, 422);
		assert_string_equal(
		    http_header(&a, "Cache-Status"), "mod_ocr; fwd=miss");
		http_answer_clear(&a);
	}
	assert_int_equal(server_fixture_number("totals.answered"), 6);
}

static void
test_a_digest_is_enough(void **state)
{
	char path[RESULT_PATH_ROOM], other[RESULT_PATH_ROOM],
	    match[RESULT_PATH_ROOM];
	struct http_answer posted, a;

	(void)state;
	result_path(&page, "?psm=6", path);
	result_path(&page, "?psm=4", other);
	expect("GET", path, NULL, 404);
	posted = post_for("/ocr?psm=6", NULL, MISS);
	server_fixture_wait("store.stored", 1);
	a = request("GET", path, NULL, false);
	assert_int_equal(a.status, 200);
	assert_string_equal(a.body, posted.body);
	assert_string_equal(http_header(&a, "Cache-Status"), HIT);
	snprintf(match, sizeof(match), "If-None-Match: \"other\", %s",
	    http_header(&a, "ETag"));
	http_answer_clear(&a);
	http_answer_clear(&posted);
	a = request("GET", path, match, false);
	assert_int_equal(a.status, 304);
	assert_int_equal(a.body_len, 0);
	assert_non_null(http_header(&a, "ETag"));
	http_answer_clear(&a);
	expect("GET", path, "If-None-Match: \"other\"", 200);
	expect("HEAD", path, NULL, 200);
	expect("GET", other, NULL, 404);
	expect("GET", "/ocr/sha-256/12", NULL, 404);
	a = request("POST", path, NULL, true);
	assert_int_equal(a.status, 405);
	http_answer_clear(&a);
	expect("DELETE", other, NULL, 404);
	expect("DELETE", path, NULL, 204);
	expect("DELETE", path, NULL, 404);
	expect("GET", path, NULL, 404);
	assert_int_equal(server_fixture_number("store.entries"), 0);
	assert_int_equal(server_fixture_number("totals.answered"), 1);
	post("/ocr?psm=6", NULL, MISS);
}

/* A digest costs a large result no more than its bytes: it is read in pieces
 * although no body is. */
static void
test_a_large_result_by_its_digest(void **state)
{
	struct http_answer first, second;
	char path[RESULT_PATH_ROOM];

	(void)state;
	page_file_clear(&page);
	pdf_maker_pages(0, LARGE_PAGES, &page);
	result_path(&page, "?format=text", path);
	first = post_for("/ocr?format=text", NULL, MISS);
	server_fixture_wait("store.stored", 1);
	second = request("GET", path, NULL, false);
	assert_int_equal(second.status, 200);
	assert_int_equal(second.body_len, first.body_len);
	assert_memory_equal(second.body, first.body, first.body_len);
	http_answer_clear(&first);
	http_answer_clear(&second);
}

/* Results take no turn, so there is room for uploads beside them: a quarter of
 * the spool is less than this one, and the page is read anew. */
static void
test_hits_leave_room_for_uploads(void **state)
{
	enum { QUARTER = 640 << 10 };
	char path[RESULT_PATH_ROOM];
	struct http_answer first, second;

	(void)state;
	page_file_clear(&page);
	pdf_maker_pages(0, LARGE_PAGES, &page);
	result_path(&page, "", path);
	first = post_for("/ocr", NULL, MISS);
	assert_true(first.body_len > QUARTER);
	server_fixture_wait("store.stored", 1);
	expect("GET", path, NULL, 503);
	second = post_for("/ocr", NULL, MISS);
	assert_int_equal(second.body_len, first.body_len);
	assert_memory_equal(second.body, first.body, first.body_len);
	assert_int_equal(server_fixture_number("store.hits"), 0);
	server_fixture_wait("spool_bytes", 0);
	http_answer_clear(&first);
	http_answer_clear(&second);
}

static void
reopen(void)
{
	assert_int_equal(server_stop(server_fixture), 0);
	server_fixture = NULL;
	assert_int_equal(server_fixture_open(&options), 0);
}

static void
test_a_restart_keeps_it(void **state)
{
	(void)state;
	keep("/ocr");
	reopen();
	server_fixture_wait("store.entries", 1);
	server_fixture_wait("store.bytes", 4096);
	/* As soon as the scoreboard is in use. */
	server_fixture_wait("slots", 1);
	post("/ocr", NULL, HIT);
	assert_int_equal(server_fixture_number("totals.answered"), 0);
}

/* Four of these fit. */
static void
test_the_oldest_goes(void **state)
{
	struct page_file pages[6];

	(void)state;
	for (int i = 0; i < 6; i++) {
		next_page();
		keep("/ocr");
		pages[i] = page;
		page = (struct page_file){.data = NULL};
	}
	server_fixture_wait("store.evictions", 2);
	assert_int_equal(server_fixture_number("store.entries"), 4);
	assert_int_equal(server_fixture_number("store.bytes"), 4 * 4096);
	for (int i = 5; i >= 0; i--) {
		page_file_clear(&page);
		page = pages[i];
		pages[i].data = NULL;
		post("/ocr", NULL, i >= 2 ? HIT : MISS);
	}
}

static void
test_what_is_old_is_not_given(void **state)
{
	(void)state;
	keep("/ocr");
	server_fixture_wait("store.entries", 0);
	assert_int_equal(server_fixture_number("store.evictions"), 0);
	post("/ocr", NULL, MISS);
}

/* The command that mod_ocr(5) has. */
static void
test_the_administrator_removes_all(void **state)
{
	const char *const purge[] = {
	    "find", dir, "-mindepth", "2", "-type", "f", "-delete", NULL};
	struct process_result result;

	(void)state;
	keep("/ocr");
	keep("/ocr?psm=6");
	assert_int_equal(process_run(purge, SERVER_FIXTURE_MS, &result), 0);
	assert_int_equal(result.status, 0);
	process_result_clear(&result);
	keep("/ocr");
	post("/ocr", NULL, HIT);
	keep("/ocr?psm=6");
	assert_int_equal(server_fixture_number("store.errors"), 0);
	assert_int_equal(server_fixture_number("totals.answered"), 4);
}

static void
test_no_fingerprint_no_result(void **state)
{
	(void)state;
	post("/ocr", NULL, NULL);
	post("/ocr", NULL, NULL);
	assert_int_equal(server_fixture_number("totals.answered"), 2);
	assert_int_equal(server_fixture_number("store.stored"), 0);
}

static char models[DIR_MAX];

static void
copy_models(void)
{
	char command[512];
	static const char *const list[] = {"eng", "osd"};

	for (size_t i = 0; i < 2; i++) {
		snprintf(command, sizeof(command),
		    "cp /usr/share/tesseract-ocr/*/tessdata/%s.traineddata %s",
		    list[i], models);
		assert_int_equal(system(command), 0);
	}
}

static bool
is_of_generation(json_int_t generation)
{
	json_t *status = status_read(server_fixture->port), *worker;
	json_t *workers = json_object_get(status, "workers");
	bool is = json_array_size(workers) > 0;
	size_t i;

	json_array_foreach(workers, i, worker)
	{
		const char *state =
		    json_string_value(json_object_get(worker, "state"));
		json_int_t its =
		    json_integer_value(json_object_get(worker, "generation"));

		is = is && (its == generation || strcmp(state, "none") == 0);
	}
	json_decref(status);
	return is;
}

/* Until all workers are of the generation: with two nothing is kept. */
static void
wait_for_generation(json_int_t generation)
{
	double end = process_now_ms() + SERVER_FIXTURE_MS;

	while (!is_of_generation(generation)) {
		if (process_now_ms() > end)
			fail_msg("the pool is of another generation");
		poll(NULL, 0, 5);
	}
}

/* A reload that finds another file of a language begins anew, and goes back to
 * what there was with the file that there was. */
static void
test_another_pool_begins_anew(void **state)
{
	static const struct timespec later[2] = {
	    {.tv_sec = 2000000000}, {.tv_sec = 2000000000}};
	char file[DIR_MAX + 32];

	(void)state;
	keep("/ocr");
	post("/ocr", NULL, HIT);
	snprintf(file, sizeof(file), "%s/eng.traineddata", models);
	assert_int_equal(utimensat(AT_FDCWD, file, later, 0), 0);
	assert_int_equal(kill(server_fixture->pool.pid, SIGHUP), 0);
	wait_for_generation(2);
	post("/ocr", NULL, MISS);
	server_fixture_wait("store.stored", 2);
	post("/ocr", NULL, HIT);
	assert_int_equal(server_fixture_number("totals.answered"), 2);
	assert_int_equal(server_fixture_number("store.entries"), 2);
}

static int
make_models(void **state)
{
	(void)state;
	if (dir_make(models) < 0)
		return -1;
	copy_models();
	return 0;
}

static int
remove_models(void **state)
{
	(void)state;
	dir_remove(models);
	return 0;
}

int
main(void)
{
	static const char *const args[] = {"--tessdata", models, NULL};
	static struct setting shared = {.conf = "ocr.store-share = \"all\"\n"},
			      cors = {.conf = "ocr.cors-origin = "
					      "\"https://good.example\"\n"},
			      small = {.conf = "ocr.store-limit = 16\n"},
			      tight = {.conf = "ocr.spool-limit := 2560\n"},
			      brief = {.conf = "ocr.store-max-age = 3\n"},
			      unknown = {.conf = "ocr.scoreboard := \"\"\n"},
			      other = {.worker_args = args};
	const struct CMUnitTest tests[] = {
	    STORE_TEST(test_the_second_is_a_hit, NULL),
	    STORE_TEST(test_figures_are_metrics, NULL),
	    STORE_TEST(test_the_id_is_each_requests_own, NULL),
	    STORE_TEST(test_a_large_result_is_whole, NULL),
	    STORE_TEST(test_a_hit_needs_no_file, NULL),
	    STORE_TEST(test_the_client_says_what_is_kept, NULL),
	    STORE_TEST(test_others_are_not_told, NULL),
	    STORE_TEST(test_a_neighbour_is_not_told, NULL),
	    STORE_TEST(test_a_header_is_no_address, NULL),
	    STORE_TEST(test_other_sites_are_not_told, NULL),
	    STORE_TEST(test_only_the_other_site_that_may_call_is_told, &cors),
	    STORE_TEST(test_all_may_share, &shared),
	    STORE_TEST(test_only_what_was_asked_is_a_hit, NULL),
	    STORE_TEST(test_a_digest_is_enough, NULL),
	    STORE_TEST(test_a_large_result_by_its_digest, NULL),
	    STORE_TEST(test_hits_leave_room_for_uploads, &tight),
	    STORE_TEST(test_a_restart_keeps_it, NULL),
	    STORE_TEST(test_the_oldest_goes, &small),
	    STORE_TEST(test_what_is_old_is_not_given, &brief),
	    STORE_TEST(test_the_administrator_removes_all, NULL),
	    STORE_TEST(test_no_fingerprint_no_result, &unknown),
	    STORE_TEST(test_another_pool_begins_anew, &other),
	};

	return server_report(cmocka_run_group_tests_name(
	    "store", tests, make_models, remove_models));
}
