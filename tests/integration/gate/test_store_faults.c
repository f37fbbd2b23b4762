/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What may happen to the files of ocr.store: whatever it is, answers are right
 * and whole, pages are just read again, and the log has a line of it, not one
 * for each request.
 */
#include "tests/lib/test.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/dir.h"
#include "tests/lib/http.h"
#include "tests/lib/page.h"
#include "tests/lib/pdf_maker.h"
#include "tests/lib/process.h"
#include "tests/lib/result_path.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/small_disk.h"
#include "tests/lib/store_fixture.h"

enum {
	LINES = 1,
	PATH_ROOM = 400,
	DISK = 1 << 20,
	PART = 100000, /* of a result */
	IN_VAIN_MS = 2500,
	LARGE_PAGES = 25,
};

static char dir[DIR_MAX + 16];
static uint32_t seed = 900;
static bool has_disk;

/* Makes a page, and starts a server whose store is a folder in place, which a
 * test may take away.  Returns 0, or -1. */
static int
open_in(const char *place)
{
	snprintf(dir, sizeof(dir), "%s/store", place);
	if (mkdir(dir, 0700) < 0 ||
	    page_slow(LINES, seed++, &store_fixture_page) < 0)
		return -1;
	return store_fixture_start(dir, NULL);
}

static int
setup(void **state)
{
	(void)state;
	if (dir_make(store_fixture_dir) < 0)
		return -1;
	return open_in(store_fixture_dir);
}

static int
setup_disk(void **state)
{
	(void)state;
	has_disk = small_disk_mount(DISK) == 0;
	return has_disk ? open_in(small_disk) : 0;
}

static int
teardown_disk(void **state)
{
	int rc;

	if (!has_disk)
		return 0;
	rc = server_fixture_teardown(state);
	page_file_clear(&store_fixture_page);
	return small_disk_unmount() < 0 ? -1 : rc;
}

/* Posts the page; the answer must be a 200 with this Cache-Status, or for NULL
 * with any.  Returns its text, to be freed. */
static char *
post(const char *cache)
{
	const struct http_request r = {.path = "/ocr?psm=6",
	    .body = store_fixture_page.data,
	    .body_len = store_fixture_page.len};
	struct http_answer a;
	char *text;

	assert_int_equal(http_send(server_fixture->port, &r, &a), 0);
	assert_int_equal(a.status, 200);
	if (cache != NULL)
		assert_string_equal(http_header(&a, "Cache-Status"), cache);
	text = strdup(a.body);
	http_answer_clear(&a);
	return text;
}

#define UNSTORED "mod_ocr; fwd=miss"

static void
post_like(const char *text, const char *cache)
{
	char *got = post(cache);

	assert_string_equal(got, text);
	free(got);
}

static char *
keep(void)
{
	int64_t stored = server_fixture_number("store.stored");
	char *text = post(STORE_MISS);

	server_fixture_wait("store.stored", stored + 1);
	return text;
}

/* Counts the files in the folders of the store whose names begin so, and sets
 * file to the path of the last one. */
static int
find_files(const char *begin, char file[static PATH_ROOM])
{
	struct dirent *e, *f;
	DIR *all = opendir(dir), *folder;
	char path[PATH_ROOM];
	int count = 0;

	assert_non_null(all);
	while ((e = readdir(all)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%.2s", dir, e->d_name);
		folder = opendir(path);
		while (folder != NULL && (f = readdir(folder)) != NULL) {
			if (f->d_name[0] == '.' ||
			    strncmp(f->d_name, begin, strlen(begin)) != 0)
				continue;
			snprintf(file, PATH_ROOM, "%s/%.2s/%.80s", dir,
			    e->d_name, f->d_name);
			count++;
		}
		if (folder != NULL)
			closedir(folder);
	}
	closedir(all);
	return count;
}

/* Returns how often the log of lighttpd has the text. */
static int
logged(const char *text)
{
	size_t len;
	char *log =
	    process_read_file(server_path(server_fixture, "error.log"), &len);
	int count = 0;

	assert_non_null(log);
	for (const char *p = log; (p = strstr(p, text)) != NULL; p++)
		count++;
	free(log);
	return count;
}

/* Waits until the log has a line with the text. */
static void
wait_logged(const char *text)
{
	double end = process_now_ms() + SERVER_FIXTURE_MS;

	while (logged(text) == 0) {
		if (process_now_ms() > end)
			fail_msg("the log has no \"%s\"", text);
		poll(NULL, 0, 5);
	}
}

static void
ask(void *client, const char *path, long status, const char *text)
{
	const struct http_request r = {.path = path};
	struct http_answer a;

	assert_int_equal(http_send_on(client, server_fixture->port, &r, &a), 0);
	if (a.status != status)
		fail_msg("%ld, not %ld", a.status, status);
	if (status == 200)
		assert_string_equal(a.body, text);
	http_answer_clear(&a);
}

/* Checks that the damaged file is not given, and is removed.  Then writes the
 * good content, which must be given. */
static void
assert_dropped(void *client, const char *file, const struct page_file *good,
    const char *path, const char *text)
{
	ask(client, path, 404, NULL);
	assert_int_equal(access(file, F_OK), -1);
	assert_int_equal(page_file_write(good, file), 0);
	assert_int_equal(chmod(file, 0600), 0);
	ask(client, path, 200, text);
}

static void
test_any_damage_is_found(void **state)
{
	char file[PATH_ROOM], path[RESULT_PATH_ROOM], *text = keep();
	void *client = http_open();
	struct page_file good, bad;
	int64_t errors = 0;

	(void)state;
	result_path(&store_fixture_page, "?psm=6", path);
	assert_int_equal(find_files("", file), 1);
	assert_int_equal(page_file_read(file, &good), 0);
	assert_int_equal(page_file_read(file, &bad), 0);
	assert_true(good.len > 200);
	ask(client, path, 200, text);
	for (size_t i = 0; i < good.len; i++) {
		bad.data[i] ^= (unsigned char)(1 << i % 8);
		assert_int_equal(page_file_write(&bad, file), 0);
		assert_dropped(client, file, &good, path, text);
		bad.data[i] = good.data[i];
		/* A file that was cut. */
		assert_int_equal(truncate(file, (off_t)i), 0);
		assert_dropped(client, file, &good, path, text);
		errors += 2;
	}
	assert_int_equal(server_fixture_number("store.errors"), errors);
	assert_int_equal(logged("a result was damaged"), 1);
	assert_int_equal(logged("another version"), 1);
	/* A page that is sent again is only read again. */
	bad.data[good.len - 2] ^= 1;
	assert_int_equal(page_file_write(&bad, file), 0);
	post_like(text, STORE_MISS);
	server_fixture_wait("store.stored", 2);
	post_like(text, STORE_HIT);
	assert_int_equal(server_fixture_number("totals.answered"), 2);
	http_close(client);
	page_file_clear(&good);
	page_file_clear(&bad);
	free(text);
}

/* A result is read in pieces, of which the last is damaged: no byte is sent
 * before that is known. */
static void
test_damage_at_the_end_of_a_large_one(void **state)
{
	const struct http_request r = {.path = "/ocr"};
	struct http_request posted = r;
	struct http_answer first, second;
	char file[PATH_ROOM];
	struct page_file bad;

	(void)state;
	page_file_clear(&store_fixture_page);
	pdf_maker_pages(0, LARGE_PAGES, &store_fixture_page);
	posted.body = store_fixture_page.data;
	posted.body_len = store_fixture_page.len;
	assert_int_equal(http_send(server_fixture->port, &posted, &first), 0);
	assert_int_equal(first.status, 200);
	server_fixture_wait("store.stored", 1);
	assert_int_equal(find_files("", file), 1);
	assert_int_equal(page_file_read(file, &bad), 0);
	assert_true(bad.len > 1 << 19);
	bad.data[bad.len - 1] ^= 1;
	assert_int_equal(page_file_write(&bad, file), 0);
	assert_int_equal(http_send(server_fixture->port, &posted, &second), 0);
	assert_int_equal(second.status, 200);
	assert_string_equal(http_header(&second, "Cache-Status"), STORE_MISS);
	assert_int_equal(second.body_len, first.body_len);
	assert_int_equal(server_fixture_number("store.errors"), 1);
	server_fixture_wait("spool_bytes", 0);
	http_answer_clear(&first);
	http_answer_clear(&second);
	page_file_clear(&bad);
}

static void
test_a_directory_that_is_removed(void **state)
{
	char away[sizeof(dir) + 8], *text = keep();

	(void)state;
	snprintf(away, sizeof(away), "%s.away", dir);
	assert_int_equal(rename(dir, away), 0);
	wait_logged("no result is kept or found");
	/* It is looked for once a second, which is one fault all the same. */
	for (double begin = process_now_ms();
	     process_now_ms() < begin + IN_VAIN_MS;)
		post_like(text, UNSTORED);
	assert_int_equal(logged("no result is kept or found"), 1);
	assert_int_equal(server_fixture_number("store.errors"), 1);
	assert_int_equal(rename(away, dir), 0);
	/* It is a hit as soon as the directory has been looked for. */
	while (server_fixture_number("store.hits") == 0)
		free(post(NULL));
	store_fixture_new_page(LINES);
	free(keep());
	free(text);
}

/* Only this one result cannot be read, and cannot be written. */
static void
test_a_directory_in_the_place_of_a_result(void **state)
{
	char file[PATH_ROOM], *text = keep(), *other;

	(void)state;
	assert_int_equal(find_files("", file), 1);
	assert_int_equal(unlink(file), 0);
	assert_int_equal(mkdir(file, 0700), 0);
	post_like(text, STORE_MISS);
	wait_logged("a result could not be written: Is a directory");
	assert_int_equal(logged("a result could not be read"), 1);
	server_fixture_wait("store.lost", 1);
	assert_int_equal(server_fixture_number("store.errors"), 2);
	store_fixture_new_page(LINES);
	other = keep();
	post_like(other, STORE_HIT);
	free(other);
	free(text);
}

static void
test_a_directory_of_others(void **state)
{
	char away[sizeof(dir) + 8];
	mode_t mask = umask(0);

	(void)state;
	snprintf(away, sizeof(away), "%s.away", dir);
	assert_int_equal(rename(dir, away), 0);
	wait_logged("no result is kept or found");
	assert_int_equal(mkdir(dir, 0777), 0);
	umask(mask);
	free(post(UNSTORED));
	assert_int_equal(server_fixture_number("store.stored"), 0);
	assert_int_equal(chmod(dir, 0700), 0);
	while (server_fixture_number("store.stored") == 0)
		free(post(NULL));
	free(post(STORE_HIT));
}

/* Posts the page again and again while nothing can be written.  Each answer
 * counts as lost, but the disk is tried once a second at most.  The first one
 * was lost before. */
static void
post_in_vain(const char *text)
{
	int64_t errors = server_fixture_number("store.errors"), lost = 1;
	double begin = process_now_ms();

	for (; process_now_ms() < begin + IN_VAIN_MS; lost++)
		post_like(text, NULL);
	server_fixture_wait("store.lost", lost);
	assert_true((double)(server_fixture_number("store.errors") - errors) <=
		    1 + (process_now_ms() - begin) / 1000);
	assert_int_equal(logged("a result could not be written"), 1);
	assert_int_equal(logged("no result is kept or found"), 0);
}

static void
test_a_full_disk(void **state)
{
	char *text;

	(void)state;
	if (!has_disk) {
		print_message("no mounts here\n");
		skip();
	}
	text = keep();
	store_fixture_new_page(LINES);
	small_disk_leave(0);
	free(text);
	text = post(NULL);
	wait_logged("a result could not be written: No space left");
	post_in_vain(text);
	small_disk_empty();
	/* It tries again after a second. */
	while (server_fixture_number("store.stored") < 2)
		post_like(text, NULL);
	post_like(text, STORE_HIT);
	free(text);
}

/* A part of the result has room: nothing of it stays. */
static void
test_a_disk_that_is_full_in_the_middle(void **state)
{
	struct http_request r = {.path = "/ocr"};
	struct http_answer a;
	char file[PATH_ROOM];

	(void)state;
	if (!has_disk) {
		print_message("no mounts here\n");
		skip();
	}
	page_file_clear(&store_fixture_page);
	pdf_maker_pages(0, LARGE_PAGES, &store_fixture_page);
	r.body = store_fixture_page.data;
	r.body_len = store_fixture_page.len;
	small_disk_leave(PART);
	assert_int_equal(http_send(server_fixture->port, &r, &a), 0);
	assert_int_equal(a.status, 200);
	assert_true(a.body_len > 2 * PART);
	http_answer_clear(&a);
	wait_logged("a result could not be written: No space left");
	server_fixture_wait("store.lost", 1);
	assert_int_equal(server_fixture_number("store.stored"), 0);
	assert_int_equal(server_fixture_number("store.entries"), 0);
	assert_int_equal(find_files("", file), 0);
	small_disk_empty();
}

/* The results that are there are still given. */
static void
test_a_disk_that_is_read_only(void **state)
{
	char path[RESULT_PATH_ROOM], *kept, *text;
	void *client;

	(void)state;
	if (!has_disk) {
		print_message("no mounts here\n");
		skip();
	}
	client = http_open();
	kept = keep();
	result_path(&store_fixture_page, "?psm=6", path);
	assert_int_equal(
	    mount(NULL, small_disk, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
	post_like(kept, STORE_HIT);
	store_fixture_new_page(LINES);
	text = post(NULL);
	wait_logged("a result could not be written: Read-only");
	post_in_vain(text);
	ask(client, path, 200, kept);
	assert_int_equal(mount(NULL, small_disk, NULL, MS_REMOUNT, NULL), 0);
	while (server_fixture_number("store.stored") < 2)
		post_like(text, NULL);
	post_like(text, STORE_HIT);
	http_close(client);
	free(kept);
	free(text);
}

/* An upload of which the store was asked first, and which cannot be written to
 * the file in which it would wait. */
static void
test_no_file_for_an_upload(void **state)
{
	enum { BYTES = 70000 };
	static unsigned char body[BYTES];
	const struct http_request hello = {.path = "/healthz"};
	const struct http_request r = {
	    .path = "/ocr?psm=6", .body = body, .body_len = BYTES};
	struct rlimit few, before;
	pid_t pid = server_fixture->pid;
	void *client = http_open();
	struct http_answer a;

	(void)state;
	assert_true(store_fixture_page.len < BYTES);
	memcpy(body, store_fixture_page.data, store_fixture_page.len);
	/* The connection is there before. */
	assert_int_equal(
	    http_send_on(client, server_fixture->port, &hello, &a), 0);
	http_answer_clear(&a);
	assert_int_equal(prlimit(pid, RLIMIT_NOFILE, NULL, &before), 0);
	few = before;
	few.rlim_cur = 4;
	assert_int_equal(prlimit(pid, RLIMIT_NOFILE, &few, NULL), 0);
	assert_int_equal(http_send_on(client, server_fixture->port, &r, &a), 0);
	assert_int_equal(prlimit(pid, RLIMIT_NOFILE, &before, NULL), 0);
	assert_int_equal(a.status, 503);
	assert_non_null(strstr(a.body, "There is no room for this body now"));
	http_answer_clear(&a);
	server_fixture_wait("spool_bytes", 0);
	assert_int_equal(http_send_on(client, server_fixture->port, &r, &a), 0);
	assert_int_equal(a.status, 200);
	http_answer_clear(&a);
	http_close(client);
	assert_int_equal(server_fixture_number("totals.answered"), 1);
}

int
main(void)
{
#define FAULT(test)                                                            \
	cmocka_unit_test_setup_teardown(test, setup, store_fixture_teardown)
#define DISK_FAULT(test)                                                       \
	cmocka_unit_test_setup_teardown(test, setup_disk, teardown_disk)
	const struct CMUnitTest tests[] = {
	    FAULT(test_any_damage_is_found),
	    FAULT(test_damage_at_the_end_of_a_large_one),
	    FAULT(test_no_file_for_an_upload),
	    FAULT(test_a_directory_that_is_removed),
	    FAULT(test_a_directory_in_the_place_of_a_result),
	    FAULT(test_a_directory_of_others),
	    DISK_FAULT(test_a_full_disk),
	    DISK_FAULT(test_a_disk_that_is_full_in_the_middle),
	    DISK_FAULT(test_a_disk_that_is_read_only),
	};

	return server_report(
	    cmocka_run_group_tests_name("store_faults", tests, NULL, NULL));
}
