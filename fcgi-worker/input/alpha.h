/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * alpha: pages with transparent parts, made opaque.
 */
#ifndef FCGI_WORKER_INPUT_ALPHA_H
#define FCGI_WORKER_INPUT_ALPHA_H

struct Pix;

/*
 * Makes pix opaque in place, a page of 32 bits whose lowest byte is alpha; the
 * colours are not multiplied by it.  It is put on white.  If only the edges of
 * letters or nothing could be seen on white, it is put on black; if nothing
 * could be seen on black, either, alpha is ignored.
 */
void alpha_flatten(struct Pix *pix);

#endif
