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

/* Returns the bytes of the queue from offset on where they are in memory, else
 * NULL.  *size is how many are wanted, and is set to how many follow each other
 * there. */
const unsigned char *chunk_reader_memory(
    const chunkqueue *cq, off_t offset, size_t *size);

#endif
