/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_image_size: how many bytes the data of an image in a PDF should have.
 */
#ifndef FCGI_WORKER_INPUT_PDF_IMAGE_SIZE_H
#define FCGI_WORKER_INPUT_PDF_IMAGE_SIZE_H

#include <qpdf/qpdf-c.h>
#include <stdint.h>

/*
 * Returns how many bytes the first rows of an image have when zlib has unpacked
 * them, or if they are not packed: all rows but one in lost_share of them.
 * image is its dictionary.  Returns 0 if that cannot be told.
 */
uint64_t pdf_image_size(qpdf_data q, qpdf_oh image, int lost_share);

#endif
