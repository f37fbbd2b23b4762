/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * sniff: what kind of file some bytes are.
 */
#ifndef FCGI_WORKER_INPUT_SNIFF_H
#define FCGI_WORKER_INPUT_SNIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

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

struct sniff_size {
	uint32_t width;
	uint32_t height;
};

/* Returns what kind of file b is, or SNIFF_UNKNOWN. */
enum sniff_type sniff_type(const struct bytes *b);

/*
 * Whether b, at least the first 1024 bytes of a file, may be the start of a PDF
 * without a head.  Only the end of the file tells whether it is.
 */
bool sniff_may_be_pdf(const struct bytes *b);

/* Returns the media type of type, which is not SNIFF_UNKNOWN. */
const char *sniff_media_type(enum sniff_type type);

#endif
