/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Posts a small multipart form.
 */
#ifndef TESTS_FORM_H
#define TESTS_FORM_H

#include "tests/lib/http.h"
#include "tests/lib/page.h"

/* The type of the body of each form. */
#define FORM_TYPE "multipart/form-data; boundary=xyz"

/* Up to two fields, and a file in the part "file".  A name or a file of NULL
 * leaves out its part. */
struct form {
	const char *path;
	const char *name, *value;
	const char *name2, *value2;
	const struct page_file *file;
};

/* Posts the form.  Returns 0 and the answer, which is to be cleared, or -1
 * without one. */
int form_post(int port, const struct form *form, struct http_answer *answer);

/*
 * Returns the body of a form of n files, each in a part "file", and no fields,
 * to be freed, and its length; or NULL.
 */
char *form_of_files(const struct page_file *files, size_t n, size_t *len);

/* Posts such a form.  Returns what form_post does. */
int form_post_files(int port, const char *path, const struct page_file *files,
    size_t n, struct http_answer *answer);

#endif
