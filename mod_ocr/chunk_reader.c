/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Points to bytes in chunks that are in memory, and copies bytes out of any
 * chunk, also out of an open file.
 */

#include "mod_ocr.h"

#include <string.h>

#include "chunk_reader.h"

/*
 * Copies size bytes of a chunk from offset on, or fewer if its file ends.
 * Returns how many, or -1 if the file cannot be read.
 */
static ssize_t
read_chunk(const chunk *c, off_t offset, unsigned char *out, size_t size)
{
	if (c->type == MEM_CHUNK) {
		memcpy(out, c->mem->ptr + c->offset + offset, size);
		return (ssize_t)size;
	}
	if (c->file.fd < 0)
		return -1;
	return chunk_file_pread(c->file.fd, out, size, c->offset + offset);
}

static off_t
chunk_length(const chunk *c)
{
	return (c->type == MEM_CHUNK ? (off_t)buffer_clen(c->mem)
				     : c->file.length) -
	       c->offset;
}

/* Returns the chunk that has the byte at *offset of the queue, and makes
 * *offset count from the start of that chunk; NULL if the queue is shorter. */
static const chunk *
find_chunk(const chunkqueue *cq, off_t *offset)
{
	for (const chunk *c = cq->first; c != NULL; c = c->next) {
		if (*offset < chunk_length(c))
			return c;
		*offset -= chunk_length(c);
	}
	return NULL;
}

/*
 * Copies bytes of the queue from offset on, at most size and only from one
 * chunk.  Returns how many, or -1 if they cannot be read.
 */
static ssize_t
read_some(const chunkqueue *cq, off_t offset, unsigned char *out, size_t size)
{
	const chunk *c = find_chunk(cq, &offset);

	if (c == NULL)
		return -1;
	if (chunk_length(c) - offset < (off_t)size)
		size = (size_t)(chunk_length(c) - offset);
	return read_chunk(c, offset, out, size);
}

const unsigned char *
chunk_reader_memory(const chunkqueue *cq, off_t offset, size_t *size)
{
	const chunk *c = find_chunk(cq, &offset);

	if (c == NULL || c->type != MEM_CHUNK)
		return NULL;
	if (chunk_length(c) - offset < (off_t)*size)
		*size = (size_t)(chunk_length(c) - offset);
	return (unsigned char *)c->mem->ptr + c->offset + offset;
}

bool
chunk_reader_read(
    const chunkqueue *cq, off_t offset, unsigned char *out, size_t size)
{
	ssize_t n;

	for (; size > 0; size -= (size_t)n) {
		n = read_some(cq, offset, out, size);
		if (n <= 0)
			return false;
		offset += n;
		out += n;
	}
	return true;
}
