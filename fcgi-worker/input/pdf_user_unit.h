/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * pdf_user_unit: how large the units of a PDF's pages are.
 */
#ifndef FCGI_WORKER_INPUT_PDF_USER_UNIT_H
#define FCGI_WORKER_INPUT_PDF_USER_UNIT_H

#include "base/bytes.h"

/*
 * Returns the UserUnit of each of the count pages of the PDF b, in points, to
 * be freed; NULL when that of every page is 1, or is not to be found out.
 */
float *pdf_user_unit_read(const struct bytes *b, unsigned count);

#endif
