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
 * Makes a file of the page whose pixels are turned as a camera stores them for
 * the EXIF orientation, 1 to 8, and which has this orientation in its EXIF
 * data.  The format is PAGE_JPEG, PAGE_PNG, PAGE_WEBP or PAGE_TIFF.  Returns 0,
 * or -1.
 */
int exif_image_hold(const struct page_file *page, unsigned orientation,
    enum page_format format, struct page_file *file);

/*
 * Makes a PNG with the page turned clockwise by a multiple of 90 degrees, and
 * without an orientation.  Returns 0, or -1.
 */
int exif_image_turn(
    const struct page_file *page, int degrees, struct page_file *file);

/*
 * Makes a HEIC or AVIF file of the page, with alpha if the page has any.  Its
 * pixels are turned as a camera stores them for the EXIF orientation, which the
 * file has as the properties irot and imir, not as EXIF data.  Returns 0, or
 * -1.
 */
int exif_image_shoot(const struct page_file *page, bool avif,
    unsigned orientation, struct page_file *file);

/*
 * Changes the type of a HEIC file's slice n, counted from 0, to one that
 * decoders skip.  Returns 0, or -1 when there is no such slice.
 */
int exif_image_drop(struct page_file *file, unsigned n);

#endif
