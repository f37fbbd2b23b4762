/* SPDX-License-Identifier: BSD-3-Clause */
/* Reads worker.log, which has one JSON object a line. */
#ifndef TESTS_LOG_READER_H
#define TESTS_LOG_READER_H

#include <jansson.h>
#include <stddef.h>

/*
 * Waits for a line whose member is the string value.  Returns the first such
 * line, a new reference, or NULL and a line on stderr when the bound is over.
 */
json_t *log_reader_find(
    const char *path, const char *member, const char *value, int bound_ms);

/* Returns how many lines are no JSON object, and prints them; -1 when the file
 * cannot be read. */
long log_reader_malformed(const char *path);

#endif
