/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * alpha: pages with transparent parts, made opaque.
 */
#ifndef FCGI_WORKER_INPUT_ALPHA_H
#define FCGI_WORKER_INPUT_ALPHA_H

struct Pix;

/*
 * Makes the page pix opaque in place.  It has 32 bits a pixel, of which the
 * lowest byte is alpha; the colors are not multiplied by alpha.  The page is
 * put on white.  It is put on black instead if on white nothing could be seen,
 * or only the edges of letters.  If nothing could be seen on either, alpha is
 * ignored.
 */
void alpha_flatten(struct Pix *pix);

#endif
