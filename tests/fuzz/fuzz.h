/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The functions that libFuzzer calls, and replay.c as well.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi-worker/base/bytes.h"
#include "fcgi-worker/input/sniff.h"

/* It is called before all inputs; not every target has something to
 * initialize. */
__attribute__((constructor)) void fuzz_init(void);

/* Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Returns the first line, to be freed, and what is behind it; NULL without
 * one. */
static inline char *
fuzz_line(const uint8_t *data, size_t size, struct bytes *rest)
{
	const uint8_t *end = size == 0 ? NULL : memchr(data, '\n', size);

	if (end == NULL)
		return NULL;
	rest->data = end + 1;
	rest->size = size - (size_t)(end + 1 - data);
	return strndup((const char *)data, (size_t)(end - data));
}

#endif
