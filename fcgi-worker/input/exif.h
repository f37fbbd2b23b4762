/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * exif: how a camera was held, as its EXIF data say.
 */
#ifndef FCGI_WORKER_INPUT_EXIF_H
#define FCGI_WORKER_INPUT_EXIF_H

#include "base/bytes.h"

/*
 * Returns the orientation in the EXIF data exif, with or without the head
 * "Exif\0\0" that they have in a JPEG: 1 to 8; 1, which is upright, when they
 * say nothing that makes sense.
 */
unsigned exif_orientation(const struct bytes *exif);

#endif
