/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * exif: how a camera was held, as its EXIF data say.
 */
#ifndef FCGI_WORKER_INPUT_EXIF_H
#define FCGI_WORKER_INPUT_EXIF_H

#include "base/bytes.h"

/*
 * Returns the orientation that the EXIF data say, 1 to 8; 1, which is upright,
 * if they say none that makes sense.  The data may begin with "Exif\0\0", as in
 * a JPEG, or not.
 */
unsigned exif_orientation(const struct bytes *exif);

#endif
