/* SPDX-License-Identifier: BSD-3-Clause */
/* Measures what a file costs in memory. */
#ifndef TESTS_PEAK_H
#define TESTS_PEAK_H

#include "tests/lib/page.h"

/*
 * Returns the most bytes that a new worker takes to answer the file, or 0 and a
 * line on stderr when the answer is no 200.
 */
size_t peak_of(const struct page_file *file, const char *path);

#endif
