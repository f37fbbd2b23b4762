/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * brick: black and white images opened, closed and dilated by a rectangle.
 */
#ifndef FCGI_WORKER_ENGINE_BRICK_H
#define FCGI_WORKER_ENGINE_BRICK_H

struct Pix;

/*
 * Returns pix, which is black and white, with only those black pixels that a
 * black rectangle of width times height pixels covers.  The rectangle is within
 * the image.  Returns NULL without memory.  The result is the same as
 * pixOpenBrick's.
 */
struct Pix *brick_open(struct Pix *pix, int width, int height);

/*
 * Returns pix, which is black and white, with those white pixels made black
 * that no white rectangle of width times height pixels covers.  The rectangle
 * may be partly outside of the image.  Returns NULL without memory.  The result
 * is the same as pixCloseSafeBrick's.
 */
struct Pix *brick_close(struct Pix *pix, int width, int height);

/*
 * Returns pix, which is black and white, with those white pixels made black
 * that a rectangle of width times height pixels around a black one reaches; or
 * NULL without memory.  Both sides are odd, and width is at most 63.  The
 * result is the same as pixDilateBrick's.
 */
struct Pix *brick_dilate(struct Pix *pix, int width, int height);

#endif
