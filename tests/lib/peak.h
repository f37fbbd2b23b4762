/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a file costs in memory.
 */
#ifndef TESTS_PEAK_H
#define TESTS_PEAK_H

#include "tests/lib/page.h"

/* The most that a fresh worker takes to answer the file, in bytes; 0 and a line
 * on stderr when it does not answer with a 200. */
size_t peak_of(const struct page_file *file, const char *path);

#endif
