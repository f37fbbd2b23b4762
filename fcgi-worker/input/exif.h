/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * exif: how a camera was held, as its file says.
 */
#ifndef FCGI_WORKER_INPUT_EXIF_H
#define FCGI_WORKER_INPUT_EXIF_H

#include <stdbool.h>

#include "input/sniff.h"
#include "base/bytes.h"

/*
 * The EXIF orientation of the JPEG, PNG or WebP file b, 1 to 8; 1, which is
 * upright, when it says nothing that makes sense.
 */
unsigned exif_orientation(const struct bytes *b, enum sniff_type type);

#endif
