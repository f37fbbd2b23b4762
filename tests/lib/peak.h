/* SPDX-License-Identifier: BSD-3-Clause */
/* Measures what a file costs in memory. */
#ifndef TESTS_PEAK_H
#define TESTS_PEAK_H

#include "tests/lib/page.h"

/*
 * Posts the file to the path of a server of its own.  Returns the most bytes of
 * memory that its only worker ever had, or 0 when the answer is no 200.
 */
size_t peak_of(const struct page_file *file, const char *path);

#endif
