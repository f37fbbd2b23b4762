/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * line_image: one line of a page, cut out level and at a height that suits
 * recognizers.
 */
#ifndef FCGI_WORKER_ENGINE_LINE_IMAGE_H
#define FCGI_WORKER_ENGINE_LINE_IMAGE_H

#include <stdint.h>

#include "engine/page.h"
#include "engine/text_map.h"

/* In pixels. */
#define LINE_IMAGE_HEIGHT 48
#define LINE_IMAGE_WIDTH_MAX 2400

struct line_image {
	struct Pix *pix; /* in color, LINE_IMAGE_HEIGHT high */
	uint8_t *ink;	 /* of each pixel, row by row: whether it is ink */
	int width;	 /* of pix and of ink, in pixels */
	double step_x, step_y; /* size of a pixel of the image, on the page */
	struct text_box box;   /* around the line, on the page */
};

/*
 * Cuts the line in box out of pix, which is the page.  A line that is much
 * higher than wide is taken to run upwards.  Returns 0, or -1 without memory.
 * Whatever the result, end with line_image_free.
 */
int line_image_cut(
    struct Pix *pix, const struct text_box *box, struct line_image *out);

/* Frees what image holds. */
void line_image_free(struct line_image *image);

/* Whether there is ink in column x of image. */
bool line_image_has_ink(const struct line_image *image, int x);

/* Shrinks box, in pixels of image, to the ink in it, if there is some. */
void line_image_fit(const struct line_image *image, struct page_box *box);

/* Changes a box from pixels of image to pixels of the page. */
void line_image_map_box(const struct line_image *image, struct page_box *box);

/* Changes line, with its words and letters, from pixels of image to pixels of
 * the page. */
void line_image_map_line(
    const struct line_image *image, struct page_line *line);

#endif
