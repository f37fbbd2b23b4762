/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * answer_range: Range, which lighttpd takes the part of an answer by.
 */
#ifndef MOD_OCR_ANSWER_RANGE_H
#define MOD_OCR_ANSWER_RANGE_H

#include "mod_ocr.h"

/* Takes the part that the client asks for.  If the answer, which must be
 * complete, has no such part, puts a problem in its place. */
void answer_range_take(request_st *r, plugin_data *p);

#endif
