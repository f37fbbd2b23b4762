/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Pages as cameras store them: turned, with a note which way up they belong,
 * and as HEIC and AVIF.
 */
#ifndef TESTS_EXIF_IMAGE_H
#define TESTS_EXIF_IMAGE_H

#include <stdbool.h>

#include "tests/lib/page.h"

/*
 * Makes a file with the page as it is stored for an EXIF orientation, 1 to 8,
 * which is in the file.  The format is PAGE_JPEG, PAGE_PNG, PAGE_WEBP or
 * PAGE_TIFF. Returns 0 or -1.
 */
int exif_image_hold(const struct page_file *page, unsigned orientation,
    enum page_format format, struct page_file *file);

/*
 * Makes a file with the page turned clockwise, and nothing that says so.
 * Returns 0 or -1.
 */
int exif_image_turn(
    const struct page_file *page, int degrees, struct page_file *file);

/*
 * Makes HEIC or AVIF of the page, with alpha if it has any, turned as for that
 * EXIF orientation; the file says so by irot and imir, not by EXIF.
 */
int exif_image_shoot(const struct page_file *page, bool avif,
    unsigned orientation, struct page_file *file);

/*
 * Replaces slice n, counted from 0, by data that decoders skip.  Returns 0, or
 * -1 when there is no such slice.
 */
int exif_image_drop(struct page_file *file, unsigned n);

#endif
