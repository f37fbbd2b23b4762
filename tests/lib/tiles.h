/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * HEIC and AVIF files whose image is made of tiles, as cameras store large
 * ones, also such that leave a part of it out.
 */
#ifndef TESTS_TILES_H
#define TESTS_TILES_H

#include <stdint.h>

#include "tests/lib/page.h"

struct tiles {
	uint8_t columns, rows;
	uint32_t width, height;		  /* of the image */
	uint32_t tile_width, tile_height; /* as the file says */
};

/*
 * Makes a file of which each tile is the image of another file, as
 * exif_image_shoot makes it.  Returns 0, or -1 if that is no such file.
 */
int tiles_make(const struct page_file *tile, const struct tiles *tiles,
    struct page_file *file);

#endif
