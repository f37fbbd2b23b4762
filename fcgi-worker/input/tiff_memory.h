/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff_memory: a TIFF file in memory, as libtiff reads it.
 */
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
 * Opens m before its first directory.  Returns it, or NULL when it is no TIFF
 * or without memory.  m stays where it is until TIFFClose.
 */
TIFF *tiff_memory_open(struct tiff_memory *m);

#endif
