/* SPDX-License-Identifier: BSD-3-Clause */
/* hevc: whether HEVC pictures are complete. */
#ifndef FCGI_WORKER_INPUT_HEVC_H
#define FCGI_WORKER_INPUT_HEVC_H

#include <stdbool.h>

#include "input/sniff.h"

/*
 * Makes the noise with which the memory of pictures is filled, and takes over
 * the allocation of pictures.  To be called before the process confines itself
 * and after libheif has loaded its decoders.  Returns 0, or -1 if the kernel
 * gives no noise.
 */
int hevc_init(void);

/* Forgets the pictures that were decoded so far. */
void hevc_begin(void);

/*
 * Whether each picture that was decoded since hevc_begin is whole: it was the
 * only one of its decoder, was coded without others, and every block of it was
 * written.
 */
bool hevc_is_whole(void);

/*
 * Whether the image of the given size is a single picture, not made of tiles:
 * since hevc_begin one picture was decoded, and it is as large as the image.
 */
bool hevc_is_single_picture(const struct sniff_size *size);

#endif
