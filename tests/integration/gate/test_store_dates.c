/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * When ocr.store takes a result for too old, by the date that is in its file:
 * to the second, and also where a clock that was wrong wrote the date.
 */
#include "tests/lib/test.h"

#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "mod_ocr/store_entry.h"
#include "tests/lib/page.h"
#include "tests/lib/result_path.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/store_fixture.h"

enum {
	MAX_AGE_S = 1000,
	/* A machine may stand still for so long. */
	SLACK_S = 60,
	/* Clocks may differ by so much. */
	SKEW_S = 60,
};

static char path[RESULT_PATH_ROOM], file[512];
static struct page_file good;

/* Lets the page be read, so that its result is in a file. */
static void
keep(void)
{
	char pattern[512];
	glob_t found;

	store_fixture_keep("/ocr");
	result_path(&store_fixture_page, "", path);
	snprintf(pattern, sizeof(pattern), "%s/*/*", store_fixture_dir);
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	assert_int_equal(found.gl_pathc, 1);
	snprintf(file, sizeof(file), "%s", found.gl_pathv[0]);
	globfree(&found);
	assert_int_equal(page_file_read(file, &good), 0);
}

static int
teardown(void **state)
{
	page_file_clear(&good);
	return store_fixture_teardown(state);
}

/* Reads the key that is the name of the file. */
static void
read_key(unsigned char key[static ANSWER_KEY_SIZE])
{
	const char *name = strrchr(file, '/') - 2;

	for (int i = 0; i < ANSWER_KEY_SIZE; i++, name += 2) {
		name += *name == '/';
		assert_int_equal(sscanf(name, "%2hhx", &key[i]), 1);
	}
}

/* Writes the file as it would be if it had been written so many seconds ago, or
 * for a number below 0, in the future. */
static void
write_dated(int64_t ago_s)
{
	int64_t then_s = (int64_t)time(NULL) - ago_s;
	const struct timespec times[2] = {
	    {.tv_sec = then_s}, {.tv_sec = then_s}};
	unsigned char key[ANSWER_KEY_SIZE];
	struct store_entry entry;

	read_key(key);
	assert_int_equal(
	    store_entry_read(&entry, good.data, good.len, good.len, key),
	    STORE_ENTRY_OK);
	entry.written_s = (uint64_t)then_s;
	store_entry_write(
	    &entry, (const char *)good.data + STORE_ENTRY_HEAD, good.data);
	unlink(file);
	assert_int_equal(page_file_write(&good, file), 0);
	assert_int_equal(chmod(file, 0600), 0);
	assert_int_equal(utimensat(AT_FDCWD, file, times, 0), 0);
}

/* Asks for the result, which must be given with this age. */
static void
assert_given(int age_s)
{
	struct http_answer a = store_fixture_send("GET", path, NULL);

	assert_int_equal(a.status, 200);
	assert_in_range(
	    atoi(http_header(&a, "Age")), age_s, age_s + SLACK_S / 2);
	http_answer_clear(&a);
}

/* Sets how long ago the file was written, and asks for the result, which must
 * not be given, and be removed. */
static void
assert_dropped(int64_t ago_s)
{
	write_dated(ago_s);
	store_fixture_expect("GET", path, NULL, 404);
	assert_int_equal(access(file, F_OK), -1);
	assert_int_equal(server_fixture_number("store.errors"), 0);
}

static void
test_the_age_is_that_of_the_file(void **state)
{
	(void)state;
	keep();
	write_dated(0);
	assert_given(0);
	write_dated(MAX_AGE_S / 2);
	assert_given(MAX_AGE_S / 2);
	write_dated(MAX_AGE_S - SLACK_S);
	assert_given(MAX_AGE_S - SLACK_S);
	assert_dropped(MAX_AGE_S);
	assert_dropped(MAX_AGE_S + 1);
}

/* A page whose result is too old is read anew. */
static void
test_one_that_is_sent_again(void **state)
{
	(void)state;
	keep();
	write_dated(MAX_AGE_S);
	store_fixture_post("/ocr", NULL, "mod_ocr; fwd=stale; stored");
	server_fixture_wait("store.stored", 2);
	store_fixture_post("/ocr", NULL, STORE_HIT);
	assert_int_equal(server_fixture_number("totals.answered"), 2);
}

/* When a clock that was wrong has been set back, nobody knows how old the
 * results are that have its time: they would be given for too long. */
static void
test_a_clock_that_was_set_back(void **state)
{
	(void)state;
	keep();
	write_dated(-SKEW_S / 2);
	assert_given(0);
	assert_dropped(-2 * SKEW_S);
	assert_dropped(-100 * MAX_AGE_S);
}

/* They are found at the start, and do not stay on the disk either. */
static void
test_they_are_removed_at_the_start(void **state)
{
	static const int64_t bad[] = {MAX_AGE_S, -2 * SKEW_S};

	(void)state;
	keep();
	for (size_t i = 0; i < 2; i++) {
		write_dated(bad[i]);
		store_fixture_restart();
		server_fixture_wait("store.counting", 0);
		assert_int_equal(server_fixture_number("store.entries"), 0);
		assert_int_equal(access(file, F_OK), -1);
	}
	write_dated(MAX_AGE_S / 2);
	store_fixture_restart();
	server_fixture_wait("store.entries", 1);
	server_fixture_wait("slots", 1);
	assert_given(MAX_AGE_S / 2);
}

int
main(void)
{
#define DATES(test)                                                            \
	cmocka_unit_test_prestate_setup_teardown(                              \
	    test, store_fixture_setup, teardown, &setting)
	static struct store_setting setting = {
	    .conf = "ocr.store-max-age = 1000\n"};
	const struct CMUnitTest tests[] = {
	    DATES(test_the_age_is_that_of_the_file),
	    DATES(test_one_that_is_sent_again),
	    DATES(test_a_clock_that_was_set_back),
	    DATES(test_they_are_removed_at_the_start),
	};

	return server_report(
	    cmocka_run_group_tests_name("store_dates", tests, NULL, NULL));
}
