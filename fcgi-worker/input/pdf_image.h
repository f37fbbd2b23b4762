/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdfimage: how large an image that poppler is about to decode may be.
 */
#ifndef FCGI_WORKER_INPUT_PDF_IMAGE_H
#define FCGI_WORKER_INPUT_PDF_IMAGE_H

#include <stdint.h>

#include "input/sniff.h"

/*
 * Let no image of more than ${max_pixels} be decoded, until pdfimage_end; with
 * 0 none at all.
 */
void pdfimage_begin(uint64_t max_pixels);

/*
 * The size of the first image that was not decoded since pdfimage_begin, be it
 * too large or without memory; of no width when there was none.
 */
struct sniff_size pdfimage_end(void);

#endif
