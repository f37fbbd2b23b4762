/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * answer_range: the header Range, by which a client asks for a part of an
 * answer.
 */
#ifndef MOD_OCR_ANSWER_RANGE_H
#define MOD_OCR_ANSWER_RANGE_H

#include "mod_ocr.h"

/* Cuts the answer down to the range of bytes that the client asks for by the
 * header Range.  The answer must be complete.  If it has no such bytes, a 416
 * takes its place.  Does so only if there is that header, the answer is a 200,
 * and lighttpd is not told to ignore ranges. */
void answer_range_take(request_st *r, plugin_data *p);

#endif
