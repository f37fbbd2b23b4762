/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a worker may say in the headers of its answer.
 */
#ifndef MOD_OCR_HEADER_FILTER_H
#define MOD_OCR_HEADER_FILTER_H

#include "mod_ocr.h"

/* Takes away the headers with which an answer would speak for the whole site or
 * to lighttpd: cookies, files to send, other origins. */
void header_filter_answer(request_st *r);

/* Makes mod_fastcgi send no file that an answer to R names, whatever
 * fastcgi.server says. */
void header_filter_no_files(request_st *r, handler_ref fastcgi);

#endif
