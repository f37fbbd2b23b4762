/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The fixture of tests of ocr.store: server_fixture's server with a store in a
 * directory of its own, and the page that is sent there.  All functions but the
 * fixtures fail the calling test when something is wrong.
 */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include "tests/lib/dir.h"
#include "tests/lib/http.h"
#include "tests/lib/page.h"

/* What Cache-Status says of a result that was kept, or is to be. */
#define STORE_HIT "mod_ocr; hit"
#define STORE_MISS "mod_ocr; fwd=miss; stored"

/* Further lines of the configuration, and flags of the pool; NULL: none. */
struct store_setting {
	const char *conf;
	const char *const *worker_args;
	unsigned workers; /* 0: one */
};

/* The store, until the teardown. */
extern char store_fixture_dir[DIR_MAX];

/* The page that is posted.  A test may replace it; the teardown clears it. */
extern struct page_file store_fixture_page;

/* Makes the store and starts the server; a setting of NULL has no further lines
 * or flags.  Returns 0, or -1. */
int store_fixture_open(const struct store_setting *setting);

/* Does the same with the store in dir, which the caller made and removes. */
int store_fixture_start(const char *dir, const struct store_setting *setting);

/* Fixtures of a test.  The first makes a page, and opens with the setting
 * *state, which may be NULL. */
int store_fixture_setup(void **state);
int store_fixture_teardown(void **state);

#define STORE_FIXTURE_TEST(test, setting)                                      \
	cmocka_unit_test_prestate_setup_teardown(                              \
	    test, store_fixture_setup, store_fixture_teardown, setting)

/* Stops the server and starts another one with the same store. */
void store_fixture_restart(void);

/* Makes a page unlike any before, with so many lines of random words. */
void store_fixture_new_page(unsigned lines);

/* Sends a request with one further header line, or none for NULL; the body of a
 * POST is the page.  Returns the answer, to be cleared. */
struct http_answer store_fixture_send(
    const char *method, const char *path, const char *header);

/* Sends the same request, whose answer must have this status. */
void store_fixture_expect(
    const char *method, const char *path, const char *header, long status);

/* Post the page; the answer must be a 200 with this Cache-Status, or without
 * one for NULL.  The first returns the answer, to be cleared. */
struct http_answer store_fixture_post_for(
    const char *path, const char *header, const char *cache);
void store_fixture_post(
    const char *path, const char *header, const char *cache);

/* Posts the page for the first time, and waits until its result is kept. */
void store_fixture_keep(const char *path);

#endif
