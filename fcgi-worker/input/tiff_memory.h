/* SPDX-License-Identifier: BSD-3-Clause */
/* tiff_memory: lets libtiff read a file in memory. */
#ifndef FCGI_WORKER_INPUT_TIFF_MEMORY_H
#define FCGI_WORKER_INPUT_TIFF_MEMORY_H

#include <stdint.h>
#include <tiffio.h>

#include "base/bytes.h"

struct tiff_memory {
	struct bytes bytes;  /* borrowed */
	uint64_t position;   /* of the next byte */
	unsigned complaints; /* errors that the library has met */
};

/*
 * Opens the file m, not yet at any directory.  Returns NULL when it is no TIFF,
 * or without memory.  m must stay where it is until TIFFClose.
 */
TIFF *tiff_memory_open(struct tiff_memory *m);

#endif
