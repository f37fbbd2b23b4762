/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * old_jpeg: writes a TIFF with a JPEG as TIFF 6.0 had it, a file within the
 * file, which no library writes.
 */
#ifndef TESTS_UNIT_INPUT_OLD_JPEG_H
#define TESTS_UNIT_INPUT_OLD_JPEG_H

#include "tests/lib/test.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <tiffio.h>

/* Writes an entry of a directory. */
static inline void
old_jpeg_put(FILE *f, unsigned tag, unsigned type, unsigned count, size_t value)
{
	const uint16_t head[] = {(uint16_t)tag, (uint16_t)type};
	const uint32_t rest[] = {count, (uint32_t)value};

	fwrite(head, sizeof(head), 1, f);
	fwrite(rest, sizeof(rest), 1, f);
}

/* Writes the directory, in front of size bytes of JPEG. */
static inline void
old_jpeg_put_directory(FILE *f, PIX *pix, size_t size)
{
	enum {
		DIRECTORY = 8,
		ENTRIES = 12,
		BITS = DIRECTORY + 6 + ENTRIES * 12,
		JPEG = BITS + 6
	};
	static const uint16_t bits[] = {8, 8, 8}, entries = ENTRIES;
	size_t width = (size_t)pixGetWidth(pix);
	size_t height = (size_t)pixGetHeight(pix);

	fwrite("II*\0\x08\0\0\0", 8, 1, f);
	fwrite(&entries, sizeof(entries), 1, f);
	old_jpeg_put(f, TIFFTAG_IMAGEWIDTH, TIFF_LONG, 1, width);
	old_jpeg_put(f, TIFFTAG_IMAGELENGTH, TIFF_LONG, 1, height);
	old_jpeg_put(f, TIFFTAG_BITSPERSAMPLE, TIFF_SHORT, 3, BITS);
	old_jpeg_put(f, TIFFTAG_COMPRESSION, TIFF_SHORT, 1, COMPRESSION_OJPEG);
	old_jpeg_put(f, TIFFTAG_PHOTOMETRIC, TIFF_SHORT, 1, PHOTOMETRIC_YCBCR);
	old_jpeg_put(f, TIFFTAG_STRIPOFFSETS, TIFF_LONG, 1, JPEG);
	old_jpeg_put(f, TIFFTAG_SAMPLESPERPIXEL, TIFF_SHORT, 1, 3);
	old_jpeg_put(f, TIFFTAG_ROWSPERSTRIP, TIFF_LONG, 1, height);
	old_jpeg_put(f, TIFFTAG_STRIPBYTECOUNTS, TIFF_LONG, 1, size);
	old_jpeg_put(f, TIFFTAG_JPEGPROC, TIFF_SHORT, 1, JPEGPROC_BASELINE);
	old_jpeg_put(f, TIFFTAG_JPEGIFOFFSET, TIFF_LONG, 1, JPEG);
	old_jpeg_put(f, TIFFTAG_JPEGIFBYTECOUNT, TIFF_LONG, 1, size);
	fwrite("\0\0\0\0", 4, 1, f);
	fwrite(bits, sizeof(bits), 1, f);
}

/* Writes the picture; of the bytes of its JPEG, only this share. */
static inline void
old_jpeg_write(const char *path, PIX *pix, double share)
{
	unsigned char *jpeg = NULL;
	size_t size = 0;
	FILE *f = fopen(path, "wbe");

	assert_non_null(f);
	assert_int_equal(pixWriteMemJpeg(&jpeg, &size, pix, 90, 0), 0);
	old_jpeg_put_directory(f, pix, size);
	fwrite(jpeg, (size_t)((double)size * share), 1, f);
	assert_int_equal(fclose(f), 0);
	lept_free(jpeg);
}

#endif
