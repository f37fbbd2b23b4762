/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * tiff_rest: unpacks what is left of a strip or tile of a TIFF file.
 */
#include "input/tiff_rest.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "input/tiff_layout.h"
#include "input/tiff_memory.h"

size_t
tiff_rest_unpack(
    TIFF *t, uint32_t n, unsigned char *buffer, size_t size, size_t *work)
{
	const struct tiff_memory *memory = TIFFClientdata(t);
	const struct bytes *file = &memory->bytes;
	uint64_t offset = TIFFGetStrileOffset(t, n);
	uint64_t left = TIFFGetStrileByteCount(t, n);
	uint16_t packing =
	    tiff_layout_get(t, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
	bool is_packed = packing != COMPRESSION_NONE;
	unsigned char *copy;
	size_t room;

	if (offset >= file->size)
		return 0;
	left = left < file->size - offset ? left : file->size - offset;
	room = is_packed ? (size_t)left : size;
	left = left < room ? left : room;
	copy = left == 0 ? NULL : calloc(1, room);
	if (copy == NULL)
		return 0;
	*work += room;
	memcpy(copy, file->data + offset, (size_t)left);
	/* libtiff prefers libdeflate, which keeps nothing of damaged data. */
	if (packing == COMPRESSION_ADOBE_DEFLATE ||
	    packing == COMPRESSION_DEFLATE)
		TIFFSetField(
		    t, TIFFTAG_DEFLATE_SUBCODEC, DEFLATE_SUBCODEC_ZLIB);
	TIFFReadFromUserBuffer(
	    t, n, copy, (tmsize_t)room, buffer, (tmsize_t)size);
	free(copy);
	return is_packed ? size : (size_t)left;
}
