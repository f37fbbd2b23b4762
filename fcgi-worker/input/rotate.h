/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rotate: pages turned by right angles and mirrored.
 */
#ifndef FCGI_WORKER_INPUT_ROTATE_H
#define FCGI_WORKER_INPUT_ROTATE_H

struct Pix;

/*
 * Makes pix upright, which has this orientation, 1 to 8, as EXIF and TIFF have
 * it.  Returns pix itself, or a new page and frees pix; NULL if pix is NULL, or
 * without memory.
 */
struct Pix *rotate_orient(struct Pix *pix, unsigned orientation);

/* Turns pix by degrees clockwise: 0, 90, 180 or 270.  Returns pix itself, or a
 * new page and frees pix; NULL if pix is NULL, or without memory. */
struct Pix *rotate_clockwise(struct Pix *pix, int degrees);

#endif
