/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A PDF with letters so small that each page is drawn and read twice, the
 * second time finer, where the deadline leaves the time.
 */
#ifndef TESTS_SMALL_LETTERS_H
#define TESTS_SMALL_LETTERS_H

#include "tests/lib/page.h"

/* Makes such a PDF of ten pages.  Returns 0, or -1. */
int small_letters_pdf(struct page_file *file);

/*
 * Measures how long the server at port reads the pages of file once.  Returns a
 * timeout in seconds that is enough for this, but not for the second reading,
 * which the server expects to take ten times as long.
 */
int small_letters_timeout(int port, const struct page_file *file);

#endif
