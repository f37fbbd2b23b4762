/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pnm: the first picture of a PBM, PGM, PPM or PAM file.
 */
#ifndef FCGI_WORKER_INPUT_PNM_H
#define FCGI_WORKER_INPUT_PNM_H

#include "base/bytes.h"
#include "input/image.h"

/*
 * Finds the size of the picture in file, a PNM or PAM, from its head.  Returns
 * 0, or -1 when the head is broken.
 */
int pnm_size(const struct bytes *file, struct sniff_size *out);

/* Decodes the PNM or PAM file b.  On IMAGE_OK the page is in *out, without
 * transparency, to be freed with pixDestroy. */
enum image_result pnm_decode(const struct bytes *b, struct Pix **out);

#endif
