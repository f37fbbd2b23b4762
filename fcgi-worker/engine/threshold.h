/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * threshold: what is dark on a gray image, in black and white.
 */
#ifndef FCGI_WORKER_ENGINE_THRESHOLD_H
#define FCGI_WORKER_ENGINE_THRESHOLD_H

struct Pix;

/*
 * Returns the factors by which the paper around each pixel of pix becomes 200,
 * as threshold_apply() takes them.  They are to be freed with pixDestroy.
 * Returns NULL if pix has no paper, or without memory.
 */
struct Pix *threshold_factors(struct Pix *pix);

/*
 * Returns in black the pixels of pix, which has 8 bits a pixel and no colormap,
 * that are darker than gray, at most 256, when they are multiplied by factors.
 * factors is the result of threshold_factors() for pix, or NULL, which changes
 * no pixel.  The caller frees the result with pixDestroy; it is NULL without
 * memory.  With factors, it is the same as the result of
 * pixBackgroundNormSimple and then pixThresholdToBinary; without factors, as
 * that of pixThresholdToBinary alone.
 */
struct Pix *threshold_apply(struct Pix *pix, struct Pix *factors, int gray);

/*
 * Returns in black the ink on gray, which has 8 bits a pixel and no colormap:
 * what is darker than the paper around it.  Faint print, whose letters would be
 * in pieces by the usual limit, is found by a higher one.  Frees gray.  The
 * caller frees the result with pixDestroy; it is NULL without memory.
 */
struct Pix *threshold_find_ink(struct Pix *gray);

#endif
