/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * rotate: pages turned by right angles and mirrored.
 */
#ifndef FCGI_WORKER_INPUT_ROTATE_H
#define FCGI_WORKER_INPUT_ROTATE_H

struct Pix;

/*
 * pix, which is taken over and may be NULL, made upright from the EXIF or
 * TIFF orientation, 1 to 8.  Returns it, or NULL without memory.
 */
struct Pix *rotate_orient(struct Pix *pix, unsigned orientation);

/* The same by degrees clockwise: 0, 90, 180 or 270. */
struct Pix *rotate_clockwise(struct Pix *pix, int degrees);

#endif
