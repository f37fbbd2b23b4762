/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff_rest: unpacks what is left of a strip or tile of a TIFF file of which
 * libtiff itself keeps nothing.
 */
#ifndef FCGI_WORKER_INPUT_TIFF_REST_H
#define FCGI_WORKER_INPUT_TIFF_REST_H

#include <stddef.h>
#include <tiffio.h>

/*
 * Unpacks what the file has of strip or tile n, for one that libtiff left out:
 * the file ends within it, its rows are not compressed and some are missing, or
 * it is compressed by zlib and damaged.  buffer has room for
 * size bytes, and is as the caller has filled it where nothing is unpacked.
 * Returns how many of its bytes may have been unpacked.  Adds to *work the size
 * of what was copied for that: all strips may name the same bytes of a large
 * file.
 */
size_t tiff_rest_unpack(
    TIFF *t, uint32_t n, unsigned char *buffer, size_t size, size_t *work);

#endif
