/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * bmp_head: what the head of a BMP file says, of every version of Windows and
 * OS/2.
 */
#ifndef FCGI_WORKER_INPUT_BMP_HEAD_H
#define FCGI_WORKER_INPUT_BMP_HEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/* Ways to store pixels. */
enum bmp_coding { BMP_PLAIN, BMP_RLE8, BMP_RLE4, BMP_RLE24 };

enum { BMP_RED, BMP_GREEN, BMP_BLUE, BMP_ALPHA, BMP_SAMPLES };

struct bmp_head {
	uint32_t width, height;
	bool top_down;
	unsigned bits; /* of a pixel */
	enum bmp_coding coding;
	uint32_t masks[BMP_SAMPLES]; /* for 16 and 32 bits; 0: no alpha */
	uint32_t palette[256];	     /* 0xRRGGBB00, black where there is none */
	size_t pixels;		     /* their offset in the file */
	int x_dpi, y_dpi;	     /* 0: unknown */
};

/*
 * Reads the heads of the BMP b: its size, its coding, its palette, and where
 * its pixels are.  Returns 0, or -1 when they make no sense.
 */
int bmp_head_read(const struct bytes *b, struct bmp_head *head);

#endif
