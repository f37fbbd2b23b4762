/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * line_crop: one line of a page as Tesseract reads it best: alone, dark on
 * light, and without the rules around it.
 */
#ifndef FCGI_WORKER_ENGINE_LINE_CROP_H
#define FCGI_WORKER_ENGINE_LINE_CROP_H

#include "engine/page.h"

/* In pixels: the empty border around the line. */
#define LINE_CROP_BORDER 8

/* The factors by which the width and the height of a line are multiplied. */
struct line_crop_scale {
	double x, y;
};

/*
 * Cuts the line in box out of pix, scales it to a height that suits the
 * recognizer, makes it dark on light, paints over rules, and puts a border
 * around it.  Sets *scale to the factors by which it became larger.  Returns
 * the line, to be freed with pixDestroy; or NULL when box has nothing as high
 * as a letter, or without memory.
 */
struct Pix *line_crop_cut(
    struct Pix *pix, const struct page_box *box, struct line_crop_scale *scale);

/* Returns pix, which is gray, with a border; inverts it if it is light on dark.
 * Frees pix. */
struct Pix *line_crop_frame(struct Pix *pix);

#endif
