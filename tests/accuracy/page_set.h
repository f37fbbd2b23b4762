/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * page_set: the pages of directories, each with the text that it has.
 *
 * A page is NAME.png, NAME.jpg or NAME.tif, and its text NAME.txt, in UTF-8
 * and in reading order, empty for a page without any.  NAME.query, if it is
 * there, has options for the request, as lang=deu.  The name up to its first
 * hyphen is the page's kind: form-deu-3 is a form.
 */
#ifndef TESTS_ACCURACY_PAGE_SET_H
#define TESTS_ACCURACY_PAGE_SET_H

#include <stddef.h>

struct set_page {
	char *image, *truth, *query; /* paths of files; query may be NULL */
	char *name, *kind;
};

struct page_set {
	struct set_page *pages; /* by name */
	size_t n;
};

/*
 * Reads the names of a directory.  Returns 0, or -1 and a line on stderr when
 * it cannot be read or has no page.
 */
int page_set_read(const char *dir, struct page_set *set);
void page_set_clear(struct page_set *set);

#endif
