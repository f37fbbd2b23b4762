/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_image_limit: how large an image that poppler is about to decode may be.
 */
#ifndef FCGI_WORKER_INPUT_PDF_IMAGE_LIMIT_H
#define FCGI_WORKER_INPUT_PDF_IMAGE_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "input/sniff.h"

/* Lets no image of more than max_pixels be decoded, until pdf_image_limit_end.
 */
void pdf_image_limit_begin(uint64_t max_pixels);

/* Whether each image could be decoded since pdf_image_limit_begin. */
bool pdf_image_limit_is_ok(void);

/*
 * Returns the size of the first image that was not decoded since
 * pdf_image_limit_begin, be it too large or without memory; of no width when
 * there was none.
 */
struct sniff_size pdf_image_limit_end(void);

#endif
