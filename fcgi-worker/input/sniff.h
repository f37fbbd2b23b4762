/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sniff: what kind of file some bytes are.
 */
#ifndef FCGI_WORKER_INPUT_SNIFF_H
#define FCGI_WORKER_INPUT_SNIFF_H

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
	SNIFF_HEIC,
	SNIFF_AVIF,
	SNIFF_PDF,
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

/* The kind of file at ${b}: an image, or a PDF. */
enum sniff_type sniff_type(const struct sniff_bytes *b);

/* The media type of ${type}, which is not SNIFF_UNKNOWN. */
const char *sniff_media_type(enum sniff_type type);

/* Read a number at ${p}, most or least significant byte first. */
uint16_t sniff_be16(const unsigned char *p);
uint32_t sniff_be32(const unsigned char *p);
uint16_t sniff_le16(const unsigned char *p);
uint32_t sniff_le32(const unsigned char *p);

#endif
