/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * jpeg_gaps: whether a part of a JPEG in a PDF or a TIFF is missing.
 */
#ifndef FCGI_WORKER_INPUT_JPEG_GAPS_H
#define FCGI_WORKER_INPUT_JPEG_GAPS_H

#include <stdbool.h>

/*
 * Returns how often, since the process began, a decoder of JPEG has met the end
 * of its data before the end of the picture.  If the number differs after a
 * picture was decoded, a part of it is missing.
 */
unsigned jpeg_gaps_count(void);

/*
 * Whether, since the last call, a decoder has begun to read a JPEG but could
 * not decode anything of it, since its head is cut off, damaged, or of a kind
 * that is not known.  Forgets it.
 */
bool jpeg_gaps_take_failure(void);

#endif
