/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * timeout: how many seconds a request may take, as clients and administrators
 * say it.  A timeout in a query or a header sets the deadline in mod_ocr; one
 * in a form, in handlers/ocr.c.
 */
#ifndef FCGI_WORKER_COMMON_TIMEOUT_H
#define FCGI_WORKER_COMMON_TIMEOUT_H

#include <stddef.h>

enum { TIMEOUT_MIN_S = 1, TIMEOUT_MAX_S = 600 };

/* Returns the number that length bytes of text stand for, digits only, or -1
 * when it is not from TIMEOUT_MIN_S to TIMEOUT_MAX_S. */
int timeout_parse(const char *text, size_t length);

#endif
