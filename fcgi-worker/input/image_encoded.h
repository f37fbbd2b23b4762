/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * image_encoded: pictures as they are encoded in a file, in encodings that PDF
 * has, too.
 */
#ifndef FCGI_WORKER_INPUT_IMAGE_ENCODED_H
#define FCGI_WORKER_INPUT_IMAGE_ENCODED_H

#include <stdbool.h>

#include "base/bytes.h"
#include "input/sniff.h"

enum image_encoding {
	IMAGE_ENCODED_JPEG,
	IMAGE_ENCODED_JPEG_2000,
	IMAGE_ENCODED_CCITT
};

struct image_encoded {
	enum image_encoding encoding;
	struct bytes bytes; /* borrowed from the file */
	struct sniff_size size;
	unsigned samples; /* of a pixel */
	int turn;	  /* degrees, clockwise, that make it upright */
	bool is_inverted; /* 0 is no ink */
	int k;		  /* of CCITT, as PDF has it */
};

/*
 * Finds the picture of page, counted from 0, in a file that has this number of
 * pages.  Returns whether a PDF can hold its bytes; only then out is filled.
 */
bool image_encoded_find(const struct bytes *file, enum sniff_type type,
    unsigned page, unsigned pages, struct image_encoded *out);

#endif
