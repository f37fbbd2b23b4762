/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * jp2: the picture of a JPEG 2000 file or codestream.
 */
#ifndef FCGI_WORKER_INPUT_JP2_H
#define FCGI_WORKER_INPUT_JP2_H

#include "base/bytes.h"
#include "input/image.h"

/*
 * Finds the size at which jp2_decode decodes b, from the head of its
 * codestream.  Returns 0, or -1 when the head is broken or the picture has too
 * many components.
 */
int jp2_size(const struct bytes *b, size_t max_pixels, struct sniff_size *out);

/*
 * Decodes the JPEG 2000 file b.  A picture of more than max_pixels is decoded
 * at the first of half its size, a quarter and an eighth that is within
 * max_pixels and that the file has.  On IMAGE_OK the page is in *out, without
 * transparency, to be freed with pixDestroy.
 */
enum image_result jp2_decode(
    const struct bytes *b, size_t max_pixels, struct Pix **out);

#endif
