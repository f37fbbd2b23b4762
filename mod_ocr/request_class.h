/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sorts requests by what their query asks for, as far as that decides how long
 * they take.
 */
#ifndef MOD_OCR_REQUEST_CLASS_H
#define MOD_OCR_REQUEST_CLASS_H

#include <stddef.h>

/* The class of requests that read no page. */
enum { REQUEST_CLASS_OTHER = 9 };

/*
 * Returns the class of a query of len bytes.  Requests of one class take about
 * as long for pages of the same size.  The class tells the quality, and whether
 * all pages are asked for, one, or some.  A query that asks for a picture has
 * the class REQUEST_CLASS_OTHER.
 */
unsigned request_class(const char *query, size_t len);

#endif
