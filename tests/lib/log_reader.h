/* SPDX-License-Identifier: BSD-3-Clause */
/* Reads worker.log, which has one JSON object a line. */
#ifndef TESTS_LOG_READER_H
#define TESTS_LOG_READER_H

#include <jansson.h>
#include <stddef.h>

/*
 * Returns the first line whose string member has the value, a new reference, or
 * NULL if it was not written within the bound.
 */
json_t *log_reader_find(
    const char *path, const char *member, const char *value, int bound_ms);

/* Returns how many lines are no JSON object; -1 when the file cannot be
 * read. */
long log_reader_malformed(const char *path);

#endif
