/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * header_name: names of headers in short lists.  It knows nothing of lighttpd.
 */
#ifndef MOD_OCR_HEADER_NAME_H
#define MOD_OCR_HEADER_NAME_H

#include <stdbool.h>

/* Whether the list, which ends with NULL, has the name, in any case. */
bool header_name_is_in(const char *const list[], const char *name);

#endif
