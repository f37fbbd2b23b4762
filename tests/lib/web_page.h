/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * web_page: the pages at / and /status of server_fixture's server in a browser.
 * What the window looked like is kept as PNG.  All but the first three fail the
 * test that calls when something is not as it says.
 */
#ifndef TESTS_WEB_PAGE_H
#define TESTS_WEB_PAGE_H

#include <stdbool.h>

#include "tests/lib/page.h"

/* Chromium opens connections before it has requests for them.  When lighttpd
 * stops, it waits for a request on each of them: with this line at most five
 * seconds. */
#define WEB_PAGE_AHEAD "server.max-read-idle := 5\n"

/* A letter as PNG (typeset_letter). */
extern struct page_file web_page_letter;

/* Returns whether there is a browser; says so if not. */
bool web_page_is_possible(void);

/* Makes the letter and starts the browser, to be closed with browser_close.
 * Returns 0, or -1. */
int web_page_begin(void);

/* The fixture of a server with one worker; server_fixture_teardown ends it. */
int web_page_setup(void **state);

/* Returns a page of the text as PNG, to be cleared. */
void web_page_typeset(const char *text, struct page_file *file);

/* Returns a PDF with a small page for each text, to be cleared. */
void web_page_typeset_pdf(
    const char *const *texts, size_t n, struct page_file *file);

/* Open a whole address; a path of the server; and /, waiting until its options
 * are there.  All add checks.js to the page. */
void web_page_go(const char *url);
void web_page_open(const char *path);
void web_page_open_index(void);

/* Chooses a file of this name, as a user does in the dialog. */
void web_page_choose(const struct page_file *file, const char *name);

/* Opens /, chooses the file there, and waits until it was read. */
void web_page_read(const struct page_file *file, const char *name);

/* Calls a function of checks.js, as in "fits()", which must find no fault. */
void web_page_check(const char *call);

/* Waits until the element shows the words; fails the test after a minute. */
void web_page_shows(const char *css, const char *words);

/* Waits until the picture of the page that the server draws is there, and
 * checks that its boxes are over its words. */
void web_page_assert_drawn(void);

/* Keeps pictures of the page in a wide and a narrow window, light and dark, and
 * checks that nothing is cut off. */
void web_page_shoot(const char *name);

/* Checks that axe finds nothing, in a wide and a narrow window, light and
 * dark. */
void web_page_assert_accessible(const char *what);

#endif
