/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a query asks for, as far as it decides how long a page takes.
 */
#ifndef MOD_OCR_REQUEST_CLASS_H
#define MOD_OCR_REQUEST_CLASS_H

#include <stddef.h>

/* Of requests that recognize nothing. */
enum { REQUEST_CLASS_OTHER = 9 };

/* The class of a query of len bytes: by quality, and by whether it asks for all
 * pages, for one, or for some; of one for a picture, REQUEST_CLASS_OTHER. */
unsigned request_class(const char *query, size_t len);

#endif
