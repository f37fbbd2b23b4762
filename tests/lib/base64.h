/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Writes base64, as clients that put a file into JSON do.
 */
#ifndef TESTS_BASE64_H
#define TESTS_BASE64_H

#include <stddef.h>

/* Returns the text, to be freed, or NULL without memory. */
char *base64_make(const unsigned char *data, size_t size);

#endif
