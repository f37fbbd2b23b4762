/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * chunk_reader: bytes of a body or an answer where lighttpd keeps it.
 */
#ifndef MOD_OCR_CHUNK_READER_H
#define MOD_OCR_CHUNK_READER_H

#include "mod_ocr.h"

/* Copies the size bytes of the queue from offset on, and changes nothing of it.
 * Returns false if they cannot be read. */
bool chunk_reader_read(
    const chunkqueue *cq, off_t offset, unsigned char *out, size_t size);

/*
 * Returns a pointer to the bytes of the queue from offset on, or NULL if they
 * are in a file. *size is how many the caller wants, and is set to how many of
 * them are there in one piece.
 */
const unsigned char *chunk_reader_memory(
    const chunkqueue *cq, off_t offset, size_t *size);

#endif
