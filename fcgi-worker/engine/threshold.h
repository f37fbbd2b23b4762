/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * threshold: what is dark on a grey image, in black and white.
 */
#ifndef FCGI_WORKER_ENGINE_THRESHOLD_H
#define FCGI_WORKER_ENGINE_THRESHOLD_H

struct Pix;

/*
 * Returns in black what of pix, which has 8 bits a pixel and no colormap, is
 * darker than grey, at most 256; or NULL without memory.  It is to be freed
 * with pixDestroy.  The result is the same as pixThresholdToBinary's.
 */
struct Pix *threshold_fixed(struct Pix *pix, int grey);

/*
 * Returns the factors by which the paper around each pixel of pix becomes 200,
 * as threshold_local() takes them.  They are to be freed with pixDestroy.
 * Returns NULL if pix has no paper, or without memory.
 */
struct Pix *threshold_factors(struct Pix *pix);

/*
 * Does the same as threshold_fixed() with pixels that were multiplied by
 * factors, the result of threshold_factors() for pix.  NULL changes no pixel.
 * The result is the same as that of pixBackgroundNormSimple and
 * pixThresholdToBinary.
 */
struct Pix *threshold_local(struct Pix *pix, struct Pix *factors, int grey);

#endif
