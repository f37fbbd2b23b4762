/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * heic: the image of a HEIC or AVIF file, as cameras write them.
 */
#ifndef FCGI_WORKER_INPUT_HEIC_H
#define FCGI_WORKER_INPUT_HEIC_H

#include "base/bytes.h"
#include "input/sniff.h"

struct heic;

/* Loads the decoders, before the process confines itself. */
void heic_init(void);

/*
 * Reads the head of bytes, which are borrowed until heic_close.  Returns the
 * main image, or NULL when the file is broken or memory is lacking.
 */
struct heic *heic_open(const struct bytes *bytes);

/* Closes heic; NULL is allowed. */
void heic_close(struct heic *heic);

/* Returns the size of the image, rotated as the file says; 0 x 0 if it
 * has none. */
struct sniff_size heic_size(const struct heic *heic);

/*
 * Decodes the image, upright, into pixels, 0xRRGGBBAA each, with stride bytes a
 * row and room for the size of heic_size.  Returns 0, or -1 when the image
 * cannot be decoded, has another size, or is not whole.
 */
int heic_draw(const struct heic *heic, uint32_t *pixels, size_t stride);

#endif
