/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * problem_page: a problem as a page of HTML, for people whose browser opened an
 * address.  Both programs write it.
 */
#ifndef FCGI_WORKER_COMMON_PROBLEM_PAGE_H
#define FCGI_WORKER_COMMON_PROBLEM_PAGE_H

/* The page's media type. */
#define PROBLEM_PAGE_TYPE "text/html; charset=utf-8"

/*
 * Writes the page of a problem: its status, its title, what happened and what
 * to do, and the request's id.  Returns a text to be freed, or NULL without
 * memory.
 */
char *problem_page_html(
    int status, const char *title, const char *detail, const char *id);

#endif
