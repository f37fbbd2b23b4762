/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What tests of joined PDFs share: files that become one PDF, and a server that
 * joins them.
 */
#ifndef TESTS_JOINED_PDF_H
#define TESTS_JOINED_PDF_H

#include <stddef.h>

#include "tests/lib/page.h"

/* A JPEG that reads "A photo of a letter".  The fixtures of a group make and
 * clear it, and do what those of scanned_pdf do. */
extern struct page_file joined_pdf_photo;
int joined_pdf_setup(void **state);
int joined_pdf_teardown(void **state);

/* Returns size bytes of a constant text as a file, which must not be changed or
 * cleared. */
struct page_file joined_pdf_file(const char *text, size_t size);

#endif
