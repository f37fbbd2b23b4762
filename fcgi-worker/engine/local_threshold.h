/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * local_threshold: what is darker than its surroundings on a grey image.
 */
#ifndef FCGI_WORKER_ENGINE_LOCAL_THRESHOLD_H
#define FCGI_WORKER_ENGINE_LOCAL_THRESHOLD_H

struct Pix;

/*
 * Returns in black what of pix, which has 8 bits a pixel and no colormap, is
 * darker than grey where paper is 200, to be freed with pixDestroy; or NULL
 * without memory.  The result is that of pixBackgroundNormSimple and
 * pixThresholdToBinary.
 */
struct Pix *local_threshold(struct Pix *pix, int grey);

#endif
