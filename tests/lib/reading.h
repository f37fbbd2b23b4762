/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Posts files and returns what was read.
 */
#ifndef TESTS_READING_H
#define TESTS_READING_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "tests/lib/http.h"
#include "tests/lib/page.h"

/* Replaces, in place, the white space between words by one space, and removes
 * that at both ends.  Returns s. */
char *reading_squeeze(char *s);

/* Returns the body of the answer, to be freed. */
char *reading_post(int port, const char *path, const struct page_file *file);

/* Returns the JSON of the answer, a new reference, whose id must be that of the
 * answer's X-Request-Id. */
json_t *reading_json(int port, const char *path, const struct page_file *file);

/* Returns the JSON of an answer, which must be a 200 of that type and is
 * cleared: a new reference. */
json_t *reading_answer(struct http_answer *answer);

/* Returns the whole number of this name in the answer's first page. */
int reading_number(const json_t *json, const char *name);

/* Checks that the answer's body has the words of want, and no others, wherever
 * its lines end. */
void reading_expect(
    int port, const char *path, const struct page_file *file, const char *want);

/* Asks for the file in every format that is text: each answer must have both
 * words and, unless it is NULL, must not have the third. */
void reading_expect_in_formats(int port, const struct page_file *file,
    const char *first, const char *second, const char *absent);

/* Posts the file; if lenient, the client accepts a document that lacks what
 * could not be read.  The answer may have any status, and is to be cleared. */
void reading_ask(int port, const char *path, bool lenient,
    const struct page_file *file, struct http_answer *answer);

/* Posts the file as reading_ask does: it must be refused with 422, and detail
 * be a part of the problem's detail. */
void reading_expect_refusal(int port, const char *path, bool lenient,
    const struct page_file *file, const char *detail);

#endif
