/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What /status and /metrics say of ocr.store is what has happened, and the same
 * in both.
 */
#include "tests/lib/test.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/process.h"
#include "tests/lib/result_path.h"
#include "tests/lib/server_fixture.h"
#include "tests/lib/status.h"
#include "tests/lib/store_fixture.h"

enum {
	BLOCK = 4096,
	PAGES = 6,
	FIT = 4, /* of them, in the store */
	HITS = 5,
	FOLDERS = 256,
	FILES = 150, /* in each */
	PATH_ROOM = 400,
};

static double
saved_s(void)
{
	json_t *status = status_read(server_fixture->port);
	double s;

	assert_non_null(status);
	s = json_real_value(
	    json_object_get(json_object_get(status, "store"), "saved_s"));
	json_decref(status);
	return s;
}

/* Returns the value in /metrics that has this name. */
static double
metric(const char *name)
{
	char line[80];
	struct http_answer a;
	const char *found;
	double value;

	server_fixture_get("/metrics", NULL, &a);
	snprintf(line, sizeof(line), "\nocr_store_%s ", name);
	found = strstr(a.body, line);
	if (found == NULL)
		fail_msg("no ocr_store_%s", name);
	value = strtod(found + strlen(line), NULL);
	http_answer_clear(&a);
	return value;
}

/* Changes the last byte of each file of the store. */
static void
damage_all(void)
{
	for (unsigned i = 0; i < FOLDERS; i++) {
		char path[DIR_MAX + 8], byte;
		struct dirent *e;
		DIR *folder;

		snprintf(path, sizeof(path), "%s/%02x", store_fixture_dir, i);
		folder = opendir(path);
		while (folder != NULL && (e = readdir(folder)) != NULL) {
			struct stat st;
			int fd;

			if (e->d_name[0] == '.')
				continue;
			fd = openat(
			    dirfd(folder), e->d_name, O_RDWR | O_CLOEXEC);
			assert_true(fd >= 0);
			assert_int_equal(fstat(fd, &st), 0);
			assert_int_equal(
			    pread(fd, &byte, 1, st.st_size - 1), 1);
			byte ^= 1;
			assert_int_equal(
			    pwrite(fd, &byte, 1, st.st_size - 1), 1);
			close(fd);
		}
		if (folder != NULL)
			closedir(folder);
	}
}

/* Posts the page, which is a hit each time.  Every hit must save the time of a
 * worker that the page took, which is no more than its client has waited. */
static void
hit(double waited_ms)
{
	double one_s;

	store_fixture_post("/ocr", NULL, STORE_HIT);
	one_s = saved_s();
	assert_true(one_s > 0 && one_s <= waited_ms / 1000);
	for (int i = 1; i < HITS; i++)
		store_fixture_post("/ocr", NULL, STORE_HIT);
	assert_true(saved_s() > (HITS - 0.1) * one_s);
	assert_true(saved_s() < (HITS + 0.1) * one_s);
}

/* No two figures are alike, so that none can be taken for another. */
static void
test_all_are_true(void **state)
{
	static const struct {
		const char *status, *metric;
		int64_t value;
	} figures[] = {
	    {"hits", "hits_total", HITS},
	    /* That of the digest, too. */
	    {"misses", "misses_total", PAGES + 1},
	    /* The one that was renewed is no miss. */
	    {"stored", "stored_total", PAGES + 2},
	    {"lost", "lost_total", 0},
	    /* The new file of that one needed room beside the old one. */
	    {"evictions", "evictions_total", PAGES - FIT + 1},
	    {"errors", "errors_total", 1},
	    {"entries", "entries", FIT - 2},
	    {"bytes", "bytes", (FIT - 2) * BLOCK},
	    {"limit_bytes", "limit_bytes", FIT * BLOCK},
	};
	char path[RESULT_PATH_ROOM], name[32];
	double begin = 0;

	(void)state;
	for (int i = 0; i < PAGES; i++) {
		store_fixture_new_page(1);
		begin = process_now_ms();
		store_fixture_keep("/ocr");
	}
	hit(process_now_ms() - begin);
	for (int i = 1; i <= 2; i++) {
		store_fixture_post("/ocr", "Cache-Control: no-cache",
		    "mod_ocr; fwd=request; stored");
		server_fixture_wait("store.stored", PAGES + i);
	}
	damage_all();
	result_path(&store_fixture_page, "", path);
	store_fixture_expect("GET", path, NULL, 404);
	for (size_t i = 0; i < sizeof(figures) / sizeof(*figures); i++) {
		snprintf(name, sizeof(name), "store.%s", figures[i].status);
		assert_int_equal(server_fixture_number(name), figures[i].value);
		assert_true(
		    metric(figures[i].metric) == (double)figures[i].value);
	}
	assert_true(fabs(metric("saved_seconds_total") - saved_s()) < 1e-6);
}

/* Fills the store with files that have names of results. */
static void
make_many(void)
{
	for (unsigned i = 0; i < FOLDERS; i++) {
		char path[PATH_ROOM];
		int folder;

		snprintf(path, sizeof(path), "%s/%02x", store_fixture_dir, i);
		assert_true(mkdir(path, 0700) == 0 || errno == EEXIST);
		folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		assert_true(folder >= 0);
		for (unsigned j = 0; j < FILES; j++) {
			int fd;

			snprintf(path, sizeof(path), "%062x", j);
			fd = openat(
			    folder, path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
			assert_true(fd >= 0);
			assert_int_equal(ftruncate(fd, BLOCK + 1), 0);
			close(fd);
		}
		close(folder);
	}
}

/* lighttpd serves while it counts the files that it finds. */
static void
test_they_are_counted_beside(void **state)
{
	enum { ALL = FOLDERS * FILES + 1 };
	json_t *status;

	(void)state;
	store_fixture_keep("/ocr");
	make_many();
	store_fixture_restart();
	status = status_read(server_fixture->port);
	assert_non_null(status);
	assert_int_equal(status_member(status, "store.counting"), 1);
	assert_true(status_member(status, "store.entries") < ALL);
	json_decref(status);
	/* The scoreboard has to be in use first. */
	server_fixture_wait("slots", 1);
	store_fixture_post("/ocr", NULL, STORE_HIT);
	server_fixture_wait("store.counting", 0);
	assert_int_equal(server_fixture_number("store.entries"), ALL);
	assert_int_equal(server_fixture_number("store.bytes"),
	    (int64_t)BLOCK * (2 * ALL - 1));
	assert_true(metric("entries") == ALL);
}

int
main(void)
{
	static struct store_setting four = {.conf = "ocr.store-limit = 16\n"};
	const struct CMUnitTest tests[] = {
	    STORE_FIXTURE_TEST(test_all_are_true, &four),
	    STORE_FIXTURE_TEST(test_they_are_counted_beside, NULL),
	};

	return server_report(
	    cmocka_run_group_tests_name("store_figures", tests, NULL, NULL));
}
