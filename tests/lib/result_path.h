/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The path by which a result in the gate's store is asked for.
 */
#ifndef TESTS_RESULT_PATH_H
#define TESTS_RESULT_PATH_H

#include "tests/lib/page.h"

enum { RESULT_PATH_ROOM = 512 };

/* Writes the path of what was read of the file; query: "" or with its "?". */
void result_path(const struct page_file *file, const char *query,
    char path[static RESULT_PATH_ROOM]);

#endif
