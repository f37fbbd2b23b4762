/* SPDX-License-Identifier: BSD-3-Clause */
/* rotate: rotates pages by right angles and mirrors them. */
#ifndef FCGI_WORKER_INPUT_ROTATE_H
#define FCGI_WORKER_INPUT_ROTATE_H

struct Pix;

/*
 * Makes pix upright.  orientation, 1 to 8, is what EXIF and TIFF say of pix.
 * Returns pix itself, or a new page and frees pix; NULL if pix is NULL, or
 * without memory.
 */
struct Pix *rotate_orient(struct Pix *pix, unsigned orientation);

/*
 * Rotates pix by degrees clockwise: 0, 90, 180 or 270.  Returns pix itself, or
 * a new page and frees pix; NULL if pix is NULL, or without memory.
 */
struct Pix *rotate_clockwise(struct Pix *pix, int degrees);

#endif
