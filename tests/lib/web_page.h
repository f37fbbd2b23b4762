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

/* Chromium connects ahead of its requests, and for such a connection lighttpd
 * waits when it ends, as for any that may still send one. */
#define WEB_PAGE_AHEAD "server.max-read-idle := 5\n"

/* A letter as PNG, see typeset_letter. */
extern struct page_file web_page_letter;

/* Whether there is a browser; says so if not. */
bool web_page_is_possible(void);

/* Makes the letter and starts the browser, to be closed with browser_close.
 * 0, or -1. */
int web_page_begin(void);

/* Fixture: a server with one worker; server_fixture_teardown ends it. */
int web_page_setup(void **state);

/* A page of the text as PNG, to be cleared. */
void web_page_typeset(const char *text, struct page_file *file);

/* A PDF with a small page for each text, to be cleared. */
void web_page_typeset_pdf(
    const char *const *texts, size_t n, struct page_file *file);

/* Opens an address, a path of the server, or / once its options are there; and
 * adds checks.js to it. */
void web_page_go(const char *url);
void web_page_open(const char *path);
void web_page_open_index(void);

/* Chooses a file of this name, as somebody does in the dialog. */
void web_page_choose(const struct page_file *file, const char *name);

/* Opens / and has it read the file. */
void web_page_read(const struct page_file *file, const char *name);

/* A check of checks.js, whose call this is, has nothing to say. */
void web_page_check(const char *call);

/* The element shows the words, within a time. */
void web_page_shows(const char *css, const char *words);

/* The picture of the page that the server draws is there, and its boxes are
 * over its words. */
void web_page_is_drawn(void);

/* Keeps what it looks like when the window is wide or narrow, light or dark;
 * nothing is cut off. */
void web_page_shoot(const char *name);

/* axe finds nothing, wide and narrow, in light and dark. */
void web_page_is_accessible(const char *what);

#endif
