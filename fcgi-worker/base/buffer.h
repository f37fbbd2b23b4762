/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * buffer: bytes in memory that grows.  A failed allocation is remembered in the
 * buffer, so that a writer may add piece by piece and check once at the end.
 */
#ifndef FCGI_WORKER_BASE_BUFFER_H
#define FCGI_WORKER_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

struct buffer {
	char *data; /* NUL-terminated once anything was added, else NULL */
	size_t size;
	size_t room;
	bool failed; /* memory ran out; data is incomplete */
};

/* Appends size bytes from data.  Adds nothing to a buffer that has failed. */
void buffer_add(struct buffer *b, const void *data, size_t size);

/* Appends the string text; NULL adds nothing. */
void buffer_add_text(struct buffer *b, const char *text);

/* Makes data an empty string if nothing was added yet. */
void buffer_make_string(struct buffer *b);

/* Appends what printf would print. */
void buffer_add_format(struct buffer *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Makes room for size more bytes and a NUL.  Returns 0; or -1 without memory,
 * and then b has failed.
 */
int buffer_reserve(struct buffer *b, size_t size);

/* Frees the bytes and makes b empty again. */
void buffer_free(struct buffer *b);

#endif
