/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * HEIC and AVIF files whose image is made of tiles, as cameras store large
 * images; the tiles may also cover less than the image.
 */
#ifndef TESTS_TILES_H
#define TESTS_TILES_H

#include <stdint.h>

#include "tests/lib/page.h"

struct tiles {
	uint8_t columns, rows;
	uint32_t width, height;		  /* of the image */
	uint32_t tile_width, tile_height; /* that the file states */
};

/*
 * Makes a file whose tiles are all the same image: that of the file tile, which
 * exif_image_shoot made.  Returns 0, or -1 if tile is neither HEIC nor AVIF.
 */
int tiles_make(const struct page_file *tile, const struct tiles *tiles,
    struct page_file *file);

#endif
