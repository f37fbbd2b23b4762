/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A server with ocr.single-flight, and a page that several clients send it.
 */
#ifndef TESTS_FLIGHT_FIXTURE_H
#define TESTS_FLIGHT_FIXTURE_H

#include <stddef.h>

#include "tests/lib/page.h"
#include "tests/lib/server.h"

/* Options of a server with two workers, and of one with one. */
extern struct server_options flight_options, flight_one;
/* With one worker, and a page that takes longer than a deadline of a second. */
extern struct server_options flight_slow;

/* A page that takes a second or two, another one for each test.  It is so large
 * that lighttpd keeps it in a file, until flight_small_page replaces it. */
extern struct page_file flight_page;

int flight_fixture_setup(void **state);
int flight_fixture_teardown(void **state);

#define FLIGHT_TEST(test, options)                                             \
	cmocka_unit_test_prestate_setup_teardown(                              \
	    test, flight_fixture_setup, flight_fixture_teardown, options)

/* Post the body, or flight_page, with these further lines of headers.  Return
 * the connection; they fail the calling test if there is none. */
int flight_post_body(
    const char *path, const char *headers, const void *body, size_t size);
int flight_post(const char *path, const char *headers);

/* Returns where the body begins in the text of an answer. */
const char *flight_body(const char *answer);

/* Replaces flight_page by a page of less than 60,000 bytes, which fits into the
 * first window of an HTTP/2 stream. */
void flight_small_page(void);

#endif
