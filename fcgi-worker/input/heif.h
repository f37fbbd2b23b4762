/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * photo: the image of a HEIC or AVIF file, as cameras write them.
 */
#ifndef FCGI_WORKER_INPUT_HEIF_H
#define FCGI_WORKER_INPUT_HEIF_H

#include "input/sniff.h"

struct photo;

/* Load the decoders, before the process confines itself. */
void photo_init(void);

/*
 * Read the head of ${bytes}, which are borrowed until photo_close.  Returns
 * the main image, or NULL when it is broken.
 */
struct photo *photo_open(const struct sniff_bytes *bytes);

/* Close ${photo}; NULL is allowed. */
void photo_close(struct photo *photo);

/* Its size, turned as the file says. */
struct sniff_size photo_size(const struct photo *photo);

/*
 * Decode it into ${pixels}, 0x00RRGGBB each, upright and on white, with
 * ${stride} bytes a row and room for its size.  Returns 0, or -1 when it
 * cannot be decoded, has another size, or a part of it is missing.
 */
int photo_draw(const struct photo *photo, uint32_t *pixels, size_t stride);

#endif
