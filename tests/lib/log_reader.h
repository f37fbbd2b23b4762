/* SPDX-License-Identifier: BSD-3-Clause */
/* Reads worker.log, which has one JSON object a line. */
#ifndef TESTS_LOG_READER_H
#define TESTS_LOG_READER_H

#include <jansson.h>
#include <stddef.h>

/*
 * The first line whose string member has the value, waiting for it to be
 * written.  A new reference, or NULL when the bound was over.
 */
json_t *log_reader_find(
    const char *path, const char *member, const char *value, int bound_ms);

/* How many lines are no JSON object; -1 when the file cannot be read. */
long log_reader_malformed(const char *path);

#endif
