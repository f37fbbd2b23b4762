/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_user_unit: how large the units of a PDF's pages are.
 */
#ifndef FCGI_WORKER_INPUT_PDF_USER_UNIT_H
#define FCGI_WORKER_INPUT_PDF_USER_UNIT_H

#include "base/bytes.h"

/*
 * Returns the UserUnit, in points, of each of the count pages of the PDF b, to
 * be freed.  Returns NULL when every page's is 1, or when they cannot be read.
 */
float *pdf_user_unit_read(const struct bytes *b, unsigned count);

#endif
