/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * chunk_reader: reads bytes of a body or an answer in lighttpd's queue, without
 * taking them out.
 */
#ifndef MOD_OCR_CHUNK_READER_H
#define MOD_OCR_CHUNK_READER_H

#include "mod_ocr.h"

/*
 * Copies size bytes of the queue from offset on.  Returns false if it has fewer
 * or they cannot be read.
 */
bool chunk_reader_read(
    const chunkqueue *cq, off_t offset, unsigned char *out, size_t size);

/*
 * Returns a pointer to the bytes of the queue from offset on, or NULL if they
 * are in a file or the queue ends before.  *size is how many the caller wants;
 * it is lowered to how many of them follow in one piece.
 */
const unsigned char *chunk_reader_memory(
    const chunkqueue *cq, off_t offset, size_t *size);

#endif
