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
 * Does the same as threshold_fixed() if the paper around a pixel has the grey
 * 200.  Where it has another, that changes in the same way as the limit does.
 * The result is the same as that of pixBackgroundNormSimple and
 * pixThresholdToBinary.
 */
struct Pix *threshold_local(struct Pix *pix, int grey);

#endif
