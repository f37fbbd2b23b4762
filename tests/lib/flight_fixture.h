/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A server with ocr.single-flight, and a page that several clients send it.
 */
#ifndef TESTS_FLIGHT_FIXTURE_H
#define TESTS_FLIGHT_FIXTURE_H

#include <stddef.h>

#include "tests/lib/page.h"
#include "tests/lib/server.h"

/* With two workers, or with one. */
extern struct server_options flight_options, flight_one;
/* With one worker, and a page that takes longer than a deadline of a second. */
extern struct server_options flight_slow;

/* A page of a second or two, which is in memory or large enough for a file; a
 * new one for each test. */
extern struct page_file flight_page;

int flight_fixture_setup(void **state);
int flight_fixture_teardown(void **state);

#define FLIGHT_TEST(test, options)                                             \
	cmocka_unit_test_prestate_setup_teardown(                              \
	    test, flight_fixture_setup, flight_fixture_teardown, options)

/* Sends the body, or flight_page, with these further lines of headers.  Returns
 * the connection. */
int flight_post_body(
    const char *path, const char *headers, const void *body, size_t size);
int flight_post(const char *path, const char *headers);

/* Returns the body of an answer. */
const char *flight_body(const char *answer);

/* Makes flight_page one that fits into the first window of a stream. */
void flight_small_page(void);

#endif
