/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sniff: what kind of image some bytes are, and how large it says it is,
 * without decoding it.
 */
#ifndef FCGI_WORKER_SNIFF_H
#define FCGI_WORKER_SNIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sniff_type {
	SNIFF_UNKNOWN,
	SNIFF_PNG,
	SNIFF_JPEG,
	SNIFF_TIFF,
	SNIFF_WEBP,
	SNIFF_GIF,
	SNIFF_BMP,
	SNIFF_PNM,
	SNIFF_JP2,
	SNIFF_TYPES
};

/* The bytes of a body. */
struct sniff_bytes {
	const unsigned char *data;
	size_t size;
};

struct sniff_size {
	uint32_t width;
	uint32_t height;
};

/* The kind of image at ${b}. */
enum sniff_type sniff_type(const struct sniff_bytes *b);

/* The media type of ${type}, which is not SNIFF_UNKNOWN. */
const char *sniff_media_type(enum sniff_type type);

/*
 * Read the size of the first image from the header of a PNG, JPEG, GIF, BMP
 * or JPEG 2000 file.  Returns 0, or -1 when the header is broken or cut or
 * of a variant that cannot be decoded.
 */
int sniff_size(
    const struct sniff_bytes *b, enum sniff_type type, struct sniff_size *out);

/* Whether the JPEG ${b} has its end: an EOI marker after image data. */
bool sniff_jpeg_is_whole(const struct sniff_bytes *b);

/*
 * The number of bytes of the GIF ${b} up to the end of its first image, or
 * 0 when it has no whole image.
 */
size_t sniff_gif_first(const struct sniff_bytes *b);

/* Read a number at ${p}, most or least significant byte first. */
uint16_t sniff_be16(const unsigned char *p);
uint32_t sniff_be32(const unsigned char *p);
uint16_t sniff_le16(const unsigned char *p);
uint32_t sniff_le32(const unsigned char *p);

#endif
