/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_image_limit: how large an image that poppler is about to decode may be.
 */
#ifndef FCGI_WORKER_INPUT_PDF_IMAGE_LIMIT_H
#define FCGI_WORKER_INPUT_PDF_IMAGE_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "input/sniff.h"

/*
 * Refuses images of more than max_pixels until pdf_image_limit_end.  Forgets
 * earlier refusals.
 */
void pdf_image_limit_begin(uint64_t max_pixels);

/*
 * Whether all images since pdf_image_limit_begin were small enough and got
 * their memory.
 */
bool pdf_image_limit_is_ok(void);

/*
 * Ends the limit.  Returns the size of the first image since
 * pdf_image_limit_begin that was too large or lacked memory; its width is 0
 * when there was none.
 */
struct sniff_size pdf_image_limit_end(void);

#endif
